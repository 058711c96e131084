"""Keeps the house: drafts of killed processes, old plan bodies, sounds that went missing, old heartbeats."""

import logging
from datetime import date, datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.domain.calendar import day_of
from broadcaster.domain.months import month_of
from broadcaster.services import audience_counts, health, keeping, speaker_tests

_log = logging.getLogger(__name__)
_ROUND = timedelta(minutes=10)


class Janitor:
    """One round every ten minutes; nothing it does can change what will be heard."""

    name = "janitor"

    def __init__(self, station: Station) -> None:
        self._station = station
        self._next_at: datetime | None = None
        self._counted_on: date | None = None

    def step(self, now: datetime) -> datetime:
        """Do a round if it is time."""
        if self._next_at is not None and now < self._next_at <= now + _ROUND:
            return self._next_at
        self._next_at = now + _ROUND
        self._station.store.sweep()
        self._station.uploads.sweep()
        with self._station.memory.writes.begin() as session:
            keeping.forget_old_bodies(session, now=now)
            health.forget_old(session, now=now)
            speaker_tests.ask_by_night(
                session, self._station.commune.code, self._station.commune.zone, now=now
            )
        with self._station.memory.reads() as session:
            missing = keeping.missing_sounds(
                session, self._station.commune.code, self._station.store, now=now
            )
        for sha in missing:
            _log.error("a sound of the coming days is not in the store: %s", sha)
        self._check_counts(day_of(now, self._station.commune.zone))
        return self._next_at

    def _check_counts(self, today: date) -> None:
        """Once a day hold the counts of this month and the last against the log; it is the log that is right."""
        if self._counted_on == today:
            return
        self._counted_on = today
        for month_on in {month_of(today), month_of(month_of(today) - timedelta(days=1))}:
            with self._station.memory.reads() as session:
                wrong = audience_counts.wrong_counts(session, self._station.commune.code, month_on)
            if not wrong:
                continue
            with self._station.memory.writes.begin() as session:
                wrong = audience_counts.rebuild_month(session, self._station.commune.code, month_on)
            if wrong:
                _log.error("%d counts of %s differed from the log and were made anew", wrong, month_on)
