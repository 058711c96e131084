"""Free hours of hamlets, read from the plans that stand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.calendar import day_of, day_span, local
from broadcaster.domain.errors import StationError
from broadcaster.domain.free_time import FreeTime, free_times
from broadcaster.domain.people import Person
from broadcaster.services import timetable

_LONGEST = timedelta(days=1)


def require_free(
    session: Session, person: Person, moment: datetime, *, length_ms: int, now: datetime
) -> None:
    """Refuse a moment at which something of this length cannot start in a person's hamlet. StationError `not_free`."""
    zone = timetable.zone_name(session, person.commune_id)
    day = day_of(moment, zone)
    found = free_hours(session, person.commune_id, (person.hamlet or "",), day, length_ms=length_ms, now=now)
    if moment > now and not any(free.first_at <= moment <= free.last_at for free in found):
        spans = (f"{local(one.first_at, zone):%H:%M}–{local(one.last_at, zone):%H:%M}" for one in found)
        raise StationError("not_free", free=", ".join(spans) or "–")


def free_hours(
    session: Session,
    commune_id: str,
    hamlets: Iterable[str],
    day: date,
    *,
    length_ms: int,
    now: datetime,
) -> tuple[FreeTime, ...]:
    """Return when something of this length could start on a day in all of these hamlets at once."""
    zone = timetable.zone_name(session, commune_id)
    decisions = timetable.air_hours(session, commune_id)
    wanted = tuple(hamlets)
    from_at, until_at = day_span(day, zone)
    column = broadcasts.c
    rows = session.execute(
        select(column.start_at, column.rundown).where(
            column.commune_id == commune_id,
            column.hamlet.in_(wanted),
            column.start_at > from_at - _LONGEST,
            column.start_at < until_at,
            column.state == BroadcastState.PLANNED,
        )
    )
    sounding = {
        (row.start_at, row.start_at + timedelta(milliseconds=row.rundown.duration_ms)) for row in rows
    }
    return free_times(
        day,
        hamlet=wanted[0] if wanted else "",
        length_ms=length_ms,
        sounding=sounding,
        decisions=decisions,
        zone=zone,
        not_before=now,
    )
