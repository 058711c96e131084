"""The air hours as they stand: what every speaker's policy is made of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows, tables
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.calendar import day_of, day_span


@dataclass(frozen=True)
class HoursInForce:
    """The commune's air hours as they stand, and since when."""

    hours: AirHours
    since: datetime


def hours_in_force(session: Session, commune_id: str, *, now: datetime) -> HoursInForce | None:
    """Return today's air hours; None where the commune has decided nothing yet, and so nothing may sound."""
    zone = fleet_rows.commune(session, commune_id).zone
    rows = session.execute(
        select(tables.air_hours.c.hours, tables.air_hours.c.set_at)
        .where(tables.air_hours.c.commune_id == commune_id)
        .order_by(tables.air_hours.c.set_at.desc())
    ).all()
    begun = [row for row in rows if row.hours.effective_from <= day_of(now, zone)]
    if not begun:
        return None
    newest = max(begun, key=lambda row: (row.hours.effective_from, row.set_at))
    return HoursInForce(newest.hours, max(newest.set_at, day_span(newest.hours.effective_from, zone)[0]))
