"""A whole bulletin read aloud by exactly one voice, onto a nameless file, whatever its length."""

import logging
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from audio_library import pcm
from audio_library.errors import MixingError, VoiceError
from audio_library.speech.cache import SentenceCache
from audio_library.speech.voice import Voice
from audio_library.spoken import Sentence
from audio_library.store import full_disk_told

log = logging.getLogger(__name__)

_AWAY = frozenset({"voice_unreachable", "voice_timeout"})

Progress = Callable[[float, str], None]
"""Called with the fraction done, 0 to 1, and a word for what is being done."""


@dataclass(frozen=True)
class Reading:
    """Speech that was read: an open file of raw samples without a name, gone when the process is."""

    sound: BinaryIO
    rate_hz: int
    voice: str
    engine: str
    failures: tuple[VoiceError, ...] = ()
    """What the voices before this one failed of."""

    @property
    def duration_ms(self) -> int:
        """How long the speech lasts."""
        return self.sound.seek(0, 2) // pcm.SAMPLE_BYTES * 1000 // self.rate_hz

    def close(self) -> None:
        """Let go of the file."""
        self.sound.close()


@dataclass(frozen=True)
class Reader:
    """Reads texts aloud: `folder` is where the sound is gathered, `cache` spares costly voices."""

    cache: SentenceCache
    folder: Path
    _silent: set[str] = field(default_factory=set, compare=False)
    """Voices that nobody could reach the last time, so that it is told once and not with every bulletin."""

    def read(self, text: Sequence[Sentence], voices: Sequence[Voice], progress: Progress) -> Reading:
        """Let the first voice that manages all of it read the text.

        A voice that fails in the middle loses the whole text to the next one: one bulletin has one voice.
        Raise MixingError `nothing_to_say` or `no_voice`, and StoreError `store_full`.
        """
        if not text:
            raise MixingError("nothing_to_say")
        failures: list[VoiceError] = []
        for voice in voices:
            try:
                found = self._by(voice, text, tuple(failures), progress)
            except VoiceError as failure:
                self._tell(voice, failure)
                failures.append(failure)
            else:
                self._silent.discard(voice.id)
                return found
            finally:
                voice.close()  # the next text may come tomorrow, and a voice's process holds memory
        raise MixingError("no_voice", why="; ".join(map(str, failures)) or "none is set up")

    def _tell(self, voice: Voice, failure: VoiceError) -> None:
        """Log what happened: a station without Internet is nothing unusual, an answer that is no speech is."""
        if failure.code not in _AWAY:
            log.warning("voice %s gave up, the next one reads the whole text: %s", voice.id, failure)
        elif voice.id not in self._silent:
            self._silent.add(voice.id)
            log.warning("voice %s cannot be reached; until it can, the next one reads", voice.id)

    def _by(
        self, voice: Voice, text: Sequence[Sentence], failures: tuple[VoiceError, ...], progress: Progress
    ) -> Reading:
        with full_disk_told(self.folder):
            file = tempfile.TemporaryFile(dir=self.folder)  # noqa: SIM115 - the reading's owner closes it
            try:
                for number, sentence in enumerate(text):
                    file.write(self.cache.speak(voice, sentence.text))
                    file.write(pcm.silence(sentence.pause_ms, voice.rate_hz))
                    progress((number + 1) / len(text), "speaking")
                self.cache.prune()
                file.flush()
            except BaseException:
                file.close()
                raise
        return Reading(file, voice.rate_hz, voice.id, voice.engine, failures)
