"""How fast a voice speaks, from the sounds that it has made."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_ALIKE = 40
"""Characters of difference below which two texts tell nothing about the pace."""
_FASTEST_MS, _SLOWEST_MS = 25.0, 200.0


@dataclass(frozen=True)
class Pace:
    """The milliseconds of one character of spoken text, and of what sounds around the words (tunes, pauses)."""

    ms_a_character: float
    around_ms: float = 0.0

    def __post_init__(self) -> None:
        if not _FASTEST_MS <= self.ms_a_character <= _SLOWEST_MS or self.around_ms < 0:
            raise ValueError("no voice speaks like that")

    def duration_ms(self, spoken_text: str) -> int:
        """Estimate how long a text takes; nothing takes nothing."""
        return round(self.around_ms + len(spoken_text) * self.ms_a_character) if spoken_text else 0


USUAL = Pace(66)
"""About 15 characters of Vietnamese a second, as the offline voice speaks at its usual pace."""


def measured(sounds: Sequence[tuple[int, int]]) -> Pace:
    """Tell the pace from sounds given as characters of text and milliseconds; the usual one where they tell too little.

    The slope is the median over all pairs of sounds (Theil, 1950; Sen, 1968): one odd sound does not bend it.
    """
    slopes = [
        (other_ms - ms) / (other - characters)
        for at, (characters, ms) in enumerate(sounds)
        for other, other_ms in sounds[at + 1 :]
        if abs(other - characters) >= _ALIKE
    ]
    if not slopes or not _FASTEST_MS <= (pace := median(slopes)) <= _SLOWEST_MS:
        return _from_the_whole(sounds)
    return Pace(pace, max(0.0, median(ms - characters * pace for characters, ms in sounds)))


def _from_the_whole(sounds: Sequence[tuple[int, int]]) -> Pace:
    """Spread the whole length over the characters, as a single sound allows no better."""
    rates = [ms / characters for characters, ms in sounds if characters >= _ALIKE]
    rate = median(rates) if rates else USUAL.ms_a_character
    return Pace(rate) if _FASTEST_MS <= rate <= _SLOWEST_MS else USUAL
