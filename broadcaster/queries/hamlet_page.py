"""The hamlet head's phone page: the own speakers, and every request as a story."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from broadcaster.db.tables import as_run, audit, broadcasts, bulletins, devices, hamlets, people, requests
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.status import Availability
from broadcaster.queries.desk import HamletHome, Story
from broadcaster.queries.on_air import Tally
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
        stories_total=session.scalar(select(func.count()).select_from(requests).where(*where)) or 0,
    )


def stories(
    session: Session,
    commune_id: str,
    *,
    hamlet: str | None = None,
    request_id: str | None = None,
    limit: int = 50,
) -> tuple[Story, ...]:
    """Return requests as their senders follow them, newest first; of one hamlet or of all, or a single one."""
    answerer = people.alias("answerer")
    query = (
        select(
            requests,
            people.c.full_name.label("sent_by"),
            answerer.c.full_name.label("answered_name"),
            hamlets.c.name.label("place"),
            bulletins.c.approved_at,
        )
        .join(people, people.c.id == requests.c.person_id)
        .outerjoin(answerer, answerer.c.id == requests.c.answered_by)
        .outerjoin(bulletins, bulletins.c.id == requests.c.bulletin_id)
        .outerjoin(
            hamlets, (hamlets.c.commune_id == requests.c.commune_id) & (hamlets.c.code == requests.c.hamlet)
        )
        .where(requests.c.commune_id == commune_id)
        .order_by(requests.c.created_at.desc(), requests.c.id)
        .limit(limit)
    )
    if hamlet is not None:
        query = query.where(requests.c.hamlet == hamlet)
    if request_id is not None:
        query = query.where(requests.c.id == request_id)
    rows = session.execute(query).all()
    submitted = _submitted(session, [row.bulletin_id for row in rows if row.bulletin_id])
    aired = _airings(session, commune_id, rows)
    return tuple(_story(row, submitted.get(row.bulletin_id), aired.get(row.bulletin_id)) for row in rows)


def _story(row: Row[Any], submitted_at: datetime | None, airing: tuple[Row[Any], Tally] | None) -> Story:
    tally, started = None, None
    if airing is not None:
        tally = airing[1]
        started = airing[0].start_at if tally.of(Outcome.STARTED, Outcome.DONE, Outcome.PARTIAL) else None
    return Story(
        id=row.id,
        title=row.title,
        text=row.text,
        hamlet=row.place or row.hamlet,
        state=row.state,
        sent_by=row.sent_by,
        sent_at=row.created_at,
        wanted_at=row.wanted_at,
        answered_at=row.answered_at,
        answered_by=row.answered_name or "",
        reason=row.reason,
        bulletin_id=row.bulletin_id,
        submitted_at=submitted_at,
        approved_at=row.approved_at,
        planned_at=airing[0].start_at if airing else None,
        aired_at=started,
        tally=tally,
    )


def _submitted(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    rows = session.execute(
        select(audit.c.subject, func.max(audit.c.at))
        .where(audit.c.subject.in_(ids), audit.c.act == "bulletin_submitted")
        .group_by(audit.c.subject)
    )
    return {row[0]: row[1] for row in rows}


def _airings(
    session: Session, commune_id: str, rows: Sequence[Row[Any]]
) -> dict[str, tuple[Row[Any], Tally]]:
    """Return, for each bulletin of these requests, its first broadcast in the hamlet with how the speakers fared."""
    wanted = {row.bulletin_id for row in rows if row.bulletin_id}
    if not wanted:
        return {}
    since = min(row.created_at for row in rows)
    first: dict[str, Row[Any]] = {}
    for each in session.execute(
        select(broadcasts)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at >= since,
            broadcasts.c.hamlet.in_({row.hamlet for row in rows}),
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at)
    ):
        for item in each.rundown.items:
            if item.bulletin_id in wanted:
                first.setdefault(item.bulletin_id, each)
    counts: dict[str, Counter[Outcome]] = {}
    for row in session.execute(
        select(as_run.c.broadcast_id, as_run.c.outcome, func.count().label("speakers"))
        .where(as_run.c.broadcast_id.in_([each.id for each in first.values()]))
        .group_by(as_run.c.broadcast_id, as_run.c.outcome)
    ):
        counts.setdefault(row.broadcast_id, Counter())[row.outcome] = row.speakers
    return {
        bulletin_id: (each, Tally(tuple(counts.get(each.id, Counter()).items())))
        for bulletin_id, each in first.items()
    }


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
