from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.air_hours import AirHours, AirWindow, in_force
from broadcaster.domain.air_time import check, refusal, span_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import EVERY_DAY, Recurrence
from broadcaster.domain.schedule import Slot

MINUTE = 60_000
NEW_YEAR = date(2026, 1, 1)
WORKDAYS = frozenset(range(6))
MORNING = AirWindow(WORKDAYS, time(5), time(7))
EVENING = AirWindow(WORKDAYS, time(16, 30), time(18))
DECISION = AirHours(
    NEW_YEAR,
    (MORNING, EVENING),
    daily_minutes=90,
    sessions_per_day=3,
    session_minutes=45,
    decided_by="12/QĐ-UBND",
)


def slot(
    *times: time, minutes: int, hamlets: tuple[str, ...] = (), weekdays: frozenset[int] = WORKDAYS
) -> Slot:
    return Slot(Recurrence(weekdays, times, NEW_YEAR), minutes * MINUTE, hamlets)


def refused(asked: Slot, *decisions: AirHours, **others: Slot) -> StationError | None:
    try:
        check("asked", asked, others, decisions)
    except StationError as error:
        return error
    return None


def test_what_keeps_to_every_rule_is_allowed() -> None:
    assert refused(slot(time(5, 30), time(17), minutes=45), DECISION) is None


@pytest.mark.parametrize(
    ("at", "minutes"), [(time(3, 15), 5), (time(4, 59), 5), (time(6, 50), 11), (time(23, 55), 10)]
)
def test_outside_the_windows_is_refused_with_the_rule(at: time, minutes: int) -> None:
    error = refused(slot(at, minutes=minutes), DECISION)
    assert error is not None
    assert error.code == "outside_air_hours"
    assert error.facts["starts"] == f"{at:%H:%M}"
    assert error.facts["allowed"] == "05:00-07:00, 16:30-18:00"
    assert error.facts["decided_by"] == "12/QĐ-UBND"
    assert error.facts["day_on"] == NEW_YEAR


def test_a_silent_sunday_is_silent() -> None:
    error = refused(slot(time(5, 30), minutes=10, weekdays=EVERY_DAY), DECISION)
    assert error is not None
    assert (error.code, error.facts["day_on"]) == ("outside_air_hours", date(2026, 1, 4))


def test_windows_that_touch_are_one_also_over_midnight() -> None:
    night = AirHours(
        NEW_YEAR,
        (
            AirWindow(EVERY_DAY, time(20), time(22)),
            AirWindow(EVERY_DAY, time(22), time(0)),
            AirWindow(EVERY_DAY, time(0), time(1)),
        ),
    )
    assert refused(slot(time(21, 30), minutes=200), night) is None
    assert refused(slot(time(21, 30), minutes=211), night) is not None


def test_too_long_a_session_is_refused_also_when_made_of_two_slots() -> None:
    alone = refused(slot(time(5), minutes=46), DECISION)
    beside = refused(slot(time(5, 30), minutes=20), DECISION, other=slot(time(5), minutes=28))
    for error in (alone, beside):
        assert error is not None
        assert error.code == "session_too_long"
        assert error.facts["limit"] == 45


def test_one_session_too_many_is_refused_only_where_it_is_heard() -> None:
    there = slot(time(5), time(6), minutes=10, hamlets=("a",))
    assert (
        refused(slot(time(16, 30), time(17, 30), minutes=10, hamlets=("b",)), DECISION, there=there) is None
    )
    error = refused(slot(time(16, 30), time(17, 30), minutes=10), DECISION, there=there)
    assert error is not None
    assert (error.code, error.facts["hamlet"], error.facts["asked"]) == ("too_many_sessions", "a", 4)


def test_too_many_minutes_are_refused() -> None:
    error = refused(slot(time(16, 30), minutes=11), DECISION, there=slot(time(5), time(6), minutes=40))
    assert error is not None
    assert (error.code, error.facts["limit"], error.facts["asked"]) == ("too_many_minutes", 90, 91)


def test_a_day_left_out_by_the_other_makes_room() -> None:
    new_years_day = Slot(Recurrence.once(NEW_YEAR, time(16, 30)), 20 * MINUTE)
    usual = Recurrence(WORKDAYS, (time(5), time(6)), NEW_YEAR)
    skipping = Recurrence(WORKDAYS, (time(5), time(6)), NEW_YEAR, except_on=frozenset({NEW_YEAR}))
    assert refused(new_years_day, DECISION, usual=Slot(usual, 40 * MINUTE)) is not None
    assert refused(new_years_day, DECISION, usual=Slot(skipping, 40 * MINUTE)) is None


def test_a_later_decision_counts_from_its_day() -> None:
    summer = AirHours(date(2026, 6, 1), (EVENING,), decided_by="30/QĐ-UBND")
    error = refused(slot(time(5, 30), minutes=10), summer, DECISION)
    assert error is not None
    assert error.facts["day_on"] == date(2026, 6, 1)
    assert error.facts["decided_by"] == "30/QĐ-UBND"


def test_no_decision_no_air() -> None:
    error = refused(slot(time(5, 30), minutes=10))
    assert error is not None
    assert error.code == "no_air_hours"
    with pytest.raises(StationError, match="no_air_hours"):
        in_force([DECISION], date(2025, 12, 31))


def test_the_demo_allows_every_hour_and_says_so() -> None:
    demo = AirHours.demo(NEW_YEAR)
    assert demo.is_demo
    assert refused(slot(time(0), time(3, 15), time(23, 30), minutes=60, weekdays=EVERY_DAY), demo) is None


def test_plain_form_comes_back() -> None:
    assert AirHours.from_plain(DECISION.to_plain()) == DECISION


def test_a_window_opens_before_it_closes() -> None:
    with pytest.raises(ValueError, match="opens before"):
        AirWindow(EVERY_DAY, time(7), time(5))


def test_a_broadcast_is_measured_by_the_clock_on_the_wall() -> None:
    start_at = datetime(2026, 12, 31, 16, 50, tzinfo=UTC)
    day, span = span_of(start_at, 20 * MINUTE, "Asia/Ho_Chi_Minh")
    assert (day, span) == (date(2026, 12, 31), (1430 * MINUTE, 1450 * MINUTE))
    error = refusal([DECISION], "a", day, [span])
    assert error is not None
    assert (error.facts["starts"], error.facts["ends"]) == ("23:50", "00:10")


rules = st.builds(
    lambda weekdays, hours, first, length, left_out: Recurrence(
        weekdays,
        tuple(time(hour) for hour in sorted(hours)),
        NEW_YEAR + timedelta(days=first),
        None if length is None else NEW_YEAR + timedelta(days=first + length),
        frozenset(NEW_YEAR + timedelta(days=first + n) for n in left_out),
    ),
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.integers(4, 19), min_size=1, max_size=3),
    st.integers(0, 20),
    st.none() | st.integers(0, 20),
    st.frozensets(st.integers(0, 20), max_size=4),
)
slots = st.builds(
    lambda rule, minutes, hamlets: Slot(rule, minutes * MINUTE, hamlets),
    rules,
    st.integers(5, 60),
    st.sampled_from([(), ("a",), ("b",)]),
)


@given(slots, st.lists(slots, max_size=3), st.integers(0, 40))
def test_the_rule_check_is_the_check_of_every_day(asked: Slot, others: list[Slot], later: int) -> None:
    stricter = AirHours(NEW_YEAR + timedelta(days=later), (MORNING, EVENING), daily_minutes=60)
    decisions = [DECISION, stricter]
    found = refused(asked, *decisions, **{f"o{nth}": other for nth, other in enumerate(others)})
    expected = next(
        (
            day
            for day in (NEW_YEAR + timedelta(days=n) for n in range(90))
            if asked.recurrence.falls_on(day) and breaks_a_rule(asked, others, decisions, day)
        ),
        None,
    )
    assert (found and found.facts["day_on"]) == expected


def breaks_a_rule(asked: Slot, others: list[Slot], decisions: list[AirHours], day: date) -> bool:
    for hamlet in asked.hamlets or ("a", "b", "elsewhere"):
        spans = [
            (at.hour * 60 * MINUTE, at.hour * 60 * MINUTE + one.length_ms)
            for one in (*others, asked)
            if one.reaches(hamlet) and one.recurrence.falls_on(day)
            for at in one.recurrence.times
        ]
        own = len(asked.recurrence.times)
        if any(refusal(decisions, hamlet, day, [*spans[:-own], span]) for span in spans[-own:]):
            return True
        if refusal(decisions, hamlet, day, spans):
            return True
    return False
