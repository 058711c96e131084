"""Speech, signature tune and end tune mixed like radio, in one pass, at the loudness of broadcasting.

Target: -16 LUFS and a true peak of at most -1 dBTP (EBU R 128, ITU-R BS.1770-4), measured on the encoded file. The
gain is rehearsed on excerpts; the encoder's output is decoded and measured while it is written; only when that misses
the target is the pass repeated with the gain corrected.
"""  # fmt: skip

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from audio_library import graph, loudness
from audio_library.errors import MixingError
from audio_library.ffmpeg import FFmpeg
from audio_library.graph import Mix
from audio_library.loudness import Level
from audio_library.probe import Measurement, integrated_lufs, measure

TOLERANCE_LU = 0.25
CEILING_DBTP = -1.0

_REHEARSALS = 3
_SURE_LU = 1.0  # a step so small may be trusted without another rehearsal
_PASSES = 3


def mix(
    ffmpeg: FFmpeg, job: Mix, out: Path, *, heard: Callable[[int], None] = lambda _ms: None
) -> Measurement:
    """Write the mixed sound to `out` and return what it measures. `heard` is told the milliseconds finished.

    Raise MixingError (`silent_sound`, `ffmpeg_failed`) and StoreError `store_full`.
    """
    level = _rehearsed(ffmpeg, job)
    for _ in range(_PASSES):
        found = _encode(ffmpeg, job, level, out, heard)
        missing_lu = job.target_lufs - _audible(found.loudness_lufs)
        excess_db = found.true_peak_dbtp - CEILING_DBTP
        if abs(missing_lu) <= TOLERANCE_LU and excess_db <= 0:
            break
        level = level.corrected(missing_lu, excess_db)
    return found


def _rehearsed(ffmpeg: FFmpeg, job: Mix) -> Level:
    excerpt = loudness.excerpt(job.speech, job.rate_hz)
    level = loudness.first_guess(excerpt, job.chain, job.target_lufs)
    for _ in range(_REHEARSALS):
        with (
            loudness.as_file(excerpt) as file,
            ffmpeg.running(graph.rehearsal(job, level), stdin=file) as running,
        ):
            missing_lu = job.target_lufs - _audible(integrated_lufs(running.finish()))
        level = level.corrected(missing_lu, 0)
        if abs(missing_lu) <= _SURE_LU:
            break
    return replace(level, trim_db=0.0)  # tunes have their own gain; only the whole is corrected together


def _audible(lufs: float | None) -> float:
    if lufs is None:
        raise MixingError("silent_sound")
    return lufs


def _encode(ffmpeg: FFmpeg, job: Mix, level: Level, out: Path, heard: Callable[[int], None]) -> Measurement:
    """Encode and measure at once: the same packets go to the file and to the measurer."""
    job.speech.seek(0)
    with ffmpeg.running(
        graph.encoding(job, level, out.name), stdin=job.speech, stdout=subprocess.PIPE, cwd=out.parent
    ) as encoding:
        try:
            found = measure(ffmpeg, encoding.output, form=job.encoder.container, heard=heard)
        except MixingError:
            encoding.output.close()  # an encoder in the middle of writing must not wait for a reader that is gone
            encoding.finish()  # its own complaint, when it has one, tells more
            raise
        encoding.finish()
    return found
