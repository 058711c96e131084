"""The station in figures, for alarms: nothing personal is among them, and each costs one count."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run
from broadcaster.db.bulletin_tables import bulletins, renditions, requests
from broadcaster.db.commune_tables import devices
from broadcaster.db.speaker_tables import desired_plans, rejects, speakers
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import BulletinState, RenditionState
from broadcaster.domain.request import RequestState
from broadcaster.queries.strip import silent_count

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """What stands at a moment.

    `behind` counts speakers that do not hold their newest plan, `with_gaps` those whose journal lacks an event;
    `outcomes` are of broadcasts that began within the last 24 hours, `rejects` of messages in the same time, by code.
    """

    speakers: int
    silent: int
    behind: int
    with_gaps: int
    outcomes: Mapping[Outcome, int]
    rejects: Mapping[str, int]
    sounds_waiting: int
    sounds_failed: int
    bulletins_waiting: int
    requests_waiting: int


def figures(session: Session, commune_id: str, *, now: datetime) -> Figures:
    """Count."""
    return Figures(
        speakers=_count(session, devices, commune_id),
        silent=silent_count(session, commune_id, now),
        behind=_count(session, desired_plans, commune_id, desired_plans.c.due_at.is_not(None)),
        with_gaps=_count(session, speakers, commune_id, speakers.c.journal_top > speakers.c.journal_to),
        outcomes=_outcomes(session, commune_id, now),
        rejects=_rejects(session, commune_id, now),
        sounds_waiting=_count(session, renditions, commune_id, renditions.c.state == RenditionState.QUEUED),
        sounds_failed=_count(session, renditions, commune_id, renditions.c.state == RenditionState.FAILED),
        bulletins_waiting=_count(
            session, bulletins, commune_id, bulletins.c.state == BulletinState.SUBMITTED
        ),
        requests_waiting=_count(session, requests, commune_id, requests.c.state == RequestState.SUBMITTED),
    )


def _count(session: Session, table: Table, commune_id: str, *narrower: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(table).where(table.c.commune_id == commune_id, *narrower)
    return session.scalar(counted) or 0


def _outcomes(session: Session, commune_id: str, now: datetime) -> dict[Outcome, int]:
    rows = session.execute(
        select(as_run.c.outcome, func.count())
        .where(as_run.c.commune_id == commune_id, as_run.c.start_at > now - _DAY, as_run.c.start_at <= now)
        .group_by(as_run.c.outcome)
    )
    return {row[0]: row[1] for row in rows}


def _rejects(session: Session, commune_id: str, now: datetime) -> dict[str, int]:
    rows = session.execute(
        select(rejects.c.code, func.count())
        .where(rejects.c.commune_id == commune_id, rejects.c.received_at > now - _DAY)
        .group_by(rejects.c.code)
    )
    return {row[0]: row[1] for row in rows}
