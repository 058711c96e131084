"""Moments, days and page numbers as they stand in addresses and forms."""

from datetime import date, datetime
from typing import TypeVar

from flask import request

from broadcaster.domain.errors import StationError

_YEARS = range(1900, 3000)
"""Far beyond every day that a station keeps or plans; at the ends of the calendar no day can be reckoned with."""
_LAST_PAGE = 1_000_000
Day = TypeVar("Day", bound=date)


def written_day(text: str) -> date:
    """Read a day as forms send it, 2026-11-24, or as people write it, 24/11/2026. Raises ValueError."""
    day, _, rest = text.partition("/")
    month, _, year = rest.partition("/")
    found = date(int(year), int(month), int(day)) if rest else date.fromisoformat(text)
    return _reckonable(found)


def read_moment(text: str) -> datetime:
    """Read the moment of an address. StationError `not_found` for anything that is none."""
    try:
        found = _reckonable(datetime.fromisoformat(text.replace(" ", "+")))
    except ValueError:
        raise StationError("not_found", kind="broadcast") from None
    if found.tzinfo is None:
        raise StationError("not_found", kind="broadcast")
    return found


def read_day(text: str) -> date | None:
    """Read the day of an address; None for anything that is none."""
    try:
        return _reckonable(date.fromisoformat(text))
    except ValueError:
        return None


def page_number() -> int:
    """Return which page of a list the address asks for, from 1; the first where it says nothing that can be meant."""
    return min(max(request.args.get("trang", 1, type=int), 1), _LAST_PAGE)


def _reckonable(day: Day) -> Day:
    if day.year not in _YEARS:
        raise ValueError(day)
    return day
