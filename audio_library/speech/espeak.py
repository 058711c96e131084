"""The offline voice: eSpeak NG in a worker process, three accents, about 1,000 times faster than speech."""

import contextlib
import hashlib
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import espeakng_loader

from audio_library.errors import VoiceError
from audio_library.speech.voice import Region
from audio_library.speech.worker import Worker

ACCENTS: dict[Region, str] = {"north": "vi", "central": "vi-VN-x-central", "south": "vi-VN-x-south"}
_ACCENT_NAMES: dict[Region, str] = {"north": "miền Bắc", "central": "miền Trung", "south": "miền Nam"}
VARIANTS = ("", "m1", "m3", "m7", "f1", "f2", "f3", "f4", "f5")
SLOWEST, FASTEST = 80, 260
"""Words per minute. eSpeak's ordinary pace is 175; outdoors, over several horns, slower is understood
better."""

_WORKER = Path(__file__).with_name("espeak_worker.py")
_LONGEST_DATA_PATH = 150  # eSpeak NG keeps the path in 160 bytes, its own endings included
_LONGEST_TEXT = 5000


@dataclass(frozen=True)
class EspeakSettings:
    """How eSpeak speaks: accent, words per minute, pitch 0 to 99, and a variant ("f2" is a woman's voice)."""

    region: Region = "north"
    words_per_minute: int = 150
    pitch: int = 50
    variant: str = ""

    def __post_init__(self) -> None:
        if self.region not in ACCENTS or self.variant not in VARIANTS:
            raise ValueError(f"unknown accent or variant: {self.region!r}, {self.variant!r}")
        if not SLOWEST <= self.words_per_minute <= FASTEST or not 0 <= self.pitch <= 99:
            raise ValueError(f"pace or pitch out of range: {self.words_per_minute}, {self.pitch}")

    @property
    def voice(self) -> str:
        """Return the name by which eSpeak NG knows it."""
        return ACCENTS[self.region] + (f"+{self.variant}" if self.variant else "")


class EspeakVoice:
    """A Voice. Its engine is eSpeak NG from the package index, in `espeak_worker.py`."""

    costly = False

    def __init__(self, settings: EspeakSettings | None = None, *, timeout_s: float = 20) -> None:
        self._settings = settings or EspeakSettings()
        self._worker = Worker(self.id, _words, timeout_s=timeout_s)

    @property
    def id(self) -> str:
        """Region, variant, pace and pitch."""
        chosen = self._settings
        return f"espeak:{chosen.voice}:{chosen.words_per_minute}:{chosen.pitch}"

    @property
    def name(self) -> str:
        """What people call it."""
        return f"eSpeak NG, giọng {_ACCENT_NAMES[self._settings.region]}"

    @property
    def engine(self) -> str:
        """Ask the library itself for its version."""
        return f"espeak-ng {self._worker.version}"

    @property
    def rate_hz(self) -> int:
        """Samples per second, as the library says."""
        return self._worker.rate_hz

    def speak(self, text: str) -> bytes:
        """Return the sentence's samples."""
        if len(text) > _LONGEST_TEXT:
            raise VoiceError("voice_text_too_long", voice=self.id, characters=len(text))
        chosen = self._settings
        request = {"voice": chosen.voice, "words_per_minute": chosen.words_per_minute, "pitch": chosen.pitch}
        return self._worker.ask({"text": text, **request})

    def close(self) -> None:
        """End the worker."""
        self._worker.close()


def _words() -> list[str]:
    library = str(espeakng_loader.get_library_path())
    return [sys.executable, "-I", "-S", str(_WORKER), library, _data_folder()]


def _data_folder() -> str:
    """Return eSpeak's data folder by a path that is short enough for it."""
    data = str(espeakng_loader.get_data_path())
    if len(os.fsencode(data)) <= _LONGEST_DATA_PATH:
        return data
    mark = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    link = Path(tempfile.gettempdir()) / f"espeak-ng-data-{os.getuid()}-{mark}"
    with contextlib.suppress(FileExistsError):
        link.symlink_to(data)
    if str(link.readlink()) != data or link.lstat().st_uid != os.getuid():
        raise VoiceError("voice_missing", voice="espeak", why=f"{link} is not ours")
    return str(link)
