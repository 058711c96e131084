"""Sounds for tests, computed or made by ffmpeg."""

import array
import math
from pathlib import Path

from audio_library.ffmpeg import FFmpeg

NEWS = "Kính mời bà con họp thôn lúc mười chín giờ tại nhà văn hóa."


def tone(seconds: float, rate_hz: int, *, amplitude: float = 0.3, frequency_hz: float = 440) -> bytes:
    """Return raw samples of a sine."""
    step = 2 * math.pi * frequency_hz / rate_hz
    return array.array(
        "h", (int(32767 * amplitude * math.sin(step * n)) for n in range(int(seconds * rate_hz)))
    ).tobytes()


def made(ffmpeg: FFmpeg, path: Path, source: str, *arguments: str) -> Path:
    """Let ffmpeg write a file from one of its own sources, such as `sine=d=3`."""
    with ffmpeg.running(["-f", "lavfi", "-i", source, *arguments, "-y", str(path)]) as running:
        running.finish()
    return path


def tags(ffmpeg: FFmpeg, path: Path) -> str:
    """Return what ffmpeg says of a file."""
    with ffmpeg.running(["-i", str(path), "-f", "null", "-"]) as running:
        return running.finish()
