"""Being in charge of a part of the station that may be there only once, and stepping only while that is so."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from broadcaster.adapters import this_process
from broadcaster.bootstrap import Station
from broadcaster.services import leases
from broadcaster.services.leases import RENEW_EVERY, Holder
from broadcaster.workers.runner import Worker


class Guarded:
    """A worker that steps only while this process is in charge of its part, which bears its name or is given.

    Where another has taken over (this process slept too long), each step raises StationError `in_charge_elsewhere`
    instead, until the other is gone.
    """

    def __init__(self, worker: Worker, station: Station, *, part: str = "") -> None:
        self._worker, self._station = worker, station
        self._part = part or worker.name
        self._renewed_at: datetime | None = None

    @property
    def name(self) -> str:
        """Return the worker's own name."""
        return self._worker.name

    def step(self, now: datetime) -> datetime:
        """Make sure of the charge, then let the worker step."""
        renewed_at = self._renewed_at
        if renewed_at is None or not renewed_at <= now < renewed_at + RENEW_EVERY:
            take(self._station, self._part)
            self._renewed_at = now
        return self._worker.step(now)


@contextmanager
def in_charge(station: Station, part: str) -> Iterator[None]:
    """Be in charge of a part. Raises StationError `in_charge_elsewhere` where another process is."""
    take(station, part)
    try:
        yield
    finally:
        with station.memory.writes.begin() as session:
            leases.leave(session, station.commune.code, part, holder(station))


def take(station: Station, part: str) -> None:
    """Take or renew the charge of a part."""
    with station.memory.writes.begin() as session:
        leases.take(
            session,
            station.commune.code,
            part,
            holder(station),
            now=station.clock.now(),
            is_gone=lambda other: this_process.is_gone(other.machine, other.process),
        )


def holder(station: Station) -> Holder:
    """Return this process as it signs leases."""
    return Holder(station.instance, this_process.machine(), os.getpid())
