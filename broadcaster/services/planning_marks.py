"""Asking for new plans: a counter that goes up in the transaction that made the old plans wrong."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import planning
from broadcaster.db.changes import changed_rows


def want(session: Session, commune_id: str) -> None:
    """Ask for the commune's plans to be made anew; said twice it is still asked once.

    Holds the commune's row until the end of the transaction: whoever wants first checks alone.
    """
    asked = session.execute(
        update(planning).where(planning.c.commune_id == commune_id).values(wanted=planning.c.wanted + 1)
    )
    if not changed_rows(asked):
        session.execute(insert(planning).values(commune_id=commune_id, wanted=1, done=0))


def newest_wish(session: Session, commune_id: str) -> int:
    """Return the number of the newest wish; 0 where nobody ever asked."""
    return session.scalar(select(planning.c.wanted).where(planning.c.commune_id == commune_id)) or 0


def is_open(session: Session, commune_id: str) -> bool:
    """Tell whether a wish is not fulfilled yet."""
    unfulfilled = select(planning.c.wanted).where(
        planning.c.commune_id == commune_id, planning.c.wanted > planning.c.done
    )
    return session.scalar(unfulfilled) is not None


def is_newest(session: Session, commune_id: str, wish: int) -> bool:
    """Tell whether nobody has asked since `wish`, and keep it so until the end of the transaction."""
    row = select(planning.c.wanted).where(planning.c.commune_id == commune_id).with_for_update()
    return (session.scalar(row) or 0) == wish


def fulfil(session: Session, commune_id: str, wish: int, *, now: datetime) -> None:
    """Record that plans were made for every wish up to `wish`."""
    session.execute(
        update(planning).where(planning.c.commune_id == commune_id).values(done=wish, done_at=now)
    )
