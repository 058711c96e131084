"""Residents' opinions: tied to what was on air, kept without anybody's data, answered in public."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.errors import StationError
from broadcaster.domain.opinion import AROUND, LONGEST_OPINION, Opinion, OpinionKind, nearest, without_numbers
from broadcaster.queries.opinions_page import opinion_line, opinion_lines, public_answers
from broadcaster.services import opinions
from tests.airing import AIR_AT, at_five, play
from tests.factories import NOW, World, approved

MINUTE = timedelta(minutes=1)


def sent(
    world: World,
    code: str = "GS-01",
    *,
    kind: OpinionKind = OpinionKind.NOT_HEARD,
    text: str = "",
    heard_at: datetime = AIR_AT,
    now: datetime = AIR_AT + 5 * MINUTE,
) -> Opinion:
    with world.memory.writes.begin() as session:
        at = opinions.place(session, world.commune_id, code)
        return opinions.send(session, world.commune_id, at, kind=kind, text=text, heard_at=heard_at, now=now)


def test_an_opinion_is_tied_to_what_was_on_air_at_that_pole(world: World) -> None:
    approved(world)
    at_five(world)
    play(world, "GS-01", Outcome.MISSED, 0)
    made = sent(world)
    hours_later = sent(world, heard_at=AIR_AT + 60 * MINUTE, now=AIR_AT + 61 * MINUTE)
    with world.memory.reads() as session:
        line = opinion_line(session, world.commune_id, made.id)
    assert line.proof is not None
    assert (line.proof.start_at, line.proof.tally.counts) == (AIR_AT, ((Outcome.MISSED, 1),))
    assert (line.hamlet, line.device) == ("Gò Sải", "Nhà văn hóa Gò Sải")
    assert hours_later.broadcast_id is None


def test_what_has_not_begun_yet_is_nobodys_complaint(world: World) -> None:
    approved(world)
    at_five(world)
    before = AIR_AT - 5 * MINUTE
    assert sent(world, heard_at=before, now=before).broadcast_id is None


def test_a_hamlets_label_speaks_of_all_its_speakers(world: World) -> None:
    approved(world)
    at_five(world)
    made = sent(world, "go-sai")
    with world.memory.reads() as session:
        line = opinion_line(session, world.commune_id, made.id)
    assert line.proof is not None
    assert line.proof.tally.total == 2


def test_only_what_was_answered_is_shown_outside(world: World) -> None:
    first = sent(world, kind=OpinionKind.SUGGESTION, text="Phát lại lúc trưa.")
    second = sent(world, kind=OpinionKind.SUGGESTION, text="Quảng cáo.")
    with world.memory.writes.begin() as session:
        assert public_answers(session, world.commune_id, "go-sai") == ()
        opinions.answer(session, first.id, "Từ mai phát thêm 11h30.", by=world.operator, now=AIR_AT)
        opinions.set_aside(session, second.id, by=world.operator, now=AIR_AT)
        (shown,) = public_answers(session, world.commune_id, "go-sai")
        assert public_answers(session, world.commune_id, "ao-sen") == ()
    assert (shown.text, shown.answer) == ("Phát lại lúc trưa.", "Từ mai phát thêm 11h30.")


def test_an_answer_may_go_on_air_once_in_that_hamlet(world: World) -> None:
    made = sent(world)
    with world.memory.writes.begin() as session:
        with pytest.raises(StationError, match="answer_missing"):
            opinions.to_bulletin(session, made.id, title="Trả lời", by=world.operator, now=AIR_AT)
        opinions.answer(session, made.id, "Đã sửa loa.", by=world.operator, now=AIR_AT)
        bulletin = opinions.to_bulletin(session, made.id, title="Trả lời", by=world.operator, now=AIR_AT)
        with pytest.raises(StationError, match="already_answered"):
            opinions.to_bulletin(session, made.id, title="Trả lời", by=world.operator, now=AIR_AT)
    assert (bulletin.text, bulletin.hamlets) == ("Đã sửa loa.", ("go-sai",))


def test_only_the_office_answers(world: World) -> None:
    made = sent(world)
    for person in (world.viewer, world.hamlet_head, world.contributor, world.technician):
        with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_allowed"):
            opinions.answer(session, made.id, "x", by=person, now=AIR_AT)


def test_what_makes_no_sense_is_refused(world: World) -> None:
    refused = [
        ({"kind": OpinionKind.SUGGESTION, "text": "  "}, "opinion_missing"),
        ({"text": "x" * (LONGEST_OPINION + 1)}, "opinion_long"),
        ({"heard_at": AIR_AT + 9 * MINUTE}, "heard_ahead"),
        ({"heard_at": NOW - timedelta(days=9)}, "heard_too_long_ago"),
        ({"code": "NOWHERE"}, "not_found"),
    ]
    for changes, code in refused:
        with pytest.raises(StationError, match=code):
            sent(world, **changes)  # type: ignore[arg-type]  # a test's shorthand
    with world.memory.reads() as session:
        assert opinion_lines(session, world.commune_id) == ()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Gọi tôi 0912 345 678 nhé", "Gọi tôi … nhé"),
        ("+84 912.345.678", "…"),
        ("CCCD 001203004567.", "CCCD …."),
        ("Lúc 17h30 ngày 24/11/2026, 114, 15.000 đồng", "Lúc 17h30 ngày 24/11/2026, 114, 15.000 đồng"),
    ],
)
def test_numbers_of_people_are_struck_out(text: str, kept: str) -> None:
    assert without_numbers(text) == kept


minutes = st.integers(-300, 300).map(lambda n: datetime(2026, 11, 24, tzinfo=UTC) + n * MINUTE)


@given(minutes, st.dictionaries(st.sampled_from("abcd"), st.tuples(minutes, st.integers(0, 60))))
def test_the_broadcast_meant_is_the_nearest_one(
    heard_at: datetime, airings: dict[str, tuple[datetime, int]]
) -> None:
    spans = {key: (start, start + length * MINUTE) for key, (start, length) in airings.items()}
    found = nearest(heard_at, spans)
    sounding = {key for key, (start, end) in spans.items() if start <= heard_at <= end}
    near = {key for key, (start, end) in spans.items() if start - AROUND <= heard_at <= end + AROUND}
    assert (found is None) == (not near)
    assert found is None or found in (sounding or near)
