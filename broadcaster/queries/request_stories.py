"""What hamlet heads and units asked for, each as its sender follows it: from the phone to the poles."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Row, func, select, type_coerce
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.bulletin_tables import bulletins, requests
from broadcaster.db.commune_tables import audit, hamlets, people
from broadcaster.db.newsroom_tables import units
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.request import RequestState
from broadcaster.queries.desk import Story
from broadcaster.queries.on_air import Tally

_SOUNDED = (Outcome.STARTED, Outcome.DONE, Outcome.PARTIAL)


def stories(
    session: Session,
    commune_id: str,
    *,
    hamlet: str | None = None,
    unit_id: str | None = None,
    request_id: str | None = None,
    state: RequestState | None = None,
    limit: int = 50,
) -> tuple[Story, ...]:
    """Return requests, newest first: of one hamlet, of one unit, at one state, a single one, or of everybody."""
    column = requests.c
    where: list[ColumnElement[bool]] = [column.commune_id == commune_id]
    if hamlet is not None:
        where += [column.hamlet == hamlet, column.unit_id.is_(None)]
    if unit_id is not None:
        where.append(column.unit_id == unit_id)
    if request_id is not None:
        where.append(column.id == request_id)
    if state is not None:
        where.append(column.state == state)
    rows = _rows(session, where, limit)
    submitted = _submitted(session, [row.bulletin_id for row in rows if row.bulletin_id])
    aired = _airings(session, commune_id, rows)
    return tuple(_story(row, submitted.get(row.bulletin_id), aired.get(row.id)) for row in rows)


def _rows(session: Session, where: list[ColumnElement[bool]], limit: int) -> Sequence[Row[Any]]:
    answerer = people.alias("answerer")
    return session.execute(
        select(
            requests,
            people.c.full_name.label("sent_by"),
            answerer.c.full_name.label("answered_name"),
            hamlets.c.name.label("place"),
            units.c.name.label("unit"),
            bulletins.c.approved_at,
            bulletins.c.text.label("final_text"),
        )
        .join(people, people.c.id == requests.c.person_id)
        .outerjoin(answerer, answerer.c.id == requests.c.answered_by)
        .outerjoin(bulletins, bulletins.c.id == requests.c.bulletin_id)
        .outerjoin(
            hamlets, (hamlets.c.commune_id == requests.c.commune_id) & (hamlets.c.code == requests.c.hamlet)
        )
        .outerjoin(units, units.c.id == requests.c.unit_id)
        .where(*where)
        .order_by(requests.c.created_at.desc(), requests.c.id)
        .limit(limit)
    ).all()


def _story(row: Row[Any], submitted_at: datetime | None, airing: tuple[datetime, Tally] | None) -> Story:
    planned_at, tally = airing or (None, None)
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
        planned_at=planned_at,
        aired_at=planned_at if tally and tally.of(*_SOUNDED) else None,
        tally=tally,
        unit=row.unit or "",
        topic=row.topic,
        author=row.author,
        final_text=row.final_text or "",
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
) -> dict[str, tuple[datetime, Tally]]:
    """Return, by request, when its bulletin is first on air where it was asked for, and how those speakers fared."""
    asked = {row.bulletin_id: row for row in rows if row.bulletin_id}
    if not asked:
        return {}
    first: dict[str, tuple[datetime, list[str]]] = {}
    for broadcast_id, hamlet, start_at, rundown in session.execute(
        select(
            broadcasts.c.id,
            broadcasts.c.hamlet,
            broadcasts.c.start_at,
            type_coerce(broadcasts.c.rundown, JSON),
        )
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at >= min(row.created_at for row in asked.values()),
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at)
    ):
        for key in {item["bulletin_id"] for item in rundown["items"]} & asked.keys():
            if asked[key].hamlet in {"", hamlet}:
                begun_at, together = first.setdefault(asked[key].id, (start_at, []))
                if begun_at == start_at:
                    together.append(broadcast_id)
    counts = _outcomes(session, [key for _, together in first.values() for key in together])
    return {
        request_id: (start_at, Tally(tuple(sum((counts[key] for key in together), Counter()).items())))
        for request_id, (start_at, together) in first.items()
    }


def _outcomes(session: Session, ids: Sequence[str]) -> dict[str, Counter[Outcome]]:
    counts: defaultdict[str, Counter[Outcome]] = defaultdict(Counter)
    for row in session.execute(
        select(as_run.c.broadcast_id, as_run.c.outcome, func.count().label("speakers"))
        .where(as_run.c.broadcast_id.in_(ids))
        .group_by(as_run.c.broadcast_id, as_run.c.outcome)
    ):
        counts[row.broadcast_id][row.outcome] = row.speakers
    return counts
