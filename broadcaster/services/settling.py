"""What nobody reported: UNKNOWN, until a speaker's journal may resolve it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run
from broadcaster.domain.asrun import OPEN, WORD_DUE, AsRunEntry, Outcome
from broadcaster.services import audience_counts

_AT_ONCE = 500


def overdue(session: Session, commune_id: str, *, now: datetime) -> list[str]:
    """Return the pairs, the oldest first and not too many, that should have ended a minute ago without a word."""
    rows = session.execute(
        select(as_run.c.id, as_run.c.start_at, as_run.c.duration_ms)
        .where(
            as_run.c.commune_id == commune_id,
            as_run.c.start_at < now - WORD_DUE,
            as_run.c.outcome.in_(OPEN),
        )
        .order_by(as_run.c.start_at)
    )
    late = (
        row.id for row in rows if row.start_at + timedelta(milliseconds=row.duration_ms) + WORD_DUE <= now
    )
    return [key for key, _ in zip(late, range(_AT_ONCE), strict=False)]


def give_up(session: Session, ids: Sequence[str], *, now: datetime) -> int:
    """Call UNKNOWN those of these pairs that are still without a word; return how many."""
    found = session.scalars(select(AsRunEntry).where(as_run.c.id.in_(ids)).with_for_update()).all()
    with audience_counts.counted(session, found):
        for entry in found:
            entry.give_up_waiting(now=now)
    return sum(entry.outcome is Outcome.UNKNOWN for entry in found)
