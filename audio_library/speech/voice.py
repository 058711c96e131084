"""The voice port: what every voice can do, and what every sentence that it returns must pass."""

import unicodedata
from typing import Literal, Protocol

from audio_library import pcm
from audio_library.errors import VoiceError

Region = Literal["north", "central", "south"]
"""Where in the country a voice comes from."""

_FASTEST_MS = 60  # no voice says a syllable in less
_SLOWEST_MS = 1500  # nor in more, pauses and spelled letters included
_ALLOWANCE_MS = 3000  # silence before and after, and the odd long word


class Voice(Protocol):
    """Speaks one sentence at a time. Its `id` and `engine` together with a text decide the sound."""

    @property
    def id(self) -> str:
        """Names the voice and every setting that changes its sound."""

    @property
    def name(self) -> str:
        """What people call it, in Vietnamese."""

    @property
    def engine(self) -> str:
        """The program and its version. Raise VoiceError when it cannot be asked."""

    @property
    def rate_hz(self) -> int:
        """Samples per second of what `speak` returns."""

    @property
    def costly(self) -> bool:
        """Tell whether asking again costs seconds or money, so that its sentences are worth keeping."""

    def speak(self, text: str) -> bytes:
        """Return this sentence as mono 16-bit samples. Raise VoiceError."""

    def close(self) -> None:
        """Let go of processes and connections; a later `speak` starts them again."""


def spoken_by(voice: Voice, text: str) -> bytes:
    """Let this voice say one sentence, without silence around it. Raise VoiceError for what is no speech."""
    content = voice.speak(unicodedata.normalize("NFC", text))
    sound = pcm.trimmed(content, voice.rate_hz)
    if not sound:
        raise VoiceError("voice_silent", voice=voice.id, text=text)
    lasts_ms = pcm.duration_ms(sound, voice.rate_hz)
    if not _plausible(lasts_ms, text):
        raise VoiceError("voice_implausible", voice=voice.id, text=text, duration_ms=lasts_ms)
    return sound


def _plausible(lasts_ms: int, text: str) -> bool:
    syllables = max(1, len(text.split()))  # Vietnamese writes a blank between syllables
    letters = max(1, sum(character.isalnum() for character in text))
    shortest = _FASTEST_MS * syllables
    longest = _ALLOWANCE_MS + _SLOWEST_MS * max(syllables, letters // 3)
    return shortest <= lasts_ms <= longest
