"""Makes the sounds that were ordered, one at a time: claim, let go of the database, work, write down."""

import logging
from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError
from broadcaster.services import health, rendering
from broadcaster.services.health import Heartbeat
from broadcaster.services.ports import Recording
from broadcaster.services.rendering import Claim
from broadcaster.workers.library_intake import LibraryIntake
from broadcaster.workers.runner import this_process

_log = logging.getLogger(__name__)
_IDLE = timedelta(seconds=1)


class Renderer:
    """One pair of hands in the studio; any number of them may work beside each other."""

    name = "renderer"

    def __init__(self, station: Station) -> None:
        self._station = station
        self._intake = LibraryIntake(station)

    def step(self, now: datetime) -> datetime:
        """Make the next sound that is due, if any; else take in the next upload."""
        is_busy = self.make_next() or self._intake.take_next()
        return self._station.clock.now() if is_busy else now + _IDLE

    def make_next(self) -> bool:
        """Make the oldest sound that is due; tell whether there was one."""
        with self._station.memory.writes.begin() as session:
            claimed = rendering.claim(session, now=self._station.clock.now())
        if claimed is not None:
            self._make(claimed)
        return claimed is not None

    def _make(self, claimed: Claim) -> None:
        try:
            made = self._made(claimed)
        except DeliveryError as trouble:
            self._give_up(claimed, str(trouble), permanent=trouble.permanent)
        except Exception as bug:
            self._give_up(claimed, f"{type(bug).__name__}: {bug}"[:500], permanent=False)
            raise
        else:
            with self._station.memory.writes.begin() as session:
                is_ours = rendering.finish(session, claimed, made)
            if not is_ours:
                _log.warning("another renderer has taken over %s; this sound is not used", claimed.title)

    def _made(self, claimed: Claim) -> Recording:
        studio, station = self._station.studio, self._station.commune.name
        told, style = self._teller(claimed), claimed.style
        if claimed.recorded is not None:
            return studio.dress(
                claimed.recorded, title=claimed.title, station=station, style=style, progress=told
            )
        return studio.record(
            claimed.spoken_text, title=claimed.title, station=station, style=style, progress=told
        )

    def _give_up(self, claimed: Claim, failure: str, *, permanent: bool) -> None:
        """Push the row ahead, so that the sounds behind it have their turn."""
        with self._station.memory.writes.begin() as session:
            now = self._station.clock.now()
            rendering.fail(session, claimed, failure, permanent=permanent, now=now)

    def _teller(self, claimed: Claim) -> "_Teller":
        return _Teller(self._station, claimed)


class _Teller:
    """Writes progress for the waiting page, but no more often than a person can read it; a long step is alive."""

    def __init__(self, station: Station, claimed: Claim) -> None:
        self._station, self._claimed = station, claimed
        self._told_at: datetime | None = None

    def __call__(self, fraction: float, doing: str) -> None:
        now = self._station.clock.now()
        if self._told_at is not None and timedelta() <= now - self._told_at < timedelta(seconds=1):
            return
        self._told_at = now
        with self._station.memory.writes.begin() as session:
            rendering.tell_progress(
                session, self._claimed, percent=round(fraction * 100), doing=doing, now=now
            )
            health.beat(session, Heartbeat(Renderer.name, this_process(), now, now, None))
