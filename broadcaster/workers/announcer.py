"""Makes the words of alerts audible, beside the renderer and never behind a bulletin."""

from datetime import datetime, timedelta

from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError
from broadcaster.services import alert_voicing, alerts
from broadcaster.services.alert_voicing import VoiceClaim

_IDLE = timedelta(milliseconds=200)


class Announcer:
    """Speaks from the moment an alert's form is saved, so that the words lie ready when two have confirmed."""

    name = "announcer"

    def __init__(self, station: Station) -> None:
        self._station = station

    def step(self, now: datetime) -> datetime:
        """Make the next words audible, if any wait."""
        return self._station.clock.now() if self.make_next(now) else now + _IDLE

    def make_next(self, now: datetime) -> bool:
        """Make the oldest words that wait; tell whether there were any."""
        with self._station.memory.reads() as session:
            if not alert_voicing.is_waiting(session, now=now):
                return False
        with self._station.memory.writes.begin() as session:
            claimed = alert_voicing.claim(session, now=now)
        if claimed is not None:
            self._make(claimed)
        return claimed is not None

    def _make(self, claimed: VoiceClaim) -> None:
        try:
            made = self._station.studio.announce(
                claimed.spoken_text,
                title=claimed.title,
                station=self._station.commune.name,
                part=claimed.part,
                is_exercise=claimed.is_exercise,
            )
        except DeliveryError as trouble:
            self._give_up(claimed, str(trouble), permanent=trouble.permanent)
            return
        except Exception as bug:
            self._give_up(claimed, f"{type(bug).__name__}: {bug}"[:500], permanent=False)
            raise
        now = self._station.clock.now()
        with self._station.memory.writes.begin() as session:
            voice = alert_voicing.finish(session, claimed, made)
            if voice is not None:
                alerts.voice_made(session, voice, tones=self._station.tones, now=now)

    def _give_up(self, claimed: VoiceClaim, why: str, *, permanent: bool) -> None:
        with self._station.memory.writes.begin() as session:
            now = self._station.clock.now()
            alert_voicing.fail(session, claimed, why, permanent=permanent, now=now)
