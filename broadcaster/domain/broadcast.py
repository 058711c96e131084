"""A broadcast (*lần phát sóng*): one airing of one rundown to one hamlet."""

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import Rundown
from broadcaster.domain.schedule import LATE_MS
from broadcaster.domain.types import sha256


class BroadcastState(enum.Enum):
    """What the station wants of a broadcast; what became of it is the as-run log's business."""

    PLANNED = "PLANNED"
    CANCELLED = "CANCELLED"
    """A person took it back; planning again does not bring it back."""
    WITHDRAWN = "WITHDRAWN"
    """Planning no longer wants it; planning again may."""


def broadcast_id(commune: str, schedule_id: str, start_at: datetime, hamlet: str) -> str:
    """Name a broadcast by what it is, in 20 hexadecimal digits: planned again, it has the same name."""
    start = start_at.astimezone(UTC).isoformat(timespec="seconds")
    return sha256(f"{commune}\n{schedule_id}\n{start}\n{hamlet}")[:20]


@dataclass
class Broadcast:
    """An entity: known by the `id` that `broadcast_id` gives it.

    `start_at` is when the first sample shall sound; `late_ms` how much later it may still begin: after that
    it is missed, never played by itself.
    """

    id: str
    commune: str
    schedule_id: str
    hamlet: str
    title: str
    start_at: datetime
    rundown: Rundown
    precedence: Precedence = Precedence.ROUTINE
    late_ms: int = LATE_MS
    programme_id: str | None = None
    state: BroadcastState = BroadcastState.PLANNED

    @property
    def duration_ms(self) -> int:
        """How long its rundown lasts, in milliseconds."""
        return self.rundown.duration_ms

    @property
    def end_at(self) -> datetime:
        """When the last sample sounds if it starts on time."""
        return self.start_at + timedelta(milliseconds=self.duration_ms)

    def is_frozen(self, now: datetime, freeze: timedelta) -> bool:
        """Tell whether air is so near, or past, that nothing may rewrite it; it may still be cancelled."""
        return now >= self.start_at - freeze
