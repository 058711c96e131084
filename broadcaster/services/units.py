"""Units and what they owe: who keeps their list, and how each stands with its month."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import requests
from broadcaster.db.newsroom_tables import units
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.errors import StationError
from broadcaster.domain.months import month_of, next_month
from broadcaster.domain.people import Act, Person
from broadcaster.domain.request import RequestState
from broadcaster.domain.unit import Duty, Unit, UnitKind, unit
from broadcaster.services import audit, timetable


def found(
    session: Session,
    *,
    commune_id: str,
    name: str,
    kind: UnitKind,
    monthly_quota: int,
    now: datetime,
    by: Person | None = None,
) -> Unit:
    """Enter a unit on nobody's behalf: the demo's. StationError as `Unit.describe`, `unit_taken`."""
    zone = timetable.zone_name(session, commune_id)
    made = unit(
        commune_id=commune_id,
        name=name,
        kind=kind,
        monthly_quota=monthly_quota,
        since_on=month_of(day_of(now, zone)),
    )
    _refuse_twin(session, made)
    session.add(made)
    session.flush()
    _tell(session, "unit_added", made, by, now)
    return made


def add(
    session: Session, *, name: str, kind: UnitKind, monthly_quota: int, by: Person, now: datetime
) -> Unit:
    """Enter a unit; it owes items from this month on. StationError `not_allowed` and as `found`."""
    by.require(Act.KEEP_UNITS)
    return found(
        session,
        commune_id=by.commune_id,
        name=name,
        kind=kind,
        monthly_quota=monthly_quota,
        by=by,
        now=now,
    )


def change(
    session: Session,
    unit_id: str,
    *,
    name: str,
    kind: UnitKind,
    monthly_quota: int,
    by: Person,
    now: datetime,
) -> Unit:
    """Say something else of a unit. StationError `not_allowed`, `not_found` and as `found`."""
    by.require(Act.KEEP_UNITS)
    changed = get(session, unit_id, by=by)
    changed.describe(name=name, kind=kind, monthly_quota=monthly_quota)
    _refuse_twin(session, changed)
    _tell(session, "unit_changed", changed, by, now)
    return changed


def end(session: Session, unit_id: str, *, by: Person, now: datetime) -> Unit:
    """Let a unit owe nothing any more; its items stay. StationError `not_allowed`, `not_found`."""
    by.require(Act.KEEP_UNITS)
    ended = get(session, unit_id, by=by)
    if ended.ended_at is None:
        ended.ended_at = now
        _tell(session, "unit_ended", ended, by, now)
    return ended


def get(session: Session, unit_id: str, *, by: Person) -> Unit:
    """Return a unit of the asker's commune. StationError `not_found`."""
    known = session.get(Unit, unit_id, with_for_update=True)
    if known is None or known.commune_id != by.commune_id:
        raise StationError("not_found", kind="unit")
    return known


def owing(session: Session, commune_id: str) -> tuple[Unit, ...]:
    """Return the units that have not ended, by name."""
    column = units.c
    return tuple(
        session.scalars(
            select(Unit)
            .where(column.commune_id == commune_id, column.ended_at.is_(None))
            .order_by(column.name, column.id)
        )
    )


def duties(session: Session, commune_id: str, month_on: date) -> Mapping[str, Duty]:
    """Return, by unit, how each stands with a month; a unit owes nothing for months before its own first."""
    counts = sent_in(session, commune_id, month_on)
    return {
        each.id: Duty(
            owed=each.owes_in(month_on),
            accepted=counts.get((each.id, RequestState.ACCEPTED), 0),
            waiting=counts.get((each.id, RequestState.SUBMITTED), 0),
            month_on=month_on,
        )
        for each in owing(session, commune_id)
    }


def sent_in(session: Session, commune_id: str, month_on: date) -> Mapping[tuple[str, RequestState], int]:
    """Count what each unit sent in a month, by where it stands with the office now."""
    zone = timetable.zone_name(session, commune_id)
    from_at = day_span(month_on, zone)[0]
    until_at = day_span(next_month(month_on) - timedelta(days=1), zone)[1]
    column = requests.c
    rows = session.execute(
        select(column.unit_id, column.state, func.count())
        .where(
            column.commune_id == commune_id,
            column.unit_id.is_not(None),
            column.created_at >= from_at,
            column.created_at < until_at,
        )
        .group_by(column.unit_id, column.state)
    )
    return {(unit_id, state): count for unit_id, state, count in rows}


def _refuse_twin(session: Session, made: Unit) -> None:
    """Refuse a name that another unit bears. StationError `unit_taken`."""
    for each in owing(session, made.commune_id):
        if each.id != made.id and each.name.casefold() == made.name.casefold():
            raise StationError("unit_taken", name=made.name)


def _tell(session: Session, act: str, told: Unit, by: Person | None, now: datetime) -> None:
    audit.record(
        session,
        act,
        told.id,
        by=by,
        commune_id=told.commune_id,
        now=now,
        name=told.name,
        kind=told.kind.value,
        monthly_quota=told.monthly_quota,
    )
