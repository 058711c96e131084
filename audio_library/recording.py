"""A finished sound in the store, and all that an approver and an archive want to know of it."""

from dataclasses import dataclass

from audio_library.errors import MixingError
from audio_library.graph import Form
from audio_library.probe import Measurement


@dataclass(frozen=True)
class Sound:
    """A sound by what it is and what it measures. `peaks` are the outline of its wave, 0 to 100 of full scale."""

    sha256: str
    form: Form
    bytes: int
    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    peaks: tuple[int, ...]

    def __post_init__(self) -> None:
        if self.bytes <= 0 or self.duration_ms <= 0 or len(self.sha256) != 64:
            raise ValueError(f"not a sound: {self.sha256!r}, {self.bytes} bytes, {self.duration_ms} ms")

    @classmethod
    def measured(cls, sha256: str, size: int, form: Form, found: Measurement) -> "Sound":
        """Join a name in the store with what was measured. Raise MixingError `silent_sound`."""
        if found.loudness_lufs is None:
            raise MixingError("silent_sound", duration_ms=found.duration_ms)
        return cls(
            sha256, form, size, found.duration_ms, found.loudness_lufs, found.true_peak_dbtp, found.peaks
        )


@dataclass(frozen=True)
class Recording(Sound):
    """A spoken text. `voice` and `engine` say who really spoke; `fell_back` why the voices before did not."""

    voice: str
    engine: str
    fell_back: tuple[str, ...] = ()
