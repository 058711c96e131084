"""People in the rundown of one start: this in, that out, these in this order; planning follows within a second."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.bulletin_tables import bulletins
from broadcaster.db.timetable_tables import programmes
from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.rundown_edit import EditKind, RundownEdit, make_edit
from broadcaster.domain.schedule import Schedule
from broadcaster.services import audit, planning_marks
from broadcaster.services.planning import FREEZE


def edit(
    session: Session,
    kind: EditKind,
    chosen: tuple[str, ...],
    *,
    schedule_id: str,
    start_at: datetime,
    hamlet: str,
    reason: str,
    by: Person,
    now: datetime,
) -> RundownEdit:
    """Write down what somebody wants of one start.

    StationError as `make_edit` says, `not_found`, `rundown_frozen`, `not_approved` (of what is pinned).
    """
    by.require(Act.SCHEDULE)
    _check_start(session, schedule_id, start_at, by, now)
    states = _states(session, chosen, by.commune_id)
    if len(states) < len(chosen):
        raise StationError("not_found", kind="bulletin")
    if kind is EditKind.PIN and any(state is not BulletinState.APPROVED for state in states):
        raise StationError("not_approved")
    made = make_edit(
        kind,
        chosen,
        schedule_id=schedule_id,
        start_at=start_at,
        hamlet=hamlet,
        reason=reason,
        by=by,
        now=now,
    )
    session.add(made)
    _tell(session, "rundown_edited", made, by, now)
    return made


def undo(session: Session, edit_id: str, *, by: Person, now: datetime) -> RundownEdit:
    """Take an edit back. StationError `not_allowed`, `not_found`, `start_past`, `rundown_frozen`."""
    by.require(Act.SCHEDULE)
    found = session.get(RundownEdit, edit_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="edit")
    _check_start(session, found.schedule_id, found.start_at, by, now)
    found.undo(by=by, now=now)
    _tell(session, "rundown_edit_undone", found, by, now)
    return found


def frozen_from(session: Session, schedule_id: str, start_at: datetime) -> datetime:
    """Return when a start's rundown is fixed: as its programme says, at the latest when speakers must have it."""
    schedule = session.get(Schedule, schedule_id)
    minutes = 0
    if schedule is not None and schedule.programme_id is not None:
        column = programmes.c
        minutes = session.scalar(select(column.freeze_minutes).where(column.id == schedule.programme_id)) or 0
    return start_at - max(FREEZE, timedelta(minutes=minutes))


def _check_start(session: Session, schedule_id: str, start_at: datetime, by: Person, now: datetime) -> None:
    column = broadcasts.c
    known = session.scalar(
        select(column.id)
        .where(
            column.commune_id == by.commune_id,
            column.schedule_id == schedule_id,
            column.start_at == start_at,
        )
        .limit(1)
    )
    if known is None:
        raise StationError("not_found", kind="broadcast")
    if now >= (frozen_at := frozen_from(session, schedule_id, start_at)):
        raise StationError("rundown_frozen", at=frozen_at)


def _states(session: Session, chosen: tuple[str, ...], commune_id: str) -> list[BulletinState]:
    column = bulletins.c
    return list(
        session.scalars(select(column.state).where(column.commune_id == commune_id, column.id.in_(chosen)))
    )


def _tell(session: Session, act: str, one: RundownEdit, by: Person, now: datetime) -> None:
    session.flush()
    audit.record(
        session,
        act,
        one.id,
        by=by,
        commune_id=one.commune_id,
        now=now,
        schedule=one.schedule_id,
        start_at=one.start_at.isoformat(),
        hamlet=one.hamlet,
        kind=one.kind.value,
        bulletins=", ".join(one.bulletins),
        reason=one.reason,
    )
    planning_marks.want(session, one.commune_id)
