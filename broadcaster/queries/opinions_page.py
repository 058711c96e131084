"""Residents' opinions: the office's list with what the log says, and what everybody may read at a place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.commune_tables import devices, hamlets
from broadcaster.db.newsroom_tables import opinions
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.errors import StationError
from broadcaster.domain.opinion import Opinion, OpinionKind, OpinionState
from broadcaster.queries.on_air import Tally

MOST = 200
_SHOWN_OUTSIDE = 10


@dataclass(frozen=True)
class Proof:
    """What the log says of the broadcast that an opinion is about: at that pole, or at all speakers of the hamlet."""

    broadcast_id: str
    title: str
    start_at: datetime
    tally: Tally


@dataclass(frozen=True)
class OpinionLine:
    """One opinion with its place by name."""

    opinion: Opinion
    hamlet: str
    device: str
    proof: Proof | None


@dataclass(frozen=True)
class PublicAnswer:
    """What anybody may read: the question, the answer, and when it was given."""

    kind: OpinionKind
    text: str
    answer: str
    answered_at: datetime


def opinion_lines(
    session: Session,
    commune_id: str,
    *,
    state: OpinionState | None = None,
    hamlet: str | None = None,
    opinion_id: str | None = None,
) -> tuple[OpinionLine, ...]:
    """Return opinions, the newest first; at one state, of one hamlet, or a single one."""
    where: list[ColumnElement[bool]] = [opinions.c.commune_id == commune_id]
    if state is not None:
        where.append(opinions.c.state == state)
    if hamlet is not None:
        where.append(opinions.c.hamlet == hamlet)
    if opinion_id is not None:
        where.append(opinions.c.id == opinion_id)
    rows = session.execute(
        select(Opinion, hamlets.c.name.label("place"), devices.c.name.label("pole"))
        .outerjoin(
            hamlets, (hamlets.c.commune_id == opinions.c.commune_id) & (hamlets.c.code == opinions.c.hamlet)
        )
        .outerjoin(
            devices, (devices.c.commune_id == opinions.c.commune_id) & (devices.c.id == opinions.c.device_id)
        )
        .where(*where)
        .order_by(opinions.c.sent_at.desc(), opinions.c.id)
        .limit(MOST)
    ).all()
    proofs = _proofs(session, [row[0] for row in rows])
    return tuple(
        OpinionLine(
            row[0], row.place or row[0].hamlet, row.pole or row[0].device_id or "", proofs.get(row[0].id)
        )
        for row in rows
    )


def opinion_line(session: Session, commune_id: str, opinion_id: str) -> OpinionLine:
    """Return one opinion. StationError `not_found`."""
    found = opinion_lines(session, commune_id, opinion_id=opinion_id)
    if not found:
        raise StationError("not_found", kind="opinion")
    return found[0]


def counts(session: Session, commune_id: str) -> dict[OpinionState, int]:
    """Count the opinions at each state."""
    rows = session.execute(
        select(opinions.c.state, func.count())
        .where(opinions.c.commune_id == commune_id)
        .group_by(opinions.c.state)
    )
    return {row[0]: row[1] for row in rows}


def public_answers(session: Session, commune_id: str, hamlet: str) -> tuple[PublicAnswer, ...]:
    """Return the newest answers in a hamlet; what was not answered is nobody's business outside."""
    rows = session.execute(
        select(opinions.c.kind, opinions.c.text, opinions.c.answer, opinions.c.answered_at)
        .where(
            opinions.c.commune_id == commune_id,
            opinions.c.hamlet == hamlet,
            opinions.c.state == OpinionState.ANSWERED,
        )
        .order_by(opinions.c.answered_at.desc(), opinions.c.id)
        .limit(_SHOWN_OUTSIDE)
    )
    return tuple(PublicAnswer(row.kind, row.text, row.answer, row.answered_at) for row in rows)


def _proofs(session: Session, found: Sequence[Opinion]) -> dict[str, Proof]:
    ids = {each.broadcast_id for each in found if each.broadcast_id}
    about = {
        row.id: row
        for row in session.execute(
            select(broadcasts.c.id, broadcasts.c.title, broadcasts.c.start_at).where(broadcasts.c.id.in_(ids))
        )
    }
    fared: defaultdict[str, list[tuple[str, Outcome]]] = defaultdict(list)
    for row in session.execute(
        select(as_run.c.broadcast_id, as_run.c.device_id, as_run.c.outcome).where(
            as_run.c.broadcast_id.in_(ids)
        )
    ):
        fared[row.broadcast_id].append((row.device_id, row.outcome))
    return {
        each.id: _proof(each, about[each.broadcast_id], fared[each.broadcast_id])
        for each in found
        if each.broadcast_id and each.broadcast_id in about
    }


def _proof(found: Opinion, about: Row[Any, Any, Any], fared: Sequence[tuple[str, Outcome]]) -> Proof:
    here = [outcome for device, outcome in fared if found.device_id in {None, device}]
    tally = Tally(tuple((outcome, here.count(outcome)) for outcome in dict.fromkeys(here)))
    return Proof(about.id, about.title, about.start_at, tally)
