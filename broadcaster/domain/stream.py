"""A stream (*luồng tiếng*): sound that is made while it is heard, and how its source is doing."""

import enum
from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.types import sha256

LIVE: str = "live:"
"""How the address of live speech begins; the talk's id follows. A relay's address is that of its stream."""


def stream_name(address: str) -> str:
    """Name a stream as speakers ask for it: the same address, the same name."""
    return sha256(address)[:24]


def is_live(address: str) -> bool:
    """Tell whether a stream is somebody speaking, and not another station."""
    return address.startswith(LIVE)


class StreamState(enum.Enum):
    """How a source is doing, as the station hears it."""

    WAITING = "waiting"
    """Nothing has come yet."""
    SOUNDING = "sounding"
    SILENT = "silent"
    """It comes, but nobody would hear anything: speakers play what stands in."""
    LOST = "lost"
    """It does not come."""
    ENDED = "ended"


@dataclass
class StreamWatch:
    """One source during one airing. An entity: `started_at` tells the airings of one `address` apart.

    `level_db` is its loudness in dB of full scale; `sent_ms` how much went out; `note` why it is not well.
    """

    id: str
    commune_id: str
    address: str
    title: str
    started_at: datetime
    until_at: datetime
    state: StreamState = StreamState.WAITING
    level_db: float = -120.0
    sent_ms: int = 0
    losses: int = 0
    note: str = ""
    seen_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come."""
        return self.state is StreamState.ENDED
