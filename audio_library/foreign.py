"""Sound from outside, decoded to raw samples behind bars: one reader, known decoders, no network, hard limits."""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from audio_library.errors import MixingError, StoreError
from audio_library.ffmpeg import FFmpeg
from audio_library.formats import Container
from audio_library.probe import RATE_HZ

_CONFINE = Path(__file__).with_name("confine.py")

DECODERS = (
    "mp3float,mp3,vorbis,opus,flac,aac,alac,pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_alaw,pcm_mulaw"
)


@dataclass(frozen=True)
class Limits:
    """How much one foreign file may cost: seconds of sound, of processor and of waiting; bytes of memory and disk."""

    sound_s: int = 3600
    cpu_s: int = 60
    wait_s: int = 180
    memory_bytes: int = 1 << 30
    disk_bytes: int = 400_000_000


def decode(ffmpeg: FFmpeg, source: Path, form: Container, folder: Path, limits: Limits) -> BinaryIO:
    """Return mono samples at 24 kHz, at most one second more than allowed, in an open file without a name.

    Raise MixingError when ffmpeg refuses the file or reaches a limit, and StoreError `store_full`.
    """
    samples = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - whoever asked closes it
    try:
        _decode(ffmpeg, source, form, samples, limits)
    except BaseException:
        samples.close()
        raise
    samples.seek(0)
    return samples


def decode_bytes(ffmpeg: FFmpeg, content: bytes, form: Container, limits: Limits) -> bytes:
    """Decode a short sound in memory. Raise as `decode`."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.write_bytes(content)
        with decode(ffmpeg, source, form, Path(folder), limits) as samples:
            return samples.read()


def _decode(ffmpeg: FFmpeg, source: Path, form: Container, samples: BinaryIO, limits: Limits) -> None:
    bars = [sys.executable, "-I", "-S", str(_CONFINE)]
    bars += [str(number) for number in (limits.cpu_s, limits.memory_bytes, limits.disk_bytes)]
    arguments = [
        *("-loglevel", "error", "-threads", "1", "-protocol_whitelist", "file", "-format_whitelist", form),
        *("-codec_whitelist", DECODERS, "-f", form, "-t", str(limits.sound_s + 1), "-i", "file:in.bin"),
        *("-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "pipe:1"),
    ]
    # The file is linked under a name of ours: what people call their files never reaches a command line.
    with tempfile.TemporaryDirectory() as link:
        (Path(link) / "in.bin").symlink_to(source.resolve())
        with ffmpeg.running(arguments, prefix=bars, cwd=Path(link), stdout=samples) as running:
            try:
                running.finish(limits.wait_s)
            except StoreError as error:
                if os.fstat(samples.fileno()).st_size < limits.disk_bytes:
                    raise
                raise MixingError("ffmpeg_failed", why="larger than the limit of disk") from error
