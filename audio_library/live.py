"""Sound that is made while it is heard: whatever comes in becomes even, measured pieces of MP3, at the pace of time.

Two programs: one decodes what comes, behind bars; its samples are measured here, and another evens out their loudness
and encodes them. Between source and listener lie about four seconds.
"""

import contextlib
import math
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from audio_library.ffmpeg import FFmpeg
from audio_library.foreign import DECODERS
from audio_library.probe import RATE_HZ

PIECE_BYTES = 7_680
"""40 frames of MP3 at 64 kbit/s and 24 kHz, 192 bytes each, none of which needs another one."""
PIECE_MS = 960
_BLOCK = RATE_HZ * 2 * 480 // 1000
"""Bytes of 480 ms: how often the level is measured."""
BLOCK_S = 0.48
_CONFINE = Path(__file__).with_name("confine.py")
_CPU_S, _MEMORY_BYTES = 4 * 3600, 1 << 30
_STREAM_DECODERS = f"{DECODERS},aac_latm,mp2,mp2float,ac3"
# What a voice between -40 and -10 LUFS comes in at becomes -16 LUFS within a few seconds, and never clips.
_EVEN = "highpass=f=80,loudnorm=I=-16:TP=-1.5:LRA=7"
SILENT_DB = -50.0
"""RMS of full scale below which nobody hears anything."""


@dataclass(frozen=True)
class Heard:
    """What a block of samples is: its level in dB of full scale (RMS)."""

    level_db: float

    @property
    def is_silent(self) -> bool:
        """Tell whether there is nothing to hear in it."""
        return self.level_db < SILENT_DB


class LiveSound:
    """One source on its way to listeners. `feed` takes what comes; `pieces` yields what goes out.

    `raw_rate_hz` says that what comes are mono samples of 16 bits at that rate; 0 that it is for the decoder to find
    out (MP3, AAC, MPEG-TS, Ogg). `heard` is told of each block and answers whether it shall go out.
    """

    def __init__(self, ffmpeg: FFmpeg, *, raw_rate_hz: int = 0, heard: Callable[[Heard], bool]) -> None:
        """Start both programs."""
        self._heard = heard
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as starting:
            bars = [sys.executable, "-I", "-S", str(_CONFINE), str(_CPU_S), str(_MEMORY_BYTES), "0"]
            pipe = subprocess.PIPE
            decoding = ffmpeg.running(_decoding(raw_rate_hz), prefix=bars, stdin=pipe, stdout=pipe)
            self._decoder = starting.enter_context(decoding).process
            self._encoder = starting.enter_context(ffmpeg.running(_ENCODING, stdin=pipe, stdout=pipe)).process
            self._stack = starting.pop_all()
        self._thread = threading.Thread(target=self._carry, name="live sound", daemon=True)
        self._thread.start()

    def feed(self, data: bytes) -> None:
        """Take what comes; waits while listeners are not that far. Raises OSError where the decoder gave up."""
        _write(self._decoder.stdin, data)

    def end_of_source(self) -> None:
        """Say that nothing more comes: `pieces` ends once all has gone out."""
        _close(self._decoder.stdin)

    def pieces(self) -> Iterator[bytes]:
        """Yield pieces of PIECE_BYTES as they are ready; what is left at the end and fills none is dropped."""
        output = self._encoder.stdout
        while output is not None and len(piece := output.read(PIECE_BYTES)) == PIECE_BYTES:
            yield piece

    def close(self) -> None:
        """End both programs."""
        _close(self._decoder.stdin)
        _close(self._encoder.stdin)
        self._stack.close()

    def _carry(self) -> None:
        """Measure what was decoded and pass it on, on a thread of its own."""
        output = self._decoder.stdout
        with contextlib.suppress(OSError, ValueError):  # closed by another thread
            while output is not None and (block := output.read(_BLOCK)):
                if self._heard(Heard(level_db(block))):
                    _write(self._encoder.stdin, block)
        _close(self._encoder.stdin)


def level_db(block: bytes) -> float:
    """Return the RMS of samples of 16 bits in dB of full scale; silence is -120."""
    wave = np.frombuffer(block[: len(block) // 2 * 2], dtype=np.int16).astype(np.float64)
    power = float(np.mean(wave * wave)) if wave.size else 0.0
    return 10 * math.log10(power / 32_768**2) if power > 0 else -120.0


def _decoding(raw_rate_hz: int) -> list[str]:
    told = ["-f", "s16le", "-ar", str(raw_rate_hz), "-ac", "1"] if raw_rate_hz else []
    return [
        *("-loglevel", "error", "-threads", "1", "-protocol_whitelist", "pipe", "-fflags", "nobuffer"),
        *("-probesize", "32768", "-analyzeduration", "500000"),
        *([] if raw_rate_hz else ["-codec_whitelist", _STREAM_DECODERS]),
        *(*told, "-i", "pipe:0", "-map", "0:a:0", "-vn", "-sn", "-dn"),
        *("-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "-flush_packets", "1", "pipe:1"),
    ]


_ENCODING = [
    *("-loglevel", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "pipe:0", "-af", _EVEN),
    *("-ar", str(RATE_HZ), "-c:a", "libmp3lame", "-b:a", "64k", "-reservoir", "0", "-write_xing", "0"),
    *("-id3v2_version", "0", "-f", "mp3", "-flush_packets", "1", "pipe:1"),
]


def _write(pipe: IO[bytes] | None, data: bytes) -> None:
    if pipe is not None:
        pipe.write(data)
        pipe.flush()


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()
