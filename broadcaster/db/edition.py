"""Whether anything was committed since: what was read before may be shown again for as long as nothing was."""

import threading
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

Edition = Callable[[], object]
"""Returns a mark that differs once anybody, in whatever process, has committed; compared within one process only."""


def edition_of(reading: Engine) -> Edition:
    """Return what asks a database for its edition."""
    if reading.dialect.name == "sqlite":
        return _OnSqlite(reading).ask
    return lambda: _on_postgresql(reading)


class _OnSqlite:
    """Keeps a connection that commits nothing: to each SQLite counts the commits of all others."""

    def __init__(self, reading: Engine) -> None:
        self._reading = reading
        self._lock = threading.Lock()
        self._kept: Any = None

    def ask(self) -> object:
        with self._lock:
            if self._kept is None:
                self._kept = self._reading.raw_connection()
            row: tuple[object] = self._kept.driver_connection.execute("PRAGMA data_version").fetchone()
            return row[0]


def _on_postgresql(reading: Engine) -> object:
    with reading.connect() as connection:
        return connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one()
