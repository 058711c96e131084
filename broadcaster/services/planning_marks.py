"""Asking for new plans: a counter that goes up in the transaction that made the old plans wrong."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.tables import planning


def want(session: Session, commune_id: str) -> None:
    """Ask for the commune's plans to be made anew; said twice it is still asked once."""
    asked = session.execute(
        update(planning).where(planning.c.commune_id == commune_id).values(wanted=planning.c.wanted + 1)
    )
    if not asked.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result is a CursorResult
        session.execute(insert(planning).values(commune_id=commune_id, wanted=1, done=0))


def open_wish(session: Session, commune_id: str) -> int | None:
    """Return the number of the newest unfulfilled wish, or None where plans are up to date."""
    row = session.execute(
        select(planning.c.wanted, planning.c.done).where(planning.c.commune_id == commune_id)
    ).one_or_none()
    return row.wanted if row and row.wanted > row.done else None


def fulfil(session: Session, commune_id: str, wish: int, *, now: datetime) -> None:
    """Record that plans were made for every wish up to `wish`."""
    session.execute(
        update(planning).where(planning.c.commune_id == commune_id).values(done=wish, done_at=now)
    )
