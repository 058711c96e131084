"""*Dừng phát*: silence over the whole commune until a stated hour, by one person, at once; and its end."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from broadcaster.db.tables import planning
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.services import audit, planning_marks


def hold(session: Session, until_at: datetime, *, by: Person, now: datetime) -> None:
    """Silence every speaker until `until_at`. StationError `not_allowed`, `hold_past`."""
    by.require(Act.STOP)
    if until_at <= now:
        raise StationError("hold_past", until_at=until_at)
    _write(session, until_at, by)
    audit.record(
        session, "held", by.commune_id, by=by, commune_id=by.commune_id, now=now, until=until_at.isoformat()
    )


def release(session: Session, *, by: Person, now: datetime) -> None:
    """Let the speakers play their plan again; what was missed meanwhile is not made up for."""
    by.require(Act.STOP)
    _write(session, None, by)
    audit.record(session, "released", by.commune_id, by=by, commune_id=by.commune_id, now=now)


def _write(session: Session, until_at: datetime | None, by: Person) -> None:
    planning_marks.want(session, by.commune_id)
    session.execute(
        update(planning).where(planning.c.commune_id == by.commune_id).values(stop_until_at=until_at)
    )
