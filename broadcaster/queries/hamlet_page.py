"""The hamlet head's phone page: the own speakers, and every request as a story."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.bulletin_tables import requests
from broadcaster.db.commune_tables import devices, hamlets
from broadcaster.db.newsroom_tables import opinions
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.opinion import OpinionState
from broadcaster.domain.status import Availability
from broadcaster.queries.desk import HamletHome
from broadcaster.queries.request_stories import stories
from broadcaster.queries.statuses import statuses

_SHOWN = 10


def hamlet_home(
    session: Session, commune_id: str, hamlet: str, *, now: datetime, shown: int = _SHOWN
) -> HamletHome:
    """Return the page of one hamlet's head."""
    name = session.scalar(
        select(hamlets.c.name).where(hamlets.c.commune_id == commune_id, hamlets.c.code == hamlet)
    )
    ids = list(
        session.scalars(
            select(devices.c.id).where(devices.c.commune_id == commune_id, devices.c.hamlet == hamlet)
        )
    )
    known = statuses(session, commune_id)
    here = [known[key] for key in ids if key in known]
    online = sum(status.availability(now) is Availability.ONLINE for status in here)
    sounding = _sounding(session, commune_id, hamlet)
    coming = _coming(session, commune_id, hamlet, now)
    where = (requests.c.commune_id == commune_id, requests.c.hamlet == hamlet)
    return HamletHome(
        hamlet_code=hamlet,
        hamlet=name or hamlet,
        now_at=now,
        speakers=len(ids),
        silent=len(ids) - online,
        sounding=sounding[1] if sounding else 0,
        sounding_title=sounding[0] if sounding else "",
        next_at=coming.start_at if coming else None,
        next_title=coming.title if coming else "",
        stories=stories(session, commune_id, hamlet=hamlet, limit=shown),
        opinions=_unanswered(session, commune_id, hamlet),
        stories_total=session.scalar(select(func.count()).select_from(requests).where(*where)) or 0,
    )


def _unanswered(session: Session, commune_id: str, hamlet: str) -> int:
    column = opinions.c
    where = (column.commune_id == commune_id, column.hamlet == hamlet, column.state == OpinionState.NEW)
    return session.scalar(select(func.count()).select_from(opinions).where(*where)) or 0


def _sounding(session: Session, commune_id: str, hamlet: str) -> tuple[str, int] | None:
    row = session.execute(
        select(broadcasts.c.title, func.count().label("speakers"))
        .join(as_run, as_run.c.broadcast_id == broadcasts.c.id)
        .where(
            as_run.c.commune_id == commune_id, as_run.c.hamlet == hamlet, as_run.c.outcome == Outcome.STARTED
        )
        .group_by(broadcasts.c.title, broadcasts.c.start_at)
        .order_by(broadcasts.c.start_at.desc())
        .limit(1)
    ).one_or_none()
    return (row.title, row.speakers) if row else None


def _coming(session: Session, commune_id: str, hamlet: str, now: datetime) -> Any:
    return session.execute(
        select(broadcasts.c.title, broadcasts.c.start_at)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.hamlet == hamlet,
            broadcasts.c.start_at > now,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at)
        .limit(1)
    ).one_or_none()
