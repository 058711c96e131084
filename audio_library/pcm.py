"""Raw sound in memory: mono, signed 16 bit, machine byte order. A sentence at a time, never a bulletin."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

SAMPLE_BYTES = 2
_QUIET = 100  # of 32768, about -50 dBFS: quieter than that is silence
_KEEP_MS = 20  # left standing before and after, so that soft consonants are not cut off
_FADE_MS = 5  # a join through zero does not click


def samples(content: bytes) -> Samples:
    """Read raw bytes as samples; an odd last byte is dropped."""
    return np.frombuffer(content[: len(content) - len(content) % SAMPLE_BYTES], dtype=np.int16)


def silence(ms: int, rate_hz: int) -> bytes:
    """Return this many milliseconds of nothing."""
    return bytes(SAMPLE_BYTES * (ms * rate_hz // 1000))


def duration_ms(content: bytes, rate_hz: int) -> int:
    """Return how long raw sound lasts."""
    return len(content) // SAMPLE_BYTES * 1000 // rate_hz


def trimmed(content: bytes, rate_hz: int) -> bytes:
    """Cut silence off both ends and fade both in and out a little; all silence becomes empty."""
    wave = samples(content)
    loud = np.flatnonzero((wave > _QUIET) | (wave < -_QUIET))
    if loud.size == 0:
        return b""
    margin = _KEEP_MS * rate_hz // 1000
    return faded(wave[max(0, int(loud[0]) - margin) : int(loud[-1]) + 1 + margin].tobytes(), rate_hz)


def faded(content: bytes, rate_hz: int) -> bytes:
    """Let raw sound begin and end at zero."""
    wave = samples(content).copy()
    length = min(_FADE_MS * rate_hz // 1000, wave.size // 2)
    ramp = np.linspace(0.0, 1.0, length, endpoint=False, dtype=np.float32)
    wave[:length] = (wave[:length] * ramp).astype(np.int16)
    wave[wave.size - length :] = (wave[wave.size - length :] * ramp[::-1]).astype(np.int16)
    return wave.tobytes()
