"""Writers of one process take turns, in the order in which they came.

SQLite has one writer at a time and no queue: who finds it busy looks again up to a tenth of a second later, so that one
who writes piece after piece can keep all others out until they give up. Writers of other processes wait as SQLite does.
"""

import threading
from collections import deque

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

_PATIENCE_S = 60.0
_MINE = "its turn to write"


class Turns:
    """A lock that is handed to whoever has waited longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, patience_s: float = _PATIENCE_S) -> None:
        """Wait for the turn. Raises sqlalchemy's TimeoutError after `patience_s`."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(patience_s):
            return
        with self._lock:
            if mine.is_set():
                return  # in the last moment
            self._waiting.remove(mine)
        raise PoolTimeout(f"no turn to write within {patience_s:g} s")

    def give(self) -> None:
        """Hand the turn on."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


def in_turn(engine: Engine) -> None:
    """Let each transaction of a writing engine wait for its turn; it ends when the connection is given back."""
    turns = Turns()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        kept = connection.connection.record_info
        if kept is not None and _MINE not in kept:
            turns.take()
            kept[_MINE] = True

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        if record.record_info is not None and record.record_info.pop(_MINE, False):
            turns.give()
