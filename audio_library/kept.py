"""A sound of ours opened again: the whole of it, or a part, as raw samples."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from audio_library import pcm
from audio_library.errors import MixingError
from audio_library.ffmpeg import FFmpeg
from audio_library.foreign import Limits, decode
from audio_library.probe import RATE_HZ
from audio_library.store import full_disk_told

_LIMITS = Limits(sound_s=2 * 3600)


@contextmanager
def part_of(
    ffmpeg: FFmpeg, path: Path, folder: Path, *, from_ms: int = 0, until_ms: int | None = None
) -> Iterator[BinaryIO]:
    """Lend the samples (mono, 24 kHz) of an MP3 between two moments of it; None stands for its end.

    Raise MixingError `silent_sound` where nothing lies between them, and StoreError `store_full`.
    """
    with decode(ffmpeg, path, "mp3", folder, _LIMITS) as samples:
        if from_ms == 0 and until_ms is None:
            yield samples
            return
        with full_disk_told(folder), tempfile.TemporaryFile(dir=folder) as part:
            _copy(samples, part, from_ms, until_ms)
            yield part


def _copy(samples: BinaryIO, part: BinaryIO, from_ms: int, until_ms: int | None) -> None:
    size = samples.seek(0, 2)
    start, end = _place(from_ms), size if until_ms is None else min(size, _place(until_ms))
    if start >= end:
        raise MixingError("silent_sound", from_ms=from_ms, until_ms=until_ms)
    samples.seek(0)
    samples.truncate(end)
    samples.seek(start)
    shutil.copyfileobj(samples, part)
    part.flush()


def _place(ms: int) -> int:
    """Return where a moment lies among the bytes."""
    return pcm.SAMPLE_BYTES * (ms * RATE_HZ // 1000)
