"""Secret addresses for calendar programs: whoever has one reads the timetable and can do nothing else."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.changes import changed_rows
from broadcaster.db.commune_tables import hamlets
from broadcaster.db.timetable_tables import calendar_links
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import sha256
from broadcaster.services import audit

_BYTES = 24


@dataclass(frozen=True)
class CalendarLink:
    """What an address opens: the timetable of one hamlet, or ("") of the commune."""

    commune_id: str
    hamlet: str


def make(session: Session, *, hamlet: str, by: Person, now: datetime) -> str:
    """Return a new secret, which is shown once and kept nowhere. StationError `not_allowed`, `hamlet_unknown`."""
    by.require(Act.SEE_STATION)
    column = hamlets.c
    known = select(column.code).where(column.commune_id == by.commune_id, column.code == hamlet)
    if hamlet and session.scalar(known) is None:
        raise StationError("hamlet_unknown", hamlet=hamlet)
    token = secrets.token_urlsafe(_BYTES)
    session.execute(
        insert(calendar_links).values(
            token_sha=sha256(token), commune_id=by.commune_id, hamlet=hamlet, made_by=by.id, made_at=now
        )
    )
    audit.record(
        session,
        "calendar_link_made",
        sha256(token)[:12],
        by=by,
        commune_id=by.commune_id,
        now=now,
        hamlet=hamlet,
    )
    return token


def opened(session: Session, token: str) -> CalendarLink:
    """Return what a secret opens. StationError `not_found`, for one that was ended too."""
    column = calendar_links.c
    row = session.execute(
        select(column.commune_id, column.hamlet).where(
            column.token_sha == sha256(token), column.ended_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise StationError("not_found", kind="calendar")
    return CalendarLink(row.commune_id, row.hamlet)


def end(session: Session, token_sha: str, *, by: Person, now: datetime) -> None:
    """Let an address open nothing any more: one's own, or any for who keeps people. StationError `not_found`."""
    column = calendar_links.c
    where = [column.token_sha == token_sha, column.commune_id == by.commune_id, column.ended_at.is_(None)]
    if not by.may(Act.KEEP_PEOPLE):
        where.append(column.made_by == by.id)
    if not changed_rows(session.execute(update(calendar_links).where(*where).values(ended_at=now))):
        raise StationError("not_found", kind="calendar")
    audit.record(session, "calendar_link_ended", token_sha[:12], by=by, commune_id=by.commune_id, now=now)


def of_person(session: Session, person: Person) -> list[tuple[str, str, datetime]]:
    """Return the live addresses that a person made, or all for who keeps people: name, hamlet, since when."""
    column = calendar_links.c
    where = [column.commune_id == person.commune_id, column.ended_at.is_(None)]
    if not person.may(Act.KEEP_PEOPLE):
        where.append(column.made_by == person.id)
    rows = session.execute(
        select(column.token_sha, column.hamlet, column.made_at).where(*where).order_by(column.made_at.desc())
    )
    return [(row.token_sha, row.hamlet, row.made_at) for row in rows]
