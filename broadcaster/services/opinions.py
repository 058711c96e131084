"""Residents say what is the matter, the office answers; nobody's name is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.commune_tables import devices, hamlets
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import Bulletin, Topic, Wording
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.opinion import AROUND, OLDEST, Opinion, OpinionKind, nearest, opinion
from broadcaster.domain.people import Person
from broadcaster.domain.precedence import Precedence
from broadcaster.services import audit, bulletins, timetable

ANSWER_LIFE = timedelta(days=7)
_LONGEST = timedelta(hours=6)
"""No session is longer."""


@dataclass(frozen=True)
class Place:
    """Where an opinion can be given: a hamlet, or one of its speakers; `code` is what its label says."""

    code: str
    hamlet: str
    hamlet_name: str
    device_id: str | None = None
    device_name: str = ""


def place(session: Session, commune_id: str, code: str) -> Place:
    """Return the place that a label names. StationError `not_found`."""
    for known in places(session, commune_id):
        if known.code == code:
            return known
    raise StationError("not_found", kind="place")


def places(session: Session, commune_id: str) -> tuple[Place, ...]:
    """Return every place that has a label: each hamlet, followed by its speakers."""
    found: list[Place] = []
    poles = session.execute(
        select(devices.c.id, devices.c.name, devices.c.hamlet)
        .where(devices.c.commune_id == commune_id)
        .order_by(devices.c.id)
    ).all()
    for row in session.execute(
        select(hamlets.c.code, hamlets.c.name)
        .where(hamlets.c.commune_id == commune_id)
        .order_by(hamlets.c.position)
    ):
        found.append(Place(row.code, row.code, row.name))
        found += [
            Place(pole.id, row.code, row.name, pole.id, pole.name)
            for pole in poles
            if pole.hamlet == row.code
        ]
    return tuple(found)


def send(
    session: Session,
    commune_id: str,
    at: Place,
    *,
    kind: OpinionKind,
    text: str,
    heard_at: datetime,
    now: datetime,
) -> Opinion:
    """Take an opinion, tied to what was on air there then. StationError as `domain.opinion.opinion`."""
    made = opinion(
        commune_id=commune_id,
        hamlet=at.hamlet,
        device_id=at.device_id,
        kind=kind,
        text=text,
        heard_at=heard_at,
        now=now,
    )
    made.broadcast_id = nearest(heard_at, _on_air(session, made))
    session.add(made)
    session.flush()
    audit.record(session, "opinion_sent", made.id, by=None, commune_id=commune_id, now=now, place=at.code)
    return made


def answer(session: Session, opinion_id: str, words: str, *, by: Person, now: datetime) -> Opinion:
    """Answer in public. StationError `not_found` and as `Opinion.reply`."""
    found = get(session, opinion_id, by=by)
    found.reply(words, by=by, now=now)
    audit.record(session, "opinion_answered", found.id, by=by, commune_id=by.commune_id, now=now)
    return found


def set_aside(session: Session, opinion_id: str, *, by: Person, now: datetime) -> Opinion:
    """Keep an opinion without showing it to anybody outside. StationError `not_allowed`, `not_found`."""
    found = get(session, opinion_id, by=by)
    found.set_aside(by=by, now=now)
    audit.record(session, "opinion_set_aside", found.id, by=by, commune_id=by.commune_id, now=now)
    return found


def to_bulletin(session: Session, opinion_id: str, *, title: str, by: Person, now: datetime) -> Bulletin:
    """Let the public answer go on air where it was asked; from here it goes the way of every bulletin.

    StationError `not_allowed`, `not_found`, `answer_missing`, `already_answered` (there is such a bulletin).
    """
    found = get(session, opinion_id, by=by)
    if not found.answer:
        raise StationError("answer_missing", limit=0)
    if found.bulletin_id is not None:
        raise StationError("already_answered", state=found.state.value)
    zone = timetable.zone_name(session, by.commune_id)
    wording = Wording(
        title=title,
        text=found.answer,
        topic=Topic.COMMUNITY,
        precedence=Precedence.ROUTINE,
        expires_on=day_of(now + ANSWER_LIFE, zone),
        hamlets=(found.hamlet,),
    )
    made = bulletins.write(session, wording, by=by, now=now)
    found.bulletin_id = made.id
    return made


def get(session: Session, opinion_id: str, *, by: Person) -> Opinion:
    """Return an opinion of the asker's commune. StationError `not_found`."""
    found = session.get(Opinion, opinion_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="opinion")
    return found


def recent(
    session: Session, commune_id: str, hamlet: str, *, now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """Return what began in a hamlet in the days that one may speak of, the newest first: title and start."""
    rows = session.execute(
        select(broadcasts.c.title, broadcasts.c.start_at)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.hamlet == hamlet,
            broadcasts.c.start_at > now - OLDEST,
            broadcasts.c.start_at <= now,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at.desc())
        .limit(6)
    )
    return tuple((row.title, row.start_at) for row in rows)


def _on_air(session: Session, made: Opinion) -> Mapping[str, tuple[datetime, datetime]]:
    rows = session.execute(
        select(broadcasts.c.id, broadcasts.c.start_at, broadcasts.c.rundown).where(
            broadcasts.c.commune_id == made.commune_id,
            broadcasts.c.hamlet == made.hamlet,
            broadcasts.c.start_at > made.heard_at - _LONGEST,
            broadcasts.c.start_at <= min(made.heard_at + AROUND, made.sent_at),
            broadcasts.c.state == BroadcastState.PLANNED,
        )
    )
    return {
        row.id: (row.start_at, row.start_at + timedelta(milliseconds=row.rundown.duration_ms)) for row in rows
    }
