"""Rows that are work: one worker takes a due row, lets go of the database, and later writes down what came of it.

The number of the attempt is the claim's token: whoever lost the lease to another writes nothing any more, so that the
sound somebody has heard cannot be exchanged afterwards.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, or_, update
from sqlalchemy.orm import Session

from broadcaster.db.changes import changed_rows

LEASE = timedelta(minutes=5)
"""Renewed with every word of progress. A worker that dies leaves its work to the next one after this time."""
_RETRY = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))


@dataclass(frozen=True)
class Work:
    """A table of work with `id`, `state`, `due_at`, `leased_until`, `attempts`; undone work is `waiting`."""

    table: Table
    waiting: enum.Enum
    lease: timedelta = LEASE

    def due(self, now: datetime) -> tuple[ColumnElement[bool], ...]:
        """Return what holds of a row that may be taken."""
        column = self.table.c
        free = or_(column.leased_until.is_(None), column.leased_until < now)
        return column.state == self.waiting, column.due_at <= now, free

    def take(self, session: Session, key: str, attempts: int, *, now: datetime, **values: object) -> bool:
        """Take a row that was tried `attempts` times; the row count of a conditional update decides who has it."""
        taken = session.execute(
            update(self.table)
            .where(self.table.c.id == key, *self.due(now))
            .values(leased_until=now + self.lease, attempts=attempts + 1, **values)
        )
        return changed_rows(taken) == 1

    def write(self, session: Session, key: str, attempt: int, **values: object) -> bool:
        """Write into a row that is still this attempt's; False where another has taken over."""
        column = self.table.c
        mine = (column.id == key, column.attempts == attempt, column.state == self.waiting)
        return changed_rows(session.execute(update(self.table).where(*mine).values(**values))) == 1


def next_try(attempt: int, now: datetime) -> datetime | None:
    """Return when passing trouble is tried again; None after three more tries."""
    return now + _RETRY[attempt - 1] if attempt <= len(_RETRY) else None
