"""A sound level that somebody measured in front of a playing speaker: better than any data sheet."""

from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.errors import StationError

LEVEL_DBA = (50.0, 125.0)
DISTANCE_M = (5.0, 50.0)
"""Nearer, one horn hides the others; farther, wind and houses are measured too."""


@dataclass
class LevelReading:
    """The mean level of speech, dBA, at a distance straight in front of a horn, at the gain it then played with.

    A phone's application does; a struck reading was a mistake and counts no more. Of several the newest counts.
    """

    id: str
    commune_id: str
    device_id: str
    level_dba: float
    distance_m: float
    gain_db: float
    taken_on: date
    entered_by: str
    entered_at: datetime
    struck_at: datetime | None = None

    def check(self, *, today: date) -> None:
        """Refuse what nobody can have measured: StationError `level_impossible`, `distance_unfit`, `reading_ahead`."""
        if not LEVEL_DBA[0] <= self.level_dba <= LEVEL_DBA[1]:
            raise StationError("level_impossible", least=f"{LEVEL_DBA[0]:g}", most=f"{LEVEL_DBA[1]:g}")
        if not DISTANCE_M[0] <= self.distance_m <= DISTANCE_M[1]:
            raise StationError("distance_unfit", least=f"{DISTANCE_M[0]:g}", most=f"{DISTANCE_M[1]:g}")
        if self.taken_on > today:
            raise StationError("reading_ahead")

    def strike(self, now: datetime) -> None:
        """Take it out of the count."""
        if self.struck_at is None:
            self.struck_at = now
