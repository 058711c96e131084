"""Programmes: made, changed, put away. A change counts for every broadcast that is not frozen yet."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import timetable_tables
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import Filler, Part, part_to_plain
from broadcaster.domain.types import new_id
from broadcaster.services import audit, planning_marks, timetable

LONGEST_NAME = 160
SHORTEST_FILLER_MS = 20_000
"""What is played again and again must last a little: every repetition is an item that each speaker is told of."""


def draft(
    *,
    programme_id: str,
    commune_id: str,
    name: str,
    minutes: int,
    parts: tuple[Part, ...],
    monthly_minimum: dict[str, int],
    freeze_minutes: int,
) -> Programme:
    """Return a programme that is written nowhere.

    StationError `name_missing`, `parts_missing`, `filler_short`, `programme_invalid`.
    """
    tidy = " ".join(name.split())[:LONGEST_NAME]
    if not tidy:
        raise StationError("name_missing")
    if not parts:
        raise StationError("parts_missing")
    if any(isinstance(part, Filler) and part.duration_ms < SHORTEST_FILLER_MS for part in parts):
        raise StationError("filler_short", least_s=SHORTEST_FILLER_MS // 1000)
    try:
        return Programme(programme_id, commune_id, tidy, minutes, parts, monthly_minimum, freeze_minutes)
    except ValueError as error:
        raise StationError("programme_invalid", why=str(error)) from error


def add(
    session: Session,
    *,
    name: str,
    minutes: int,
    parts: tuple[Part, ...],
    by: Person,
    now: datetime,
    monthly_minimum: dict[str, int] | None = None,
    freeze_minutes: int = 0,
) -> Programme:
    """Make a programme. StationError `not_allowed` and what `draft` refuses."""
    by.require(Act.SCHEDULE)
    made = draft(
        programme_id=new_id(),
        commune_id=by.commune_id,
        name=name,
        minutes=minutes,
        parts=parts,
        monthly_minimum=monthly_minimum or {},
        freeze_minutes=freeze_minutes,
    )
    session.add(made)
    session.flush()
    _tell(session, "programme_added", made, by, now)
    return made


def change(session: Session, wanted: Programme, *, by: Person, now: datetime) -> Programme:
    """Let the programme of its id be as wanted. StationError `not_allowed`, `not_found`, `programme_ended`."""
    by.require(Act.SCHEDULE)
    planning_marks.want(session, by.commune_id)
    stands = get(session, wanted.id, by=by)
    if stands.ended_at is not None:
        raise StationError("programme_ended", name=stands.name)
    for name in ("name", "minutes", "parts", "monthly_minimum", "freeze_minutes"):
        setattr(stands, name, getattr(wanted, name))
    session.flush()
    _tell(session, "programme_changed", stands, by, now)
    return stands


def end(session: Session, programme_id: str, *, by: Person, now: datetime) -> Programme:
    """Put a programme away. StationError `not_allowed`, `not_found`, `programme_in_use` (a schedule airs it)."""
    by.require(Act.SCHEDULE)
    planning_marks.want(session, by.commune_id)  # whoever schedules it meanwhile waits
    stands = get(session, programme_id, by=by)
    users = [
        one.name
        for one in timetable.current_schedules(session, by.commune_id)
        if one.programme_id == programme_id
    ]
    if users:
        raise StationError("programme_in_use", name=stands.name, schedules=", ".join(users))
    if stands.ended_at is None:
        stands.ended_at = now
        _tell(session, "programme_ended", stands, by, now)
    return stands


def get(session: Session, programme_id: str, *, by: Person) -> Programme:
    """Return a programme of the asker's commune. StationError `not_found`."""
    found = session.get(Programme, programme_id)
    if found is None or found.commune != by.commune_id:
        raise StationError("not_found", kind="programme")
    return found


def current(session: Session, commune_id: str) -> tuple[Programme, ...]:
    """Return the programmes that nobody has put away, by name."""
    column = timetable_tables.programmes.c
    found = session.scalars(
        select(Programme)
        .where(column.commune_id == commune_id, column.ended_at.is_(None))
        .order_by(column.name, column.id)
    )
    return tuple(found)


def _tell(session: Session, act: str, programme: Programme, by: Person, now: datetime) -> None:
    audit.record(
        session,
        act,
        programme.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        name=programme.name,
        minutes=programme.minutes,
        parts=[part_to_plain(part) for part in programme.parts],
    )
