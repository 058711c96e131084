"""The province's items: brought once by either way, acted upon after their class, accounted for whole."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.adapters.province_double import ProvinceDouble
from broadcaster.adapters.province_folder import ProvinceFolder
from broadcaster.adapters.province_http import ProvinceHttp
from broadcaster.adapters.province_json import EXAMPLE, ProvinceFormatError, read_item
from broadcaster.domain.approval import Heard
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.province import ProvinceItem, ProvinceMessage
from broadcaster.domain.province_account import ProvinceAccount
from broadcaster.domain.types import Sha256, sha256
from broadcaster.services import bulletins, province
from broadcaster.services.ports import ProvinceSource
from broadcaster.services.province_rules import refuse_change
from tests.airing import AIR_AT, at_five, play
from tests.factories import NOW, TODAY, World, make_sound, recording
from tests.fakes import PlainSpeller

DAY = timedelta(days=1)


def message(precedence: Precedence = Precedence.PRIORITY, source_id: str = "PT-1") -> ProvinceMessage:
    return replace(read_item(json.dumps(EXAMPLE).encode()), source_id=source_id, precedence=precedence)


def brought(world: World, *messages: ProvinceMessage) -> tuple[ProvinceItem, ...]:
    with world.memory.writes.begin() as session:
        return province.take_in(session, world.commune_id, messages, now=NOW)


def untold(world: World) -> dict[str, str]:
    with world.memory.reads() as session:
        return {
            account.source_id: account.state for _, account in province.accounts(session, world.commune_id)
        }


def test_an_item_is_taken_in_once_and_its_words_never_change_afterwards(world: World) -> None:
    (item,) = brought(world, message())
    assert brought(world, message(), replace(message(), text="Lời khác.")) == ()
    with world.memory.reads() as session:
        assert session.get_one(ProvinceItem, item.id).text == EXAMPLE["text"]


def test_a_routine_item_may_be_skipped_with_a_reason_and_a_priority_item_may_not(world: World) -> None:
    routine, priority = brought(world, message(Precedence.ROUTINE), message(source_id="PT-2"))
    with world.memory.writes.begin() as session:
        with pytest.raises(StationError, match="reason_missing"):
            province.skip(session, routine.id, reason=" ", by=world.operator, now=NOW)
        with pytest.raises(StationError, match="not_skippable"):
            province.skip(session, priority.id, reason="x", by=world.operator, now=NOW)
        with pytest.raises(StationError, match="not_allowed"):
            province.skip(session, routine.id, reason="x", by=world.viewer, now=NOW)
        province.skip(session, routine.id, reason="Đã có tin này.", by=world.operator, now=NOW)
        with pytest.raises(StationError, match="already_answered"):
            province.take(session, routine.id, by=world.operator, now=NOW)


def test_a_priority_item_airs_in_the_provinces_own_words(world: World) -> None:
    priority, routine = brought(world, message(), message(Precedence.ROUTINE, "PT-2"))
    with world.memory.writes.begin() as session:
        bound = province.take(session, priority.id, by=world.operator, now=NOW)
        free = province.take(session, routine.id, by=world.operator, now=NOW)
        assert (bound.precedence, bound.text) == (Precedence.PRIORITY, EXAMPLE["text"])
        for changes in (
            {"text": "Khác."},
            {"title": "Khác"},
            {"precedence": Precedence.ROUTINE},
            {"hamlets": ("go-sai",)},
            {"expires_on": TODAY},
        ):
            changed: Any = replace(bound.wording, **changes)
            with pytest.raises(StationError, match="not_the_provinces_words"):
                bulletins.reword(session, bound.id, changed, seen_revision=1, by=world.operator, now=NOW)
            refuse_change(session, free, changed)
        longer = replace(bound.wording, expires_on=bound.expires_on + DAY)
        bulletins.reword(session, bound.id, longer, seen_revision=1, by=world.operator, now=NOW)


def test_an_emergency_becomes_no_bulletin(world: World) -> None:
    (item,) = brought(world, message(Precedence.EMERGENCY))
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="emergency_elsewhere"):
        province.take(session, item.id, by=world.operator, now=NOW)


def test_what_nobody_took_in_time_is_told_as_expired(world: World) -> None:
    brought(world, message())
    with world.memory.writes.begin() as session:
        province.settle(session, world.commune_id, now=NOW)
    assert untold(world) == {"PT-1": "waiting"}
    with world.memory.writes.begin() as session:
        province.settle(session, world.commune_id, now=NOW + 9 * DAY)
    assert untold(world) == {"PT-1": "expired"}


def test_an_account_is_told_once_until_it_changes(world: World) -> None:
    (item,) = brought(world, message())
    with world.memory.writes.begin() as session:
        ((item_id, account),) = province.accounts(session, world.commune_id)
        province.told(session, item_id, account)
    assert untold(world) == {}
    with world.memory.writes.begin() as session:
        province.take(session, item.id, by=world.operator, now=NOW)
    assert untold(world) == {"PT-1": "taken"}


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"class": "urgent"}, "class"),
        ({"issued_at": "2026-11-24T08:00:00"}, "issued_at"),
        ({"expires_on": "24/11/2026"}, "expires_on"),
        ({"id": ""}, "id"),
        ({"id": "a\nb"}, "printable"),
        ({"text": " "}, "text"),
        ({"topic": "gossip"}, "topic"),
        ({"volume": 11}, "volume"),
    ],
)
def test_what_is_not_as_agreed_is_refused_by_name(changes: dict[str, Any], where: str) -> None:
    with pytest.raises(ProvinceFormatError, match=where):
        read_item(json.dumps(EXAMPLE | changes).encode())


@dataclass
class OtherSide:
    """The province behind either way."""

    source: ProvinceSource
    put: Callable[[dict[str, Any]], None]
    account: Callable[[str], dict[str, Any] | None]


@pytest.fixture(params=["folder", "http"])
def other_side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OtherSide]:
    if request.param == "folder":
        (tmp_path / "in").mkdir()

        def put(item: dict[str, Any]) -> None:
            (tmp_path / "in" / f"{len(list((tmp_path / 'in').iterdir()))}.json").write_text(json.dumps(item))

        def account(source_id: str) -> dict[str, Any] | None:
            found = [json.loads(each.read_bytes()) for each in (tmp_path / "out").glob("*.json")]
            return next((each for each in found if each["id"] == source_id), None)

        yield OtherSide(ProvinceFolder(tmp_path), put, account)
        return
    token = tmp_path / "token"
    token.write_text("bí mật".encode().hex())
    with ProvinceDouble(token=token.read_text()) as double:
        yield OtherSide(
            ProvinceHttp(double.address, token),
            double.items.append,
            lambda source_id: dict(double.accounts[source_id]) if source_id in double.accounts else None,
        )


def test_either_way_brings_items_and_takes_accounts(other_side: OtherSide) -> None:
    other_side.put(EXAMPLE | {"id": "a/b ?"})
    other_side.put(EXAMPLE | {"id": "broken", "class": "x"})
    (found,) = other_side.source.fetch()
    assert (found.source_id, found.precedence, found.expires_on) == (
        "a/b ?",
        Precedence.PRIORITY,
        date(2026, 11, 30),
    )
    for state in ("waiting", "taken"):
        other_side.source.tell(ProvinceAccount("a/b ?", state))
    told = other_side.account("a/b ?")
    assert told is not None
    assert told["state"] == "taken"


def test_a_province_that_is_not_there_is_asked_again_later(tmp_path: Path) -> None:
    with ProvinceDouble() as double:
        address = double.address
    for source in (ProvinceFolder(tmp_path / "none"), ProvinceHttp(address)):
        with pytest.raises(DeliveryError) as trouble:
            source.fetch()
        assert not trouble.value.permanent


def test_a_wrong_token_is_no_reason_to_give_up_and_an_unknown_item_is(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("falsch")
    with ProvinceDouble(token="right") as double, pytest.raises(DeliveryError) as refused:
        ProvinceHttp(double.address, token).fetch()
    assert not refused.value.permanent
    with ProvinceDouble() as double, pytest.raises(DeliveryError) as unknown:
        ProvinceHttp(double.address).tell(ProvinceAccount("x", "taken"))
    assert unknown.value.permanent


def test_the_province_learns_how_its_item_was_played(world: World) -> None:
    (item,) = brought(world, message())
    with world.memory.writes.begin() as session:
        made = province.take(session, item.id, by=world.operator, now=NOW)
        ordered = bulletins.prepare(session, PlainSpeller(), made.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        make_sound(session, ordered.id, recording(made.text))
        bulletins.submit(session, PlainSpeller(), made.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        heard = Heard(ordered.spoken_sha, Sha256(sha256(made.text)))
        bulletins.approve(session, made.id, heard, by=world.approver, now=NOW)
    assert untold(world) == {"PT-1": "approved"}
    at_five(world)
    play(world, "GS-01")
    assert untold(world) == {"PT-1": "aired"}
    with world.memory.reads() as session:
        ((_, account),) = province.accounts(session, world.commune_id)
    assert [(each.start_at, each.hamlet, dict(each.outcomes)) for each in account.airings] == [
        (AIR_AT, "go-sai", {"done": 1})
    ]
