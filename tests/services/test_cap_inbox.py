"""Messages of other offices: what is signed is displaced by its signer alone, and displaces copies without."""

from datetime import datetime, timedelta

from broadcaster.domain.cap_notice import CapNotice, CapSignature
from broadcaster.domain.types import new_id
from broadcaster.services import cap_inbox
from tests.factories import NOW, World

GOOD, NONE = CapSignature.GOOD, CapSignature.NONE


def notice(
    world: World,
    identifier: str,
    signature: CapSignature = NONE,
    signer: str = "",
    *,
    replaces: tuple[str, ...] = (),
    sent_at: datetime = NOW,
) -> CapNotice:
    return CapNotice(
        id=new_id(),
        commune_id=world.commune_id,
        sender="a@b",
        identifier=identifier,
        sent_at=sent_at,
        received_at=NOW,
        status="Actual",
        kind="Cancel" if replaces else "Alert",
        event="Lũ quét",
        replaces=replaces,
        expires_at=None,
        signature=signature,
        signer=signer,
        body="",
    )


def waiting_after(world: World, *notices: CapNotice) -> list[tuple[str, CapSignature]]:
    with world.memory.writes.begin() as session:
        for each in notices:
            cap_inbox.take_in(session, [each], now=NOW)
    with world.memory.reads() as session:
        found = cap_inbox.waiting(session, world.commune_id, now=NOW)
        return sorted(((each.identifier, each.signature) for each in found), key=lambda told: told[0])


def later(world: World, signature: CapSignature, signer: str) -> CapNotice:
    return notice(world, "2", signature, signer, replaces=("1",), sent_at=NOW + timedelta(minutes=1))


def test_what_is_signed_is_not_taken_back_by_a_forged_word(world: World) -> None:
    signed = notice(world, "1", GOOD, "Tỉnh")
    assert waiting_after(world, signed, later(world, NONE, "")) == [("1", GOOD), ("2", NONE)]


def test_nor_by_what_somebody_else_signed(world: World) -> None:
    signed = notice(world, "1", GOOD, "Tỉnh")
    assert waiting_after(world, signed, later(world, GOOD, "Huyện")) == [("1", GOOD), ("2", GOOD)]


def test_its_own_signer_takes_it_back(world: World) -> None:
    signed = notice(world, "1", GOOD, "Tỉnh")
    assert waiting_after(world, signed, later(world, GOOD, "Tỉnh")) == [("2", GOOD)]


def test_a_forged_copy_that_came_first_gives_way_to_the_signed_one(world: World) -> None:
    forged, signed = notice(world, "1"), notice(world, "1", GOOD, "Tỉnh")
    assert waiting_after(world, forged, signed) == [("1", GOOD)]
    assert waiting_after(world, notice(world, "1")) == [("1", GOOD)]
