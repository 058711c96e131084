from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, rrule
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.recurrence import EVERY_DAY, Recurrence, occurrences

HCM = "Asia/Ho_Chi_Minh"
# Zones that jump at midnight, by half an hour, over a whole day, or not at all.
ZONES = [
    "Asia/Ho_Chi_Minh",
    "Europe/Paris",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Beirut",
    "America/Santiago",
]

wall_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 15, 29, 30, 45, 59]))
days = st.dates(date(2008, 1, 1), date(2040, 12, 31))


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    first_on = draw(days)
    length = draw(st.none() | st.integers(0, 800))
    return Recurrence(
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        times=tuple(sorted(draw(st.frozensets(wall_times, min_size=1, max_size=4)))),
        first_on=first_on,
        last_on=None if length is None else first_on + timedelta(days=length),
        except_on=frozenset(first_on + timedelta(days=n) for n in draw(st.frozensets(st.integers(0, 60)))),
    )


def by_dateutil(rule: Recurrence, zone: str, from_at: datetime, until_at: datetime) -> list[datetime]:
    last_on = min(rule.last_on or date.max, until_at.date() + timedelta(days=2))
    if last_on < rule.first_on:
        return []
    starts = {
        wall.astimezone(UTC)
        for at in rule.times
        for wall in rrule(
            DAILY,
            dtstart=datetime.combine(rule.first_on, at, ZoneInfo(zone)),
            until=datetime.combine(last_on, at, ZoneInfo(zone)),
            byweekday=sorted(rule.weekdays),
        )
        if wall.date() not in rule.except_on
    }
    return sorted(start for start in starts if from_at <= start < until_at)


@given(recurrences(), st.sampled_from(ZONES), st.integers(-40, 400), st.integers(0, 500), wall_times)
def test_occurrences_are_those_of_dateutil(
    rule: Recurrence, zone: str, skipped_days: int, days_ahead: int, at: time
) -> None:
    from_at = datetime.combine(rule.first_on, at, UTC) + timedelta(days=skipped_days)
    until_at = from_at + timedelta(days=days_ahead)
    assert occurrences(rule, zone, from_at, until_at) == by_dateutil(rule, zone, from_at, until_at)


@given(recurrences(), st.sampled_from(ZONES))
def test_two_halves_make_the_whole(rule: Recurrence, zone: str) -> None:
    start = datetime.combine(rule.first_on, time(3), UTC)
    middle, end = start + timedelta(days=45), start + timedelta(days=90)
    whole = occurrences(rule, zone, start, end)
    assert occurrences(rule, zone, start, middle) + occurrences(rule, zone, middle, end) == whole


@given(recurrences())
def test_plain_form_comes_back(rule: Recurrence) -> None:
    assert Recurrence.from_plain(rule.to_plain()) == rule


def starts(rule: Recurrence, zone: str, day: date) -> list[str]:
    from_at = datetime.combine(day, time(0), UTC) - timedelta(days=1)
    return [at.isoformat() for at in occurrences(rule, zone, from_at, from_at + timedelta(days=3))]


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Asia/Ho_Chi_Minh", date(2028, 2, 29), time(5, 30), "2028-02-28T22:30:00+00:00"),
        ("Asia/Ho_Chi_Minh", date(2026, 12, 31), time(23, 59), "2026-12-31T16:59:00+00:00"),
        ("Asia/Ho_Chi_Minh", date(2027, 1, 1), time(0), "2026-12-31T17:00:00+00:00"),
        ("Asia/Ho_Chi_Minh", date(2038, 1, 19), time(10, 14, 8), "2038-01-19T03:14:08+00:00"),
        ("Europe/Paris", date(2026, 3, 29), time(2, 30), "2026-03-29T01:30:00+00:00"),  # jumped over
        ("Europe/Paris", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30:00+00:00"),  # comes twice
    ],
)
def test_instants_known_by_hand(zone: str, day: date, at: time, expected: str) -> None:
    assert starts(Recurrence.once(day, at), zone, day) == [expected]


def test_a_wall_time_jumped_over_and_the_one_it_becomes_start_once() -> None:
    day = date(2026, 3, 29)
    rule = Recurrence.daily(time(2, 30), time(3, 0), time(3, 30), first_on=day, last_on=day)
    assert starts(rule, "Europe/Paris", day) == [
        "2026-03-29T01:00:00+00:00",
        "2026-03-29T01:30:00+00:00",
    ]


def test_ranges_beyond_the_calendar_of_the_station_are_empty() -> None:
    rule = Recurrence.daily(time(5), first_on=date(2026, 1, 1))
    assert occurrences(rule, HCM, datetime(2300, 1, 1, tzinfo=UTC), datetime(2301, 1, 1, tzinfo=UTC)) == []
    assert occurrences(rule, HCM, datetime(1900, 1, 1, tzinfo=UTC), datetime(1901, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"weekdays": frozenset()}, "weekdays"),
        ({"weekdays": frozenset({7})}, "weekdays"),
        ({"times": ()}, "times are ascending"),
        ({"times": (time(6), time(5))}, "times are ascending"),
        ({"times": (time(5), time(5))}, "times are ascending"),
        ({"times": (time(5, 0, 0, 1),)}, "whole seconds"),
        ({"times": (time(5, tzinfo=UTC),)}, "wall times"),
        ({"last_on": date(2025, 12, 31)}, "before the first"),
        ({"last_on": date(9999, 12, 31)}, "lie between"),
        ({"first_on": date(1, 1, 1)}, "lie between"),
    ],
)
def test_a_recurrence_cannot_be_wrong(changed: dict[str, object], told: str) -> None:
    right: dict[str, object] = {"weekdays": EVERY_DAY, "times": (time(5),), "first_on": date(2026, 1, 1)}
    with pytest.raises(ValueError, match=told):
        Recurrence(**right | changed)  # type: ignore[arg-type] # wrong on purpose
