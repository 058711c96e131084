"""Sounds that people upload: looked at, decoded behind bars, and always made anew; never stored as they came.

Refusals are IntakeError with these codes: `upload_empty`, `upload_too_large`, `upload_unknown_format`,
`upload_no_audio`, `upload_broken`, `upload_too_long`, `upload_too_costly`, `upload_silent`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from audio_library import pcm
from audio_library.errors import IntakeError, MixingError
from audio_library.ffmpeg import FFmpeg
from audio_library.foreign import Limits, decode
from audio_library.formats import HEAD_BYTES, Container, container
from audio_library.probe import RATE_HZ

_LIMIT = re.compile(
    r"Cannot allocate memory|Resource temporarily unavailable|out of memory|limit of disk|no end after"
)
_NO_AUDIO = re.compile(r"matches no streams|does not contain any stream")


@dataclass(frozen=True)
class IntakeLimits:
    """How large a file may be, and what decoding it may cost."""

    file_bytes: int = 200_000_000
    decoding: Limits = field(default_factory=Limits)


@contextmanager
def taken_in(
    ffmpeg: FFmpeg, upload: Path, folder: Path, limits: IntakeLimits, *, progress: Callable[[float], None]
) -> Iterator[BinaryIO]:
    """Lend the decoded samples (mono, 24 kHz) of an uploaded file as an open file without a name.

    Raise IntakeError for what is refused, and StoreError `store_full`. Nothing is cut off silently: what is too
    long is refused.
    """
    form = _form(upload, limits)
    progress(0.0)
    try:
        samples = decode(ffmpeg, upload, form, folder, limits.decoding)
    except MixingError as error:
        raise IntakeError(_code(error), form=form, why=error.facts.get("why", "")) from error
    with samples:
        seconds = samples.seek(0, 2) / (RATE_HZ * pcm.SAMPLE_BYTES)
        if seconds > limits.decoding.sound_s:
            raise IntakeError("upload_too_long", most_s=limits.decoding.sound_s)
        if seconds == 0:
            raise IntakeError("upload_no_audio", form=form)
        progress(1.0)
        yield samples


def _form(upload: Path, limits: IntakeLimits) -> Container:
    size = upload.stat().st_size
    if size == 0:
        raise IntakeError("upload_empty")
    if size > limits.file_bytes:
        raise IntakeError("upload_too_large", most_bytes=limits.file_bytes, bytes=size)
    with upload.open("rb") as file:
        form = container(file.read(HEAD_BYTES))
    if form is None:
        raise IntakeError("upload_unknown_format", takes="MP3, WAV, OGG, FLAC, M4A, WebM")
    return form


def _code(error: MixingError) -> str:
    why = str(error.facts.get("why", ""))
    exit_code = error.facts.get("exit_code")
    if (
        isinstance(exit_code, int) and exit_code < 0
    ):  # killed: for memory, processor time or the size of its output
        return "upload_too_costly"
    if _LIMIT.search(why):
        return "upload_too_costly"
    return "upload_no_audio" if _NO_AUDIO.search(why) else "upload_broken"
