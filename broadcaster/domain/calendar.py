"""Days and hours of a commune: the only place where a moment becomes a date on somebody's wall."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the IANA zone; raises zoneinfo.ZoneInfoNotFoundError where the name is none."""
    return ZoneInfo(name)


def local(moment: datetime, zone: str) -> datetime:
    """Say an aware moment by the commune's own clock."""
    return moment.astimezone(zone_of(zone))


def day_of(moment: datetime, zone: str) -> date:
    """Return the commune's date at a moment."""
    return local(moment, zone).date()


def moment_at(day: date, hour: time, zone: str) -> datetime:
    """Return the moment, in UTC, at which the commune's clock shows `hour` on `day`."""
    return datetime.combine(day, hour, zone_of(zone)).astimezone(UTC)


def day_span(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return the half-open span [first moment of the day, first moment of the next day), in UTC."""
    return moment_at(day, time(), zone), moment_at(day + timedelta(days=1), time(), zone)
