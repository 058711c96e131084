"""The doors of the station: all that services ask of the outside world.

The database is no door; it is the station's memory, and SQLAlchemy's Session is its unit of work.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from broadcaster.domain.fleet import Change
from broadcaster.domain.province import ProvinceMessage
from broadcaster.domain.province_account import ProvinceAccount
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import Sha256

Progress = Callable[[float, str], None]
"""Told how far a long work is (0 to 1) and what it is doing, in a word or two."""


class Clock(Protocol):
    """What time it is. Only the outermost layer asks; everything else is told."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


@dataclass(frozen=True)
class SpokenMark:
    """One place where the spoken form differs from the written one. Spans are half-open character positions."""

    start: int
    end: int
    spoken_start: int
    spoken_end: int
    written: str
    spoken: str
    rule: str
    confidence: str
    choices: tuple[str, ...] = ()

    @property
    def asks(self) -> bool:
        """Tell whether a person has to choose before the text may be approved."""
        return self.confidence == "ask"


@dataclass(frozen=True)
class Reading:
    """A text as it will be said."""

    source: str
    text: str
    marks: tuple[SpokenMark, ...]
    dictionary: str = ""
    """Names exactly the dictionary by which it was read."""

    @property
    def open_questions(self) -> int:
        """Count the places where somebody still has to choose a reading."""
        return sum(mark.asks for mark in self.marks)


class FleetFile(Protocol):
    """The desired fleet as a file, which people edit beside the pages."""

    def keep(self, edits: Sequence[Change]) -> None:
        """Make `edits` there too. StationError `device_file_broken`, `device_file_unwritable`: then nothing changed."""
        ...


class ProvinceSource(Protocol):
    """The province's source system: what it has for the commune, and what it is told (docs/province.md)."""

    def fetch(self) -> Sequence[ProvinceMessage]:
        """Return every item that it has for us, also those that came before. DeliveryError."""
        ...

    def tell(self, account: ProvinceAccount) -> None:
        """Let it have an account, which replaces the one before. DeliveryError."""
        ...


class Speller(Protocol):
    """Knows how official Vietnamese is read aloud."""

    def read(self, text: str, *, choices: Mapping[int, str]) -> Reading:
        """Return the spoken form of `text`; `choices` settles readings by their position in `text`."""
        ...


@dataclass(frozen=True)
class Recording:
    """A finished sound in the store."""

    sha: Sha256
    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    voice: str
    peaks: tuple[int, ...]


class Studio(Protocol):
    """Voices and the mixing desk."""

    def record(
        self, spoken_text: str, *, title: str, station: str, style: SoundStyle, progress: Progress
    ) -> Recording:
        """Speak and mix a text into the store. Raises DeliveryError where no voice or no disk would serve."""
        ...

    def dress(
        self, recorded: Sha256, *, title: str, station: str, style: SoundStyle, progress: Progress
    ) -> Recording:
        """Mix a recorded voice of the store with what is heard around it. Raises DeliveryError."""
        ...


class Intake(Protocol):
    """Where uploaded sounds are made fit for air, and parts of sounds that are."""

    def take_in(
        self,
        upload: Path,
        *,
        title: str,
        station: str,
        is_speech: bool,
        longest_s: int | None,
        progress: Progress,
    ) -> Recording:
        """Take an uploaded sound into the store, made anew. DeliveryError with a stable code where it is refused."""
        ...

    def cut(
        self, whole: Sha256, *, from_ms: int, until_ms: int, title: str, station: str, progress: Progress
    ) -> Recording:
        """Make a sound of a part of another one. Raises DeliveryError."""
        ...


class Uploads(Protocol):
    """Where the bytes of an upload lie until they are taken in, under a name that we gave."""

    def receive(self, upload_id: str, content: BinaryIO, *, most_bytes: int) -> int:
        """Keep what is sent and return its length. StationError `upload_too_large`, `upload_empty`, `store_full`."""
        ...

    def path(self, upload_id: str) -> Path:
        """Return where it lies."""
        ...

    def discard(self, upload_id: str) -> None:
        """Forget it; nothing where it is gone already."""
        ...


class Microphones(Protocol):
    """Where live speech lies, piece by piece, until it is made audible."""

    def put(self, talk_id: str, number: int, samples: bytes) -> None:
        """Keep a piece; said twice it is kept once. Raises ValueError for what is no piece."""
        ...


class AudioStore(Protocol):
    """Sounds by the SHA-256 of their bytes."""

    def path(self, sha: Sha256) -> Path:
        """Return where the sound lies."""
        ...

    def has(self, sha: Sha256) -> bool:
        """Tell whether the sound is here."""
        ...
