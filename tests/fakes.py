"""The doors of the station, with just enough behind them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.sound_style import SoundStyle
from broadcaster.domain.types import Sha256, sha256
from broadcaster.services.ports import Progress, Reading, Recording, SpokenMark


class HandClock:
    """A clock that moves when a test moves it."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, **delta: float) -> datetime:
        self._now += timedelta(**delta)
        return self._now


class PlainSpeller:
    """Says what is written, and asks about every "??"."""

    def read(self, text: str, *, choices: Mapping[int, str]) -> Reading:
        at = text.find("??")
        if at < 0:
            return Reading(text, text, ())
        chosen = choices.get(at)
        confidence = "sure" if chosen else "ask"
        spoken = chosen or "hỏi"
        mark = SpokenMark(at, at + 2, at, at + len(spoken), "??", spoken, "test", confidence, ("một", "hai"))
        return Reading(text, text.replace("??", spoken, 1), (mark,))


class PaperStudio:
    """Records by writing the words down; fails when it is told to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.trouble: DeliveryError | None = None
        self.styles: list[SoundStyle] = []

    def record(
        self, spoken_text: str, *, title: str, station: str, style: SoundStyle, progress: Progress
    ) -> Recording:
        progress(0.5, station)
        if self.trouble:
            raise self.trouble
        sha = sha256(spoken_text)
        (self._folder / sha).write_text(f"{title}\n{spoken_text}")
        self.styles.append(style)
        return Recording(sha, 1000 * len(spoken_text), -16.0, -1.2, "paper", (0, 100))


class FolderStore:
    """Sounds in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha: Sha256) -> Path:
        return self._folder / sha

    def has(self, sha: Sha256) -> bool:
        return self.path(sha).is_file()
