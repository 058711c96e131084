"""Statements of which it matters how many rows they changed, or that some were there already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CursorResult, Result, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def changed_rows(result: Result[Any]) -> int:
    """Return how many rows an UPDATE, INSERT or DELETE changed."""
    if not isinstance(result, CursorResult):
        raise TypeError("only a statement that writes has changed rows")
    return result.rowcount


def insert_new(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows whose key is not there yet; the others are left as they are."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
