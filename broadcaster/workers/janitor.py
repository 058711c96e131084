"""Keeps the house: drafts of killed processes, old plan bodies, sounds that went missing, old heartbeats."""

import logging
from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.services import health, keeping

_log = logging.getLogger(__name__)
_ROUND = timedelta(minutes=10)


class Janitor:
    """One round every ten minutes; nothing it does can change what will be heard."""

    name = "janitor"

    def __init__(self, station: Station) -> None:
        self._station = station
        self._next_at: datetime | None = None

    def step(self, now: datetime) -> datetime:
        """Do a round if it is time."""
        if self._next_at is not None and now < self._next_at <= now + _ROUND:
            return self._next_at
        self._next_at = now + _ROUND
        self._station.store.sweep()
        with self._station.memory.writes.begin() as session:
            keeping.forget_old_bodies(session, now=now)
            health.forget_old(session, now=now)
        with self._station.memory.reads() as session:
            missing = keeping.missing_sounds(
                session, self._station.commune.code, self._station.store, now=now
            )
        for sha in missing:
            _log.error("a sound of the coming days is not in the store: %s", sha)
        return self._next_at
