"""Rows that were thought out and are still to be written, in pieces that hold nobody up."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.orm import Session

_AT_ONCE = 2_000
"""Rows in one transaction: a tenth of a second, so that nobody waits long."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Write:
    """A statement, and the rows to run it for."""

    statement: Executable
    rows: Sequence[Row]

    def pieces(self) -> "Iterator[Write]":
        """Cut it into pieces that are quickly written."""
        for at in range(0, len(self.rows), _AT_ONCE):
            yield Write(self.statement, self.rows[at : at + _AT_ONCE])

    def run(self, session: Session) -> None:
        """Write the rows."""
        session.execute(self.statement, list(self.rows))
