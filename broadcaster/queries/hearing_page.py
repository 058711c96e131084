"""Hear-checks: what a hamlet head may still say, and what the office and the technician read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts, hear_checks
from broadcaster.db.commune_tables import hamlets, people
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.hear_check import ASKED_FOR, Hearing

_MOST = 200


@dataclass(frozen=True)
class HearLine:
    """One broadcast to be judged, with the person's own word so far."""

    broadcast_id: str
    title: str
    starts_at: datetime
    hearing: Hearing | None
    note: str


@dataclass(frozen=True)
class Said:
    """One person's word on one broadcast."""

    broadcast_id: str
    schedule_id: str
    title: str
    starts_at: datetime
    hamlet_code: str
    hamlet: str
    hearing: Hearing
    note: str
    said_by: str
    said_at: datetime


def to_judge(
    session: Session, commune_id: str, hamlet: str, person_id: str, *, now: datetime, most: int = 12
) -> tuple[HearLine, ...]:
    """Return what was on air in a hamlet lately, the latest first."""
    column, said = broadcasts.c, hear_checks.c
    rows = session.execute(
        select(column.id, column.title, column.start_at, said.hearing, said.note)
        .outerjoin(hear_checks, and_(said.broadcast_id == column.id, said.person_id == person_id))
        .where(
            column.commune_id == commune_id,
            column.hamlet == hamlet,
            column.start_at <= now,
            column.start_at > now - ASKED_FOR,
            column.state == BroadcastState.PLANNED,
        )
        .order_by(column.start_at.desc())
        .limit(most)
    )
    return tuple(HearLine(row.id, row.title, row.start_at, row.hearing, row.note or "") for row in rows)


def said_lately(session: Session, commune_id: str, *, now: datetime, days: int = 14) -> tuple[Said, ...]:
    """Return what people said in the last days, the latest first."""
    column, said = broadcasts.c, hear_checks.c
    rows = session.execute(
        select(
            column.id,
            column.schedule_id,
            column.title,
            column.start_at,
            said.hamlet,
            hamlets.c.name,
            said.hearing,
            said.note,
            people.c.full_name,
            said.said_at,
        )
        .join(broadcasts, column.id == said.broadcast_id)
        .join(people, people.c.id == said.person_id)
        .join(hamlets, and_(hamlets.c.commune_id == said.commune_id, hamlets.c.code == said.hamlet))
        .where(said.commune_id == commune_id, said.said_at > now - timedelta(days=days))
        .order_by(said.said_at.desc(), column.id)
        .limit(_MOST)
    )
    return tuple(Said(*tuple(row)) for row in rows)
