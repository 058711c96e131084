"""What may go on air: approved sounds that a programme can choose from, and what was aired before."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import Sha256


class CandidateKind(enum.Enum):
    """Who speaks: the commune, or a hamlet head to their own hamlet."""

    BULLETIN = "bulletin"
    HAMLET_ANNOUNCEMENT = "hamlet_announcement"


@dataclass(frozen=True)
class Candidate:
    """An approved bulletin with its approved sound, as the programmes see it.

    `hamlets` none: for the whole commune; `expires_on` is the last day of the commune on which it may sound
    (None: only freshness ends it); `approved_at` is when the words and the sound were approved.
    """

    bulletin_id: str
    title: str
    topic: str
    precedence: Precedence
    hamlets: tuple[str, ...]
    sound: Sha256
    duration_ms: int
    approved_at: datetime
    expires_on: date | None = None
    kind: CandidateKind = CandidateKind.BULLETIN

    def __post_init__(self) -> None:
        if self.duration_ms <= 0:
            raise ValueError(f"{self.bulletin_id}: a sound lasts: {self.duration_ms} ms")
        if self.precedence is Precedence.EMERGENCY:
            raise ValueError(f"{self.bulletin_id}: an emergency airs at once, never in a programme")
        if self.kind is CandidateKind.HAMLET_ANNOUNCEMENT and not self.hamlets:
            raise ValueError(f"{self.bulletin_id}: a hamlet's announcement names its hamlet")

    def concerns(self, hamlet: str) -> bool:
        """Tell whether the hamlet is among those it speaks to."""
        return not self.hamlets or hamlet in self.hamlets


@dataclass(frozen=True)
class Airing:
    """One time that a bulletin was on air in a hamlet, or surely will be before what is being planned now."""

    bulletin_id: str
    hamlet: str
    start_at: datetime
    topic: str = ""
