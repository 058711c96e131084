"""A natural offline voice: Piper, in its own process, with a voice file that the commune supplies."""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

from audio_library.errors import VoiceError
from audio_library.speech.worker import Worker

_WORKER = Path(__file__).with_name("piper_worker.py")
_LONGEST_TEXT = 5000


@dataclass(frozen=True)
class PiperSettings:
    """Which voice file (`….onnx`, with `….onnx.json` beside it), which Python has piper-tts, and how slowly."""

    model: Path
    python: str = sys.executable
    length_scale: float = 1.0

    def __post_init__(self) -> None:
        if self.model.suffix != ".onnx" or not 0.5 <= self.length_scale <= 2:
            raise ValueError(f"not a Piper voice or pace: {self.model}, {self.length_scale}")


class PiperVoice:
    """A Voice. Never downloads anything; a missing file or program is `voice_missing`."""

    costly = True

    def __init__(self, settings: PiperSettings, *, timeout_s: float = 60) -> None:
        self._settings = settings
        self._digest = ""
        self._worker = Worker(f"piper:{settings.model.stem}", self._words, timeout_s=timeout_s)

    @property
    def id(self) -> str:
        """The voice file's name and pace."""
        return f"piper:{self._settings.model.stem}:{self._settings.length_scale:g}"

    @property
    def name(self) -> str:
        """What people call it."""
        return f"Piper, giọng {self._settings.model.stem}"

    @property
    def engine(self) -> str:
        """Piper's version and the voice file's content: files are replaced under the same name."""
        version = self._worker.version
        if not self._digest:
            with self._settings.model.open("rb") as file:
                self._digest = hashlib.file_digest(file, "sha256").hexdigest()
        return f"piper {version} {self._digest[:16]}"

    @property
    def rate_hz(self) -> int:
        """Samples per second, as the voice file says."""
        return self._worker.rate_hz

    def speak(self, text: str) -> bytes:
        """Return the sentence's samples."""
        if len(text) > _LONGEST_TEXT:
            raise VoiceError("voice_text_too_long", voice=self.id, characters=len(text))
        return self._worker.ask({"text": text, "length_scale": self._settings.length_scale})

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def _words(self) -> list[str]:
        model = self._settings.model
        for needed in (model, model.with_name(f"{model.name}.json")):
            if not needed.is_file():
                raise VoiceError("voice_missing", voice=self.id, file=needed)
        return [self._settings.python, "-I", str(_WORKER), str(model)]
