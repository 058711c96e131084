"""The offline voice: eSpeak NG in a worker process, three accents, about 1,000 times faster than speech."""

import contextlib
import hashlib
import json
import os
import struct
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import espeakng_loader

from audio_library.errors import VoiceError
from audio_library.speech.pipes import Pipes
from audio_library.speech.voice import Region

ACCENTS: dict[Region, str] = {"north": "vi", "central": "vi-VN-x-central", "south": "vi-VN-x-south"}
_ACCENT_NAMES: dict[Region, str] = {"north": "miền Bắc", "central": "miền Trung", "south": "miền Nam"}
VARIANTS = ("", "m1", "m3", "m7", "f1", "f2", "f3", "f4", "f5")
SLOWEST, FASTEST = 80, 260
"""Words per minute. eSpeak's ordinary pace is 175; outdoors, over several horns, slower is understood
better."""

_WORKER = Path(__file__).with_name("espeak_worker.py")
_RATE_HZ = 22050
_LONGEST_DATA_PATH = 150  # eSpeak NG keeps the path in 160 bytes, its own endings included
_LONGEST_TEXT = 5000
_HEADER = struct.Struct(">cI")


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
    """A Voice. One worker process, used by one thread at a time, started anew when it died."""

    costly = False
    rate_hz = _RATE_HZ

    def __init__(self, settings: EspeakSettings | None = None, *, timeout_s: float = 20) -> None:
        self._settings = settings or EspeakSettings()
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._worker: Pipes | None = None
        self._version = ""

    @property
    def id(self) -> str:
        """Accent, variant, pace and pitch."""
        chosen = self._settings
        return f"espeak:{chosen.voice}:{chosen.words_per_minute}:{chosen.pitch}"

    @property
    def name(self) -> str:
        """What people call it."""
        return f"eSpeak NG, giọng {_ACCENT_NAMES[self._settings.region]}"

    @property
    def engine(self) -> str:
        """Ask the library itself for its version."""
        with self._lock:
            if not self._version:
                self._running()
            return f"espeak-ng {self._version}"

    def speak(self, text: str) -> bytes:
        """Return the sentence as 22,050 samples per second; a worker that dies is started anew once."""
        if len(text) > _LONGEST_TEXT:
            raise VoiceError("voice_text_too_long", voice=self.id, characters=len(text))
        with self._lock:
            try:
                return self._ask(text)
            except VoiceError as failure:
                self._end()
                if failure.code != "voice_crashed":
                    raise
            try:
                return self._ask(text)
            except VoiceError:
                self._end()
                raise

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            self._end()

    def _ask(self, text: str) -> bytes:
        worker = self._running()
        deadline = time.monotonic() + self._timeout_s
        chosen = self._settings
        request = {
            "text": text,
            "voice": chosen.voice,
            "words_per_minute": chosen.words_per_minute,
            "pitch": chosen.pitch,
        }
        worker.write(json.dumps(request).encode() + b"\n")
        sound = bytearray()
        while True:
            kind, length = _HEADER.unpack(worker.exactly(_HEADER.size, deadline))
            content = worker.exactly(length, deadline)
            if kind == b"s":
                sound += content
            elif kind == b"e":
                return bytes(sound)
            else:
                raise VoiceError("voice_refused", voice=self.id, why=content.decode(errors="replace"))

    def _running(self) -> Pipes:
        if self._worker is None or not self._worker.alive:
            self._end()
            words = [
                sys.executable,
                "-I",
                "-S",
                str(_WORKER),
                espeakng_loader.get_library_path(),
                _data_folder(),
            ]
            self._worker = Pipes(words, voice=self.id)
            hello = json.loads(self._worker.line(time.monotonic() + self._timeout_s))
            self._version = str(hello["version"])
            if hello["rate_hz"] != _RATE_HZ:
                raise VoiceError("voice_not_sound", voice=self.id, rate_hz=hello["rate_hz"])
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


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
