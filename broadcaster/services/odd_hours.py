"""What would sound while people sleep waits for a second person, and is not planned before."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.hours_tables import odd_hours_consents
from broadcaster.domain import odd_hours
from broadcaster.domain.errors import StationError
from broadcaster.domain.odd_hours import OddHoursConsent
from broadcaster.domain.people import Act, Person
from broadcaster.domain.schedule import Schedule
from broadcaster.services import audit, hours, planning_marks, timetable


def waiting(session: Session, commune_id: str, *, now: datetime) -> list[Schedule]:
    """Return the schedules that nobody has agreed to; none in a demo, whose hours allow everything."""
    return _waiting(session, commune_id, timetable.current_schedules(session, commune_id), now)


def asks_second(session: Session, commune_id: str, *, now: datetime) -> bool:
    """Tell whether odd hours need a second person here: everywhere but in a demo, whose hours allow everything."""
    present = hours.hours_in_force(session, commune_id, now=now)
    return present is None or not present.hours.is_demo


def to_plan(session: Session, commune_id: str, *, now: datetime) -> list[Schedule]:
    """Return the schedules that may be planned."""
    current = timetable.current_schedules(session, commune_id)
    held = {each.id for each in _waiting(session, commune_id, current, now)}
    return [each for each in current if each.id not in held]


def consent(session: Session, schedule_id: str, *, by: Person, now: datetime) -> Schedule:
    """Agree to the odd times that a schedule has now; other ones would have to be agreed to again.

    Whoever may approve may not schedule: so this is a second person. StationError `not_allowed`, `not_found`.
    """
    by.require(Act.APPROVE)
    schedule = session.get(Schedule, schedule_id)
    if schedule is None or schedule.commune != by.commune_id or schedule.ended_at is not None:
        raise StationError("not_found", kind="schedule")
    times = odd_hours.odd_times(schedule.slot)
    session.merge(OddHoursConsent(schedule.id, by.commune_id, times, by.id, now))
    planning_marks.want(session, by.commune_id)
    audit.record(
        session,
        "odd_hours_agreed",
        schedule.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        name=schedule.name,
        times=", ".join(times),
    )
    return schedule


def _waiting(
    session: Session, commune_id: str, schedules: Iterable[Schedule], now: datetime
) -> list[Schedule]:
    odd = [each for each in schedules if odd_hours.odd_times(each.slot)]
    if not odd or not asks_second(session, commune_id, now=now):
        return []
    column = odd_hours_consents.c
    consents = session.scalars(select(OddHoursConsent).where(column.commune_id == commune_id))
    return odd_hours.waiting(odd, consents)
