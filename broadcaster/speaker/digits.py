"""Six digits said aloud at the pole, from sounds that every speaker carries: nobody can put other words there."""

from pathlib import Path
from typing import Final

from broadcaster.speaker.facts import Turn
from broadcaster.speaker.pcm import CHUNK_S, SILENCE, Decoder
from broadcaster.speaker.sinks import Sink

_SOUNDS: Final = Path(__file__).parent / "digit_sounds"
_LONGEST_S: Final = 2.0
_PAUSE_S: Final = 0.35
_HALF_S: Final = 0.9
"""Between the third digit and the fourth: telephone numbers are heard in groups."""


class DigitSounds:
    """Where the sound of each digit lies."""

    def path(self, sha256: str) -> Path:
        """Return the file of a digit."""
        return _SOUNDS / f"{sha256}.mp3"


def say(digits: str, sink: Sink, ffmpeg: str | None = None) -> None:
    """Say digits one by one; raise FileNotFoundError where no program can decode, OSError where nothing sounds."""
    decoder = Decoder(DigitSounds(), ffmpeg)
    for place, digit in enumerate(digits):
        if place:
            _pause(sink, _HALF_S if place == len(digits) // 2 else _PAUSE_S)
        samples = decoder.open(Turn(place, digit, 0.0, _LONGEST_S))
        while chunk := samples.next():
            sink.write(chunk)
        samples.close()
    sink.close(at_once=False)


def _pause(sink: Sink, seconds: float) -> None:
    for _ in range(round(seconds / CHUNK_S)):
        sink.write(SILENCE)
