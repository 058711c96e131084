"""How a sound is brought to its loudness: the filters, a first guess of the gain, and its correction."""

import math
import os
import tempfile
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from audio_library import pcm
from audio_library.errors import MixingError

_LIMIT_DB = -3.5  # the rest up to -1 dBTP is for what lies between samples and for what the encoder adds
_MARGIN_DB = 0.2
_PIECES, _PIECE_MS = 36, 1500
_SHORTEST_S = 3  # R 128 wants some blocks of 0.4 s; a shorter sound is repeated while it is measured
_AUDIBLE = 0.003  # of full scale: what is quieter is pause
_ROTATOR = ",".join(
    ["allpass=f=200:t=q:w=0.7"] * 2
)  # evens out the one-sided peaks of voices, heard by nobody


@dataclass(frozen=True)
class Chain:
    """The filters before the gain, and about how much loudness they take."""

    filters: str
    takes_db: float


SPEECH = Chain(f"highpass=f=80,{_ROTATOR},acompressor=threshold=-26dB:ratio=4:attack=1:release=80", 14.0)
"""For voices: what a horn cannot play is taken away, and loud and soft syllables are brought closer
together."""

_FOR_HORNS = "highpass=f=220,equalizer=f=420:t=q:w=1:g=-3,equalizer=f=2600:t=q:w=0.8:g=4,lowpass=f=7500"
HORN_SPEECH = Chain(f"{_FOR_HORNS},{SPEECH.filters}", 14.0)
"""For voices over horns: a horn turns what lies below 250 Hz into heat and booms above it, and what tells one syllable
from another lies at 2 to 4 kHz."""

MUSIC = Chain("highpass=f=80", 0.5)
"""For songs, recordings and tunes, whose dynamics are meant."""

_EDGES = "afade=d=0.01"  # a part that begins in the middle of a sound does not click
FINISHED = Chain(_EDGES, 0.0)
"""For what went through a chain before: it is not brought closer together twice."""

FINISHED_FOR_HORNS = Chain(f"{_EDGES},{_FOR_HORNS}", 0.5)


@dataclass(frozen=True)
class Level:
    """A gain in dB, the limiter's ceiling behind it, and how far corrections moved the gain (`trim_db`)."""

    gain_db: float
    limit_db: float = _LIMIT_DB
    trim_db: float = 0.0

    @property
    def limiter(self) -> str:
        """The limiter as ffmpeg spells it."""
        return f"alimiter=limit={10 ** (self.limit_db / 20):.4f}:level=disabled"

    def corrected(self, missing_lu: float, excess_db: float) -> "Level":
        """Add the missing loudness; lower the ceiling by what a true peak stood above its own, if it did."""
        lower = excess_db + _MARGIN_DB if excess_db > 0 else 0.0
        return Level(self.gain_db + missing_lu, self.limit_db - lower, self.trim_db + missing_lu)


def first_guess(excerpt: bytes, chain: Chain, target_lufs: float) -> Level:
    """Guess from the power of what is not pause, within a few dB. Raise MixingError `silent_sound`."""
    wave = pcm.samples(excerpt).astype(np.float32) / 32768
    heard = wave[np.abs(wave) > _AUDIBLE]
    if heard.size == 0:
        raise MixingError("silent_sound")
    return Level(target_lufs + chain.takes_db - 10 * math.log10(float(np.mean(heard**2))))


def excerpt(sound: BinaryIO, rate_hz: int) -> bytes:
    """Return the whole of a short sound, or pieces spread evenly over a long one: half a minute at most."""
    size = os.fstat(sound.fileno()).st_size
    piece = len(pcm.silence(_PIECE_MS, rate_hz))
    if size <= _PIECES * piece:
        sound.seek(0)
        whole = sound.read()
        return whole * math.ceil(_SHORTEST_S * rate_hz * pcm.SAMPLE_BYTES / max(1, len(whole)))
    parts = []
    for number in range(_PIECES):
        start = (size - piece) * number // (_PIECES - 1)
        sound.seek(start - start % pcm.SAMPLE_BYTES)
        parts.append(pcm.faded(sound.read(piece), rate_hz))
    return b"".join(parts)


def as_file(content: bytes) -> BinaryIO:
    """Put bytes into a nameless file that another process can read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    file.write(content)
    file.seek(0)
    return file
