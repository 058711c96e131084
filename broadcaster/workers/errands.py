"""Goes on with errands: hands in what has its sound, puts on air what has its approval."""

import logging
from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.domain.errand import ErrandState
from broadcaster.services import errands

_log = logging.getLogger(__name__)
EVERY = timedelta(seconds=3)


class Errands:
    """Looks every few seconds; each errand is one transaction, so that none holds up another."""

    name = "errands"

    def __init__(self, station: Station) -> None:
        self._station = station

    def step(self, now: datetime) -> datetime:
        """Take each open errand one step further, if it can go."""
        station = self._station
        with station.memory.reads() as session:
            waiting = errands.open_ones(session, station.commune.code)
        for bulletin_id in waiting:
            with station.memory.writes.begin() as session:
                gone = errands.go_on(session, station.speller, bulletin_id, now=now)
                if gone is not None and gone.state is ErrandState.STUCK:
                    _log.warning("bulletin %s needs a person: %s", bulletin_id, gone.failure)
        return now + EVERY
