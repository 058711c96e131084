"""The week: seven days in one scale, what sounds at once side by side, new hours told once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.queries.timetable import PlannedAiring, Week
from tests.webui.sample_rows import AFTERNOON, MORNING, airing, block
from webui.slot_parts import HEAD
from webui.week_plan import WeekPlan, week_plan

TUESDAY = date(2026, 11, 24)


def local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))


def plan(*airings: PlannedAiring) -> WeekPlan:
    return week_plan(Week(TUESDAY, MORNING, airings, None), local)


@given(st.lists(st.tuples(st.integers(0, 7 * 24 * 60 - 1), st.integers(1, 120)), max_size=30))
def test_every_airing_is_drawn_inside_its_own_day(starts: list[tuple[int, int]]) -> None:
    monday = datetime(2026, 11, 23, 17, tzinfo=UTC)
    laid_out = plan(*(airing(monday + timedelta(minutes=minute), length) for minute, length in starts))
    assert sum(len(day.slots) for day in laid_out.days) == len(starts)
    for day in laid_out.days:
        for slot in day.slots:
            assert local(slot.airing.starts_at).date() == day.on
            assert slot.y >= 0
            assert slot.height >= 17
            assert slot.x + slot.width <= 100.1


def test_the_same_hour_stands_at_the_same_height_every_day() -> None:
    laid_out = plan(*(airing(MORNING + timedelta(days=n)) for n in range(7)), airing(AFTERNOON))
    tops = {slot.y for day in laid_out.days for slot in day.slots if slot.airing.starts_at != AFTERNOON}
    assert len(tops) == 1
    assert "05:30" in [tick.word for tick in laid_out.ticks]
    assert len(laid_out.silences) == 3


def test_what_sounds_at_once_stands_side_by_side() -> None:
    laid_out = plan(airing(MORNING), airing(MORNING + timedelta(minutes=5), schedule_id="other"))
    left, right = laid_out.days[0].slots
    assert (left.x, left.width, right.x, right.width) == (0, 50, 50, 50)


def test_a_new_hour_is_told_once_for_all_its_days() -> None:
    usual = airing(MORNING)
    new = [airing(AFTERNOON + timedelta(days=n), schedule_id="new", new=True) for n in range(3)]
    laid_out = plan(usual, *new)
    ((told, days),) = laid_out.odd
    assert told.schedule_id == "new"
    assert days == (TUESDAY, TUESDAY + timedelta(days=1), TUESDAY + timedelta(days=2))
    assert not laid_out.is_all_new
    assert plan(*new).is_all_new


def test_parts_stand_in_their_slot_at_their_time_below_its_name() -> None:
    tall = replace(airing(MORNING, 45), items=block(MORNING, "Mở đầu", "Bản tin", "Kết", minutes=45).items)
    (slot,) = plan(tall).days[0].slots
    first, second, third = slot.parts
    assert first.y == pytest.approx(slot.y + HEAD, abs=0.1)
    assert second.y == pytest.approx(slot.y + slot.height / 3, abs=0.1)
    assert third.y + third.height == pytest.approx(slot.y + slot.height, abs=0.2)
    assert all(part.is_readable for part in slot.parts)
    low = replace(tall, starts_at=MORNING + timedelta(minutes=40), ends_at=MORNING + timedelta(minutes=45))
    assert plan(tall, low).days[0].slots[1].parts == (), "no room for more than its name"


def test_an_empty_week() -> None:
    laid_out = plan()
    assert laid_out.is_empty
    assert laid_out.after - laid_out.before == timedelta(days=14)
