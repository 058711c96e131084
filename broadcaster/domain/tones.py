"""The station's own tones, which every speaker keeps in its cache so that they sound at once."""

from dataclasses import dataclass

from broadcaster.domain.types import Sha256


@dataclass(frozen=True)
class Tone:
    """One short sound in the store."""

    sound: Sha256
    duration_ms: int


@dataclass(frozen=True)
class Tones:
    """What sounds before a word is ready: danger, its end, and an exercise, which sounds like neither."""

    attention: Tone
    all_clear: Tone
    exercise: Tone

    @property
    def every(self) -> tuple[Tone, ...]:
        """Return all of them, for every speaker's cache."""
        return (self.attention, self.all_clear, self.exercise)
