"""The library (*kho âm thanh*): sounds that people brought, with the right to air them, from the upload to its use."""

import enum
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person
from broadcaster.domain.types import Sha256, new_id

LONGEST_TITLE = 160
LONGEST_SOURCE = 300
SHORTEST_CUT_MS = 1_000
_NOTHING_CUT_MS = 100
HUMAN_VOICE = "human"
"""What a rendition keeps as its voice where a person spoke."""


class SoundKind(enum.Enum):
    """What a sound is; speech is brought closer together for horns, music is left as it is."""

    SPEECH = "speech"
    MUSIC = "music"
    TUNE = "tune"


class SoundLicence(enum.Enum):
    """By what right the commune airs it."""

    OWN = "own"
    FREE = "free"
    """Given free by its author, as under Creative Commons, or in the public domain."""
    CONTRACT = "contract"
    """Paid for, or allowed in writing."""
    UNKNOWN = "unknown"
    """Nobody has said yet: kept, but not for air."""


class SoundState(enum.Enum):
    """Where its taking-in stands."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


@dataclass(frozen=True)
class SoundCard:
    """What its bringer says of a sound. `expires_on` is the last day on which it may be used; None: without end."""

    title: str
    kind: SoundKind
    licence: SoundLicence
    source: str = ""
    expires_on: date | None = None

    def __post_init__(self) -> None:
        for name in ("title", "source"):
            words = " ".join(unicodedata.normalize("NFC", getattr(self, name)).split())
            object.__setattr__(self, name, "".join(sign for sign in words if sign.isprintable()))

    def check(self) -> None:
        """Refuse a card that would not tell later. StationError `sound_title`, `sound_source`."""
        if not 0 < len(self.title) <= LONGEST_TITLE:
            raise StationError("sound_title", limit=LONGEST_TITLE)
        if len(self.source) > LONGEST_SOURCE or (not self.source and self._needs_source):
            raise StationError("sound_source", limit=LONGEST_SOURCE)

    @property
    def _needs_source(self) -> bool:
        return self.licence in {SoundLicence.FREE, SoundLicence.CONTRACT}


@dataclass(frozen=True)
class Cut:
    """A part of another sound of the library, which stays as it is; it is made anew from `sha`."""

    of: str
    sha: Sha256
    from_ms: int
    until_ms: int

    def check(self, whole_ms: int) -> None:
        """Refuse a part that is none of a sound of that length. StationError `cut_wrong`."""
        if (
            not 0 <= self.from_ms < self.until_ms <= whole_ms
            or self.until_ms - self.from_ms < SHORTEST_CUT_MS
        ):
            raise StationError("cut_wrong", shortest_s=SHORTEST_CUT_MS // 1000)
        if self.until_ms - self.from_ms > whole_ms - _NOTHING_CUT_MS:
            raise StationError("cut_is_whole")

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Cut":
        """Read what `to_plain` wrote."""
        return cls(**plain)


@dataclass
class LibrarySound:
    """A sound in the library; while WAITING its bytes lie where uploads lie, under its `id`."""

    id: str
    commune_id: str
    title: str
    kind: SoundKind
    licence: SoundLicence
    source: str
    expires_on: date | None
    brought_by: str
    created_at: datetime
    due_at: datetime
    request_id: str | None = None
    """The hamlet head's request that this voice speaks."""
    state: SoundState = SoundState.WAITING
    leased_until: datetime | None = None
    attempts: int = 0
    progress: int = 0
    failure: str = ""
    sound_sha: Sha256 | None = None
    duration_ms: int | None = None
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    peaks: list[int] = field(default_factory=list)
    removed_at: datetime | None = None
    cut: Cut | None = None
    """What it is a part of; None for what somebody brought."""

    @property
    def card(self) -> SoundCard:
        """What is said of it, as one value."""
        return SoundCard(self.title, self.kind, self.licence, self.source, self.expires_on)

    def describe(self, card: SoundCard) -> None:
        """Say something else of it. Raises what `SoundCard.check` refuses."""
        card.check()
        self.title, self.kind, self.licence = card.title, card.kind, card.licence
        self.source, self.expires_on = card.source, card.expires_on

    def require_usable(self, today: date) -> Sha256:
        """Return its content's name. StationError `sound_not_ready`, `sound_without_right`, `sound_expired`."""
        if self.state is not SoundState.READY or self.sound_sha is None or self.removed_at is not None:
            raise StationError("sound_not_ready")
        if self.licence is SoundLicence.UNKNOWN:
            raise StationError("sound_without_right")
        if self.expires_on is not None and self.expires_on < today:
            raise StationError("sound_expired", expires_on=self.expires_on)
        return self.sound_sha


def brought(sound_id: str | None, card: SoundCard, *, by: Person, now: datetime) -> LibrarySound:
    """Enter a sound into the library's book; its bytes are still to be taken in."""
    card.check()
    return LibrarySound(
        id=sound_id or new_id(),
        commune_id=by.commune_id,
        title=card.title,
        kind=card.kind,
        licence=card.licence,
        source=card.source,
        expires_on=card.expires_on,
        brought_by=by.id,
        created_at=now,
        due_at=now,
    )


def cut_out(
    whole: LibrarySound, title: str, *, from_ms: int, until_ms: int, by: Person, now: datetime
) -> LibrarySound:
    """Enter a part of a sound as a sound of its own, by the same right. StationError `sound_not_ready`, `cut_wrong`."""
    if whole.sound_sha is None or whole.duration_ms is None:
        raise StationError("sound_not_ready")
    part = brought(None, replace(whole.card, title=title), by=by, now=now)
    part.cut = Cut(whole.id, whole.sound_sha, from_ms, until_ms)
    part.cut.check(whole.duration_ms)
    return part
