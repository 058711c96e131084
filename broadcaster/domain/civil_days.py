"""Many days of a commune at once: where each begins as an instant, and which of them are irregular.

Most days pass without a change of the clock: of these a wall time is midnight plus so much, by mere addition.
The days on which the clock is changed are named, and of these the calendar is asked for each wall time.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from broadcaster.domain.calendar import zone_of

ONE_DAY = timedelta(days=1)


class CivilDays(NamedTuple):
    """Days in order: the steady ones with their midnights (UTC), and those on which the clock is changed."""

    steady: tuple[date, ...]
    midnights: tuple[datetime, ...]
    shifting: tuple[date, ...]


@lru_cache(maxsize=4096)
def _year(zone: str, year: int) -> tuple[tuple[date, datetime | None], ...]:
    """Return each day of a year with its midnight, None where the clock is changed before the next."""
    first = datetime(year, 1, 1, tzinfo=zone_of(zone))
    days = [first + n * ONE_DAY for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days + 1)]
    offsets = [day.utcoffset() for day in days]
    return tuple(
        (day.date(), day.astimezone(UTC) if before == after else None)
        for day, before, after in zip(days, offsets, offsets[1:], strict=False)
    )


@lru_cache(maxsize=256)
def civil_days(zone: str, weekdays: frozenset[int], first_on: date, last_on: date) -> CivilDays:
    """Return the days with these weekdays from `first_on` to `last_on`, both included."""
    days = [
        (day, midnight)
        for year in range(first_on.year, last_on.year + 1)
        for day, midnight in _year(zone, year)
        if first_on <= day <= last_on and day.weekday() in weekdays
    ]
    return CivilDays(
        steady=tuple(day for day, midnight in days if midnight is not None),
        midnights=tuple(midnight for _, midnight in days if midnight is not None),
        shifting=tuple(day for day, midnight in days if midnight is None),
    )


def midnight_of(zone: str, day: date) -> datetime | None:
    """Return the instant at which a day begins, None where the clock is changed on it."""
    return _year(zone, day.year)[(day - date(day.year, 1, 1)).days][1]


def shifting_days(zone: str, first_on: date, last_on: date) -> list[date]:
    """Return the days from `first_on` to `last_on`, both included, on which the clock is changed."""
    years = range(first_on.year, last_on.year + 1)
    return [day for year in years for day in _shifting(zone, year) if first_on <= day <= last_on]


@lru_cache(maxsize=4096)
def _shifting(zone: str, year: int) -> tuple[date, ...]:
    return tuple(day for day, midnight in _year(zone, year) if midnight is None)
