"""The strip on top of every page: on air, next, faults. Asked every two seconds by every open page, so it is cheap."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, case, func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts, planning
from broadcaster.db.bulletin_tables import bulletins, requests
from broadcaster.db.command_tables import command_answers, commands
from broadcaster.db.commune_tables import devices
from broadcaster.db.speaker_tables import speakers
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.command import CommandKind
from broadcaster.domain.people import Person
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.request import RequestState
from broadcaster.domain.status import SILENT_AFTER
from broadcaster.queries.on_air import Sounding, Speaking, Strip, Upcoming
from broadcaster.services import alerts, live
from broadcaster.services.health import workers_health

_LONGEST = timedelta(hours=6)
"""No session is longer: what began before cannot be on air."""


def strip(session: Session, commune_id: str, *, now: datetime) -> Strip:
    """Return what every page shows on top."""
    held = session.scalar(select(planning.c.stop_until_at).where(planning.c.commune_id == commune_id))
    return Strip(
        now_at=now,
        sounding=_alert(session, commune_id, now) or _sounding(session, commune_id, now),
        upcoming=_upcoming(session, commune_id, now),
        silent=silent_count(session, commune_id, now),
        failures=tuple(worker.name for worker in workers_health(session, now=now) if not worker.is_alive),
        fresh_at=session.scalar(
            select(func.max(speakers.c.seen_at)).where(speakers.c.commune_id == commune_id)
        ),
        held_until_at=held if held and held > now else None,
        waiting=_count(session, bulletins, commune_id, bulletins.c.state == BulletinState.SUBMITTED),
        requests=_count(session, requests, commune_id, requests.c.state == RequestState.SUBMITTED),
        speaking=_speaking(session, commune_id, now),
    )


def silent_count(session: Session, commune_id: str, now: datetime) -> int:
    """Count the speakers of the fleet that are not there: never joined, said goodbye, or silent for too long."""
    here = select(func.count()).where(
        speakers.c.commune_id == commune_id,
        speakers.c.said_on,
        speakers.c.seen_at >= now - SILENT_AFTER,
        speakers.c.device_id == devices.c.id,
        devices.c.commune_id == commune_id,
    )
    all_of_them = session.scalar(select(func.count()).where(devices.c.commune_id == commune_id)) or 0
    return all_of_them - (session.scalar(here) or 0)


def _speaking(session: Session, commune_id: str, now: datetime) -> Speaking | None:
    talk = live.open_talk(session, commune_id, now=now)
    if talk is None:
        return None
    person = session.get(Person, talk.person_id)
    return Speaking(talk.id, talk.title, person.full_name if person else "", talk.starts_at)


def _alert(session: Session, commune_id: str, now: datetime) -> Sounding | None:
    """Return the newest alert on air: before everything else, and how many speakers have sounded it."""
    live = alerts.live(session, commune_id, now=now)
    if not live:
        return None
    newest = live[0]
    answer, order = command_answers.c, commands.c
    row = session.execute(
        select(
            func.count(func.distinct(answer.device_id)).label("asked"),
            func.count(func.distinct(case((answer.first_sound_at.is_not(None), answer.device_id)))).label(
                "heard"
            ),
        )
        .join(commands, order.id == answer.command_id)
        .where(order.subject_id == newest.id, order.kind == CommandKind.ORDER)
    ).one()
    rank = Precedence.PRIORITY if newest.is_exercise else Precedence.EMERGENCY
    begun, end = newest.released_at or now, newest.until_at or now
    title = f"Diễn tập: {newest.form.kind}" if newest.is_exercise else newest.form.kind
    return Sounding(title, rank, begun, end, row.heard, row.asked)


def _sounding(session: Session, commune_id: str, now: datetime) -> Sounding | None:
    rows = session.execute(
        select(
            broadcasts.c.title,
            broadcasts.c.precedence,
            as_run.c.start_at,
            as_run.c.duration_ms,
            as_run.c.outcome,
            func.count().label("speakers"),
        )
        .join(broadcasts, broadcasts.c.id == as_run.c.broadcast_id)
        .where(
            as_run.c.commune_id == commune_id,
            as_run.c.start_at <= now,
            as_run.c.start_at > now - _LONGEST,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .group_by(
            broadcasts.c.title,
            broadcasts.c.precedence,
            as_run.c.start_at,
            as_run.c.duration_ms,
            as_run.c.outcome,
        )
    ).all()
    return _together([row for row in rows if _end(row) > now])


def _together(rows: Sequence[Row[Any]]) -> Sounding | None:
    """Make one line of what is on air: the gravest, then the newest, names it; every speaker counts."""
    if not rows:
        return None
    first = max(rows, key=lambda row: (row.precedence, row.start_at))
    line = Sounding(first.title, first.precedence, first.start_at, max(_end(row) for row in rows), 0, 0)
    for row in rows:
        sounds = row.speakers if row.outcome is Outcome.STARTED else 0
        line = replace(line, sounding=line.sounding + sounds, speakers=line.speakers + row.speakers)
    return line


def _end(row: Row[Any]) -> datetime:
    start_at: datetime = row.start_at
    return start_at + timedelta(milliseconds=row.duration_ms)


def _upcoming(session: Session, commune_id: str, now: datetime) -> Upcoming | None:
    planned = (
        broadcasts.c.commune_id == commune_id,
        broadcasts.c.start_at > now,
        broadcasts.c.state == BroadcastState.PLANNED,
    )
    first = session.execute(
        select(broadcasts.c.start_at, broadcasts.c.title)
        .where(*planned)
        .order_by(broadcasts.c.start_at)
        .limit(1)
    ).one_or_none()
    if first is None:
        return None
    counted = session.execute(
        select(func.count(func.distinct(as_run.c.hamlet)).label("hamlets"), func.count().label("speakers"))
        .join(broadcasts, broadcasts.c.id == as_run.c.broadcast_id)
        .where(*planned, broadcasts.c.start_at == first.start_at)
    ).one()
    return Upcoming(first.title, first.start_at, counted.hamlets, counted.speakers)


def _count(session: Session, table: Table, commune_id: str, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(table.c.commune_id == commune_id, condition)) or 0
