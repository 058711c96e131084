"""The one door to sound: text goes in, a finished recording lies in the store.

Nothing is in the store before it is whole, so that the process may be killed at any instant.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from audio_library import sounds
from audio_library.errors import MixingError
from audio_library.ffmpeg import FFmpeg
from audio_library.mixing import TARGET_LUFS, Form, Mix, Tune, mix
from audio_library.probe import Measurement, measure_file
from audio_library.speech.cache import SentenceCache
from audio_library.speech.catalogue import Catalogue
from audio_library.speech.phrases import phrases
from audio_library.speech.reading import Progress, Reader, Reading
from audio_library.speech.voice import Region
from audio_library.store import SoundStore

MACHINE_MADE = "Giong noi do may tao / synthetic speech"

_SPEAKING_SHARE = 0.3  # of the time that preparing a bulletin takes; the rest is mixing


@dataclass(frozen=True)
class Recording:
    """A finished sound in the store, and all that an approver and an archive want to know of it.

    `peaks` are the outline of the wave, 0 to 100; `voice` and `engine` say who really spoke; `fell_back` says
    why the voices before that one did not.
    """

    sha256: str
    form: Form
    bytes: int
    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    peaks: tuple[int, ...]
    voice: str
    engine: str
    fell_back: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.bytes <= 0 or self.duration_ms <= 0 or len(self.sha256) != 64:
            raise ValueError(f"not a recording: {self.sha256!r}, {self.bytes} bytes, {self.duration_ms} ms")


@dataclass(frozen=True)
class Tunes:
    """The files played before and after the speech; None plays nothing."""

    opening: Path | None = None
    closing: Path | None = None


OUR_TUNES = Tunes(sounds.SIGNATURE, sounds.CLOSE)


class Studio:
    """Makes recordings. May be used by several threads and processes on one store."""

    def __init__(
        self,
        store: SoundStore,
        voices: Catalogue,
        cache_dir: Path,
        ffmpeg: FFmpeg,
        *,
        target_lufs: float = TARGET_LUFS,
    ) -> None:
        self._store = store
        self._voices = voices
        self._ffmpeg = ffmpeg
        self._target_lufs = target_lufs
        self._reader = Reader(SentenceCache(cache_dir / "sentences"), cache_dir)
        self._tune = functools.cache(self._levelled)

    def prepare(
        self,
        spoken_text: str,
        *,
        title: str,
        station: str,
        voice: str | None = None,
        region: Region = "north",
        tunes: Tunes = OUR_TUNES,
        form: Form = "mp3",
        progress: Progress = lambda _fraction, _what: None,
    ) -> Recording:
        """Speak this text, mix it, and keep it in the store.

        `voice` is a key of the catalogue, or None for the station's usual order. Raise MixingError,
        StoreError, or ValueError for an unknown voice.
        """
        chain = self._voices.chain(voice, region)
        reading = self._reader.read(
            phrases(spoken_text), chain, lambda fraction, what: progress(_SPEAKING_SHARE * fraction, what)
        )
        try:
            return self._record(reading, tunes, form, _tags(title, station, reading), progress)
        finally:
            reading.close()

    def close(self) -> None:
        """Let go of the voices' processes."""
        self._voices.close()

    def _record(
        self, reading: Reading, tunes: Tunes, form: Form, tags: Mapping[str, str], progress: Progress
    ) -> Recording:
        job = Mix(
            reading.sound,
            reading.rate_hz,
            opening=self._tune(tunes.opening),
            closing=self._tune(tunes.closing),
            form=form,
            target_lufs=self._target_lufs,
            tags=tags,
        )
        mixing = _Mixing(progress, max(1, reading.duration_ms))
        with self._store.draft() as draft:
            found = mix(self._ffmpeg, job, draft.path, heard=mixing.heard)
            sha256 = draft.keep()
        progress(1.0, "kept")
        return _recording(sha256, self._store.size(sha256), form, found, reading)

    def _levelled(self, path: Path | None) -> Tune | None:
        if path is None:
            return None
        found = measure_file(self._ffmpeg, path, form=path.suffix.lstrip("."))
        return Tune(path, 0.0 if found.loudness_lufs is None else self._target_lufs - found.loudness_lufs)


class _Mixing:
    """Turns milliseconds heard into progress that never runs backwards, rehearsals and repeats included."""

    def __init__(self, progress: Progress, expected_ms: int) -> None:
        self._progress = progress
        self._expected_ms = expected_ms
        self._furthest = _SPEAKING_SHARE

    def heard(self, ms: int) -> None:
        reached = _SPEAKING_SHARE + (0.99 - _SPEAKING_SHARE) * min(1.0, ms / self._expected_ms)
        self._furthest = max(self._furthest, reached)
        self._progress(self._furthest, "mixing")


def _recording(sha256: str, size: int, form: Form, found: Measurement, reading: Reading) -> Recording:
    if found.loudness_lufs is None:
        raise MixingError("silent_sound", duration_ms=found.duration_ms)
    return Recording(
        sha256,
        form,
        size,
        found.duration_ms,
        found.loudness_lufs,
        found.true_peak_dbtp,
        found.peaks,
        reading.voice,
        reading.engine,
        tuple(str(failure) for failure in reading.failures),
    )


def _tags(title: str, station: str, reading: Reading) -> dict[str, str]:
    return {
        "title": title,
        "artist": station,
        "comment": MACHINE_MADE,
        "SYNTHETIC_SPEECH": f"{reading.voice} ({reading.engine})",
    }
