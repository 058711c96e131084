"""Runs workers, each in a thread of its own, and keeps the book from which health is told.

A worker is anything with a `name` and `step(now) -> next_at`. What a step raises is logged and booked, and the
step is tried again later: a bug crashes a step, not the station.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.services.health import Heartbeat

_log = logging.getLogger(__name__)
LONGEST_SLEEP = timedelta(seconds=5)
"""A worker looks at least this often, so that its heartbeat is fresh and a clock that jumped cannot strand it."""
BEAT_EVERY = timedelta(seconds=5)
"""Each heartbeat is a wait for the disk: not at every step, but whenever something went wrong or well again."""
_AFTER_ERROR = timedelta(seconds=2)


class Worker(Protocol):
    """Work that repeats, with no state that the database does not hold."""

    @property
    def name(self) -> str:
        """Return how health and logs call it."""
        ...

    def step(self, now: datetime) -> datetime:
        """Do what is due at `now` and return when to look again."""
        ...


def this_process() -> str:
    """Name this process in heartbeats."""
    return f"{socket.gethostname()}-{os.getpid()}"


Beat = Callable[[Heartbeat], None]


class Runner:
    """One worker's thread, from `start` to `stop`."""

    def __init__(self, worker: Worker, *, clock: Callable[[], datetime], beat: Beat) -> None:
        self._worker = worker
        self._clock, self._beat = clock, beat
        self._wake, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=worker.name, daemon=True)
        self._told: Heartbeat | None = None

    def start(self) -> None:
        """Begin to step."""
        self._thread.start()

    def wake(self) -> None:
        """Let the next step begin now."""
        self._wake.set()

    def stop(self, *, patience_s: float = 10.0) -> None:
        """Let the present step end and take no other."""
        self._ending.set()
        self._wake.set()
        self._thread.join(patience_s)

    def step(self) -> timedelta:
        """Take one step, book it, and return how long to rest."""
        now = self._clock()
        error: str | None = None
        next_at = now + _AFTER_ERROR
        try:
            next_at = self._worker.step(now)
        except (DeliveryError, StationError) as trouble:
            error = str(trouble)[:500]
            if self._told is None or error != self._told.error:  # a trouble that lasts is said once
                _log.warning("%s: %s", self._worker.name, trouble)
        except Exception as bug:  # noqa: BLE001  the step ends, not the station
            _log.exception("a step of %s failed", self._worker.name)
            error = f"{type(bug).__name__}: {bug}"[:500]
        done_at = self._clock()
        self._tell(Heartbeat(self._worker.name, this_process(), done_at, next_at, error))
        return min(max(next_at - done_at, timedelta()), LONGEST_SLEEP)

    def _run(self) -> None:
        while not self._ending.is_set():
            self._wake.clear()
            pause = self.step()
            self._wake.wait(pause.total_seconds())

    def _tell(self, heartbeat: Heartbeat) -> None:
        last = self._told
        is_same = last is not None and last.error == heartbeat.error
        if last and is_same and timedelta() <= heartbeat.stepped_at - last.stepped_at < BEAT_EVERY:
            return
        try:
            self._beat(heartbeat)
        except Exception:  # noqa: BLE001  a heartbeat that cannot be written shows as a silent worker: the truth
            _log.exception("the heartbeat of %s could not be written", self._worker.name)
        else:
            self._told = heartbeat
