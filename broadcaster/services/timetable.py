"""Programmes, schedules and air hours: what shall come back when, and what the commune allows itself."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from broadcaster.db import commune_tables, fleet_rows, hours_tables, timetable_tables
from broadcaster.domain import air_time
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.clash import first_clash
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.playlist import Playlist
from broadcaster.domain.programme import Programme
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.domain.types import new_id
from broadcaster.services import audit, planning_marks


def add_schedule(
    session: Session,
    *,
    name: str,
    slot: Slot,
    by: Person,
    now: datetime,
    programme_id: str | None = None,
    playlist: Playlist | None = None,
) -> Schedule:
    """Put a programme or a playlist on air.

    Raises StationError `not_allowed`, `name_missing`, `hamlet_unknown`, `not_found`, `programme_ended`, `clash` (the
    other one is named), and what the air hours refuse.
    """
    by.require(Act.SCHEDULE)
    if not name.strip():
        raise StationError("name_missing")
    check_hamlets(session, slot, by.commune_id)
    planning_marks.want(
        session, by.commune_id
    )  # before the checks: whoever comes second waits, and sees the first
    if programme_id is not None:
        check_programme(session, programme_id, commune_id=by.commune_id)
    check(session, name.strip(), slot, commune_id=by.commune_id)
    schedule = Schedule(
        id=new_id(),
        commune=by.commune_id,
        name=name.strip(),
        recurrence=slot.recurrence,
        length_ms=slot.length_ms,
        hamlets=slot.hamlets,
        programme_id=programme_id,
        playlist=playlist,
    )
    session.add(schedule)
    session.flush()
    audit.record(session, "schedule_added", schedule.id, by=by, commune_id=by.commune_id, now=now, name=name)
    return schedule


def check(session: Session, name: str, slot: Slot, *, commune_id: str) -> None:
    """Refuse a new slot that clashes with another one or that the air hours do not allow."""
    current = {each.id: each for each in current_schedules(session, commune_id)}
    check_beside(session, name, slot, current, commune_id=commune_id)


def check_beside(
    session: Session, name: str, slot: Slot, beside: Mapping[str, Schedule], *, commune_id: str
) -> None:
    """Refuse a slot that clashes with one of these schedules or that the air hours do not allow beside them."""
    others = {key: each.slot for key, each in beside.items()}
    clash = first_clash("", slot, others, zone_name(session, commune_id))
    if clash is not None:
        raise StationError("clash", other=beside[clash.other].name if clash.other else name, at=clash.at)
    air_time.check("", slot, others, air_hours(session, commune_id))


def found_air_hours(session: Session, commune_id: str, hours: AirHours, *, now: datetime) -> None:
    """Write the first decision of a new station."""
    write_air_hours(session, commune_id, hours, key=new_id(), set_by=None, now=now)


def write_air_hours(
    session: Session, commune_id: str, hours: AirHours, *, key: str, set_by: str | None, now: datetime
) -> None:
    """Add a decision to the history; earlier ones stay in it. Two people have seen to it, or it founds a station."""
    session.execute(
        insert(hours_tables.air_hours).values(
            id=key,
            commune_id=commune_id,
            effective_from=hours.effective_from,
            hours=hours,
            set_by=set_by,
            set_at=now,
        )
    )


def air_hours(session: Session, commune_id: str) -> list[AirHours]:
    """Return every decision; of two from the same day the later written one counts, so it stands alone."""
    rows = session.execute(
        select(hours_tables.air_hours.c.hours)
        .where(hours_tables.air_hours.c.commune_id == commune_id)
        .order_by(hours_tables.air_hours.c.set_at)
    )
    return list({row.hours.effective_from: row.hours for row in rows}.values())


def current_schedules(session: Session, commune_id: str) -> list[Schedule]:
    """Return the schedules that nobody has ended."""
    column = timetable_tables.schedules.c
    return list(
        session.scalars(
            select(Schedule)
            .where(column.commune_id == commune_id, column.ended_at.is_(None))
            .order_by(column.id)
        )
    )


def zone_name(session: Session, commune_id: str) -> str:
    """Return the commune's IANA zone."""
    return fleet_rows.commune(session, commune_id).zone


def check_hamlets(session: Session, slot: Slot, commune_id: str) -> None:
    """Refuse a slot for hamlets that the commune does not have. StationError `hamlet_unknown`."""
    column = commune_tables.hamlets.c
    known = set(session.scalars(select(column.code).where(column.commune_id == commune_id)))
    if unknown := set(slot.hamlets) - known:
        raise StationError("hamlet_unknown", hamlet=", ".join(sorted(unknown)))


def check_programme(session: Session, key: str, *, commune_id: str) -> None:
    """Refuse a programme that is another commune's or nobody's, or that was put away."""
    found = session.get(Programme, key)
    if found is None or found.commune != commune_id:
        raise StationError("not_found", kind="programme")
    if found.ended_at is not None:
        raise StationError("programme_ended", name=found.name)
