"""What a sound measures: length, loudness, true peak, and the outline of its wave, read through once."""

import math
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio_library import pcm
from audio_library.errors import MixingError
from audio_library.ffmpeg import FFmpeg, Handle

RATE_HZ = 24_000
"""Everything on the air is mono at this rate; a file is measured as the loudspeakers will play it."""

PEAKS = 600
"""How many bars the outline of a wave has."""

_FINE = RATE_HZ // 100  # samples in one fine bucket of 10 ms
_CHUNK = 2 * pcm.SAMPLE_BYTES * RATE_HZ  # bytes: two seconds, and whole fine buckets
_LOUDNESS = re.compile(r"\bI:\s+(\S+) LUFS")
_TRUE_PEAK = re.compile(r"\bPeak:\s+(\S+) dBFS")
_FLOOR_LUFS = -70.0  # what ebur128 says of silence and of less than 0.4 seconds


@dataclass(frozen=True)
class Measurement:
    """One sound by EBU R 128. `loudness_lufs` is None for silence; `peaks` are 0 to 100 of full scale."""

    duration_ms: int
    loudness_lufs: float | None
    true_peak_dbtp: float
    peaks: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.duration_ms < 0 or not all(0 <= peak <= 100 for peak in self.peaks):
            raise ValueError(f"not a measurement: {self}")

    @property
    def silent(self) -> bool:
        """Tell whether there is nothing to hear."""
        return self.loudness_lufs is None


def measure_file(ffmpeg: FFmpeg, path: Path, *, form: str = "mp3") -> Measurement:
    """Measure one of our own files. Raise MixingError when it cannot be read as `form`."""
    with path.open("rb") as file:
        return measure(ffmpeg, file, form=form)


def measure(
    ffmpeg: FFmpeg, source: Handle, *, form: str, heard: Callable[[int], None] = lambda _ms: None
) -> Measurement:
    """Measure an encoded sound that comes in on `source`; `heard` is told the milliseconds so far."""
    graph = f"[0:a:0]aresample={RATE_HZ},aformat=channel_layouts=mono,ebur128=peak=true:framelog=quiet[out]"
    arguments = [
        "-f",
        form,
        "-i",
        "pipe:0",
        "-filter_complex",
        graph,
        "-map",
        "[out]",
        "-f",
        "s16le",
        "pipe:1",
    ]
    outline = _Outline()
    with ffmpeg.running(arguments, stdin=source, stdout=subprocess.PIPE) as running:
        while content := running.output.read(_CHUNK):
            outline.add(content)
            heard(outline.duration_ms)
        said = running.finish()
    return Measurement(
        outline.duration_ms, integrated_lufs(said), _last_number(_TRUE_PEAK, said), outline.peaks()
    )


def integrated_lufs(said: str) -> float | None:
    """Read the integrated loudness out of what ebur128 printed; None for silence."""
    found = _last_number(_LOUDNESS, said)
    return None if found <= _FLOOR_LUFS else found


def _last_number(pattern: re.Pattern[str], said: str) -> float:
    """Return the last number that ffmpeg printed in this pattern; "nan" counts as minus infinity."""
    found = pattern.findall(said)
    if not found:
        raise MixingError("ffmpeg_failed", why=f"no measurement in: {said[-300:]}")
    number = float(found[-1])
    return -math.inf if math.isnan(number) else number


class _Outline:
    def __init__(self) -> None:
        self._fine: list[int] = []
        self._samples = 0

    @property
    def duration_ms(self) -> int:
        return self._samples * 1000 // RATE_HZ

    def add(self, content: bytes) -> None:
        wave = pcm.samples(content)
        if wave.size == 0:
            return
        starts = np.arange(0, wave.size, _FINE)
        highest = np.maximum.reduceat(wave, starts).astype(np.int32)
        lowest = np.minimum.reduceat(wave, starts).astype(np.int32)
        self._fine.extend(np.maximum(highest, -lowest).tolist())
        self._samples += wave.size

    def peaks(self) -> tuple[int, ...]:
        fine = np.asarray(self._fine, dtype=np.int64)
        bars = min(PEAKS, fine.size)
        if bars == 0:
            return ()
        starts = np.arange(bars) * fine.size // bars
        return tuple((np.maximum.reduceat(fine, starts) * 100 // 32768).tolist())
