"""Free hours of hamlets, read from the plans that stand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.tables import broadcasts
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.calendar import day_span
from broadcaster.domain.free_time import FreeTime, free_times
from broadcaster.services import timetable

_LONGEST = timedelta(days=1)


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
