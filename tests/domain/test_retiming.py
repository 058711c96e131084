"""Moving and leaving out single occurrences: the other days stay as they are, to the minute."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import Recurrence, occurrences
from broadcaster.domain.retiming import Place, copy_to, leave_out, move_all, move_once
from broadcaster.domain.schedule import Schedule
from tests.domain.newsroom import MINUTE, TUESDAY, ZONE

MONDAY = TUESDAY - timedelta(days=1)
SPAN = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 12, 20, tzinfo=UTC)


def schedule(*times: time, weekdays: frozenset[int] = frozenset(range(6))) -> Schedule:
    rule = Recurrence(weekdays, times or (time(5, 30),), MONDAY)
    return Schedule("s", "mai-khe", "Bản tin", rule, 30 * MINUTE, (), "p")


def starts(*schedules: Schedule) -> set[datetime]:
    return {at for one in schedules for at in occurrences(one.recurrence, ZONE, *SPAN)}


def at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, UTC) - timedelta(hours=7)


@given(
    times=st.sets(st.sampled_from([time(5, 30), time(11), time(17), time(19)]), min_size=1),
    day=st.integers(0, 20),
    to_day=st.integers(0, 20),
    hour=st.integers(0, 23),
)
def test_moving_one_changes_that_one_alone(times: set[time], day: int, to_day: int, hour: int) -> None:
    stands = schedule(*sorted(times), weekdays=frozenset(range(7)))
    on, to = MONDAY + timedelta(days=day), Place(MONDAY + timedelta(days=to_day), time(hour, 5), 10 * MINUTE)
    first = min(times)
    moved = move_once(stands, on, first, to)
    assert starts(*moved) == (starts(stands) - {at(on, first)}) | {at(to.on, to.at)}
    assert starts(*leave_out(stands, on, first)) == starts(stands) - {at(on, first)}


def test_what_has_been_on_air_is_not_said_again() -> None:
    left = leave_out(schedule(time(5, 30), time(11), time(17)), TUESDAY, time(17), over=time(10))
    assert [one.recurrence.times for one in left[1:]] == [(time(11),)]


def test_all_occurrences_move_together() -> None:
    stands = schedule(time(5, 30), time(17))
    (moved,) = move_all(stands, TUESDAY, time(17), Place(TUESDAY, time(16, 45), 20 * MINUTE))
    assert (moved.recurrence.times, moved.length_ms) == ((time(5, 30), time(16, 45)), 20 * MINUTE)
    weekly = schedule(weekdays=frozenset({1}))
    (moved,) = move_all(weekly, TUESDAY, time(5, 30), Place(TUESDAY + timedelta(days=2), time(6), MINUTE))
    assert (moved.recurrence.weekdays, moved.recurrence.times) == (frozenset({3}), (time(6),))


def test_a_single_broadcast_moves_as_itself() -> None:
    single = copy_to(schedule(), time(5, 30), TUESDAY, ids=lambda: "copy")
    (moved,) = move_once(single, TUESDAY, time(5, 30), Place(TUESDAY, time(6), 5 * MINUTE))
    assert (moved.id, moved.recurrence) == ("copy", Recurrence.once(TUESDAY, time(6)))
    with pytest.raises(StationError, match="last_occurrence"):
        leave_out(single, TUESDAY, time(5, 30))


@pytest.mark.parametrize(
    ("on", "clock", "to", "code"),
    [
        (TUESDAY, time(6), Place(TUESDAY, time(7), MINUTE), "not_found"),
        (MONDAY - timedelta(days=1), time(5, 30), Place(TUESDAY, time(7), MINUTE), "not_found"),
        (TUESDAY, time(5, 30), Place(TUESDAY + timedelta(days=1), time(7), MINUTE), "one_day_only"),
        (TUESDAY, time(5, 30), Place(TUESDAY, time(17), MINUTE), "hour_taken"),
    ],
)
def test_moves_that_cannot_be_are_refused(on: date, clock: time, to: Place, code: str) -> None:
    with pytest.raises(StationError, match=code):
        move_all(schedule(time(5, 30), time(17)), on, clock, to)
