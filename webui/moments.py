"""Moments and days as they stand in addresses."""

from datetime import date, datetime

from broadcaster.domain.errors import StationError


def read_moment(text: str) -> datetime:
    """Read the moment of an address. StationError `not_found` for anything that is none."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise StationError("not_found", kind="broadcast") from None
    if found.tzinfo is None:
        raise StationError("not_found", kind="broadcast")
    return found


def read_day(text: str) -> date | None:
    """Read the day of an address; None for anything that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
