"""What a sound measures: length, loudness, true peak, and the outline of its wave, read through once."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio_library.errors import MixingError
from audio_library.ffmpeg import FFmpeg, Handle
from audio_library.true_peak import TruePeak, Wave

RATE_HZ = 24_000
"""Everything on the air is mono at this rate; a file is measured as the loudspeakers will play it."""

PEAKS = 600
"""How many bars the outline of a wave has."""

_FINE = RATE_HZ // 100  # samples in one fine bucket of 10 ms
_SAMPLE = np.dtype(np.float32)  # a decoder may go beyond full scale, and whole numbers would hide it
_CHUNK = 2 * _SAMPLE.itemsize * RATE_HZ  # bytes: two seconds, and whole fine buckets
_LOUDNESS = re.compile(r"\bI:\s+(\S+) LUFS")
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
    """Measure an encoded sound that comes in on `source`; `heard` is told the milliseconds so far.

    ffmpeg decodes inside its graph and hands seconds on, not packets: one packet through its queues costs more than
    to decode it. The true peak is looked for here, where it can only be, and not in eight times as many samples.
    """
    graph = (
        f"amovie='pipe\\:0':format_name={form},aresample={RATE_HZ},aformat=channel_layouts=mono,"
        f"asetnsamples={RATE_HZ}:pad=0,ebur128=framelog=quiet,aformat=sample_fmts=flt"
    )
    arguments = ["-f", "lavfi", "-i", graph, "-f", "f32le", "pipe:1"]
    outline, highest = _Outline(), TruePeak()
    with ffmpeg.running(arguments, stdin=source, stdout=subprocess.PIPE) as running:
        while content := running.output.read(_CHUNK):
            wave = np.frombuffer(content[: len(content) - len(content) % _SAMPLE.itemsize], dtype=_SAMPLE)
            outline.add(wave)
            highest.add(wave)
            heard(outline.duration_ms)
        said = running.finish()
    return Measurement(outline.duration_ms, integrated_lufs(said), round(highest.dbtp, 2), outline.peaks())


def integrated_lufs(said: str) -> float | None:
    """Read the integrated loudness out of what ebur128 printed; None for silence. Raise MixingError."""
    found = _LOUDNESS.findall(said)
    if not found:
        raise MixingError("ffmpeg_failed", why=f"no measurement in: {said[-300:]}")
    lufs = float(found[-1])
    return lufs if lufs > _FLOOR_LUFS else None  # "nan" is nothing to hear, either


class _Outline:
    def __init__(self) -> None:
        self._fine: list[Wave] = []
        self._samples = 0

    @property
    def duration_ms(self) -> int:
        return self._samples * 1000 // RATE_HZ

    def add(self, wave: Wave) -> None:
        if wave.size:
            self._fine.append(np.maximum.reduceat(np.abs(wave), np.arange(0, wave.size, _FINE)))
            self._samples += wave.size

    def peaks(self) -> tuple[int, ...]:
        if not self._fine:
            return ()
        fine = np.concatenate(self._fine)
        bars = min(PEAKS, fine.size)
        starts = np.arange(bars) * fine.size // bars
        highest = np.minimum(100, 100 * np.maximum.reduceat(fine, starts))
        return tuple(highest.astype(int).tolist())
