"""What was changed in the timetable lately, by whom, and whether it was taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.timetable_tables import timetable_changes

_LATELY = timedelta(days=7)
_MOST = 10


@dataclass(frozen=True)
class ChangeLine:
    """One change of the timetable; `act` is a stable word."""

    id: str
    act: str
    subject: str
    made_by: str
    made_at: datetime
    undone_at: datetime | None


def recent(session: Session, commune_id: str, *, now: datetime) -> tuple[ChangeLine, ...]:
    """Return the changes of the last days, the newest first."""
    column = timetable_changes.c
    rows = session.execute(
        select(column.id, column.act, column.subject, people.c.full_name, column.made_at, column.undone_at)
        .join(people, people.c.id == column.made_by)
        .where(column.commune_id == commune_id, column.made_at > now - _LATELY)
        .order_by(column.made_at.desc(), column.id)
        .limit(_MOST)
    )
    return tuple(ChangeLine(*row) for row in rows)
