"""A voice behind any server that speaks OpenAI's `POST /v1/audio/speech`, on this machine or elsewhere."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from audio_library.errors import VoiceError
from audio_library.ffmpeg import FFmpeg
from audio_library.probe import RATE_HZ
from audio_library.speech.answers import sound_of
from audio_library.speech.patience import Patience

_LARGEST_ANSWER = 20_000_000
_LONGEST_TEXT = 4096  # the interface's own limit


@dataclass(frozen=True)
class ServerSettings:
    """Where the server is and what to ask it for. `key` is called only when needed, so that no secret lies here."""

    url: str
    model: str = "tts-1"
    voice: str = "alloy"
    speed: float = 1.0
    key: Callable[[], str] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise ValueError(f"not the address of a speech server: {self.url!r}")
        if not 0.25 <= self.speed <= 4:
            raise ValueError(f"speed out of range 0.25 to 4: {self.speed}")


class SpeechServerVoice:
    """A Voice. `url` may be given with or without the path /v1/audio/speech."""

    name = "Máy chủ giọng nói"
    rate_hz = RATE_HZ
    costly = True

    def __init__(self, settings: ServerSettings, ffmpeg: FFmpeg, patience: Patience | None = None) -> None:
        self._settings = settings
        self._ffmpeg = ffmpeg
        self._patience = patience or Patience(self.id, deadline_s=60)

    @property
    def id(self) -> str:
        """Model, voice and speed: what changes the sound."""
        chosen = self._settings
        return f"server:{chosen.model}:{chosen.voice}:{chosen.speed:g}"

    @property
    def engine(self) -> str:
        """Which server, for it does not tell its version."""
        return f"{urlsplit(self._settings.url).hostname} {self._settings.model}"

    def speak(self, text: str) -> bytes:
        """Ask the server for this sentence as WAV, and take whatever known form comes."""
        if len(text) > _LONGEST_TEXT:
            raise VoiceError("voice_text_too_long", voice=self.id, characters=len(text))
        return sound_of(self._ffmpeg, self._patience.ask(lambda: self._asked(text)), voice=self.id)

    def close(self) -> None:
        """Nothing stays open."""

    def _asked(self, text: str) -> bytes:
        try:
            with _OPENER.open(self._request(text), timeout=15) as answer:
                content = bytes(answer.read(_LARGEST_ANSWER + 1))
        except urllib.error.HTTPError as error:
            said = error.read(300).decode(errors="replace")
            permanent = 400 <= error.code < 500 and error.code not in {408, 429}
            raise VoiceError(
                "voice_refused", voice=self.id, status=error.code, why=said, permanent=permanent
            ) from error
        except OSError as error:
            raise VoiceError("voice_unreachable", voice=self.id, why=str(error)) from error
        if len(content) > _LARGEST_ANSWER:
            raise VoiceError("voice_not_sound", voice=self.id, why="answer too large")
        return content

    def _request(self, text: str) -> urllib.request.Request:
        chosen = self._settings
        headers = {"Content-Type": "application/json"}
        if chosen.key is not None:
            headers["Authorization"] = f"Bearer {chosen.key()}"
        body = {
            "model": chosen.model,
            "input": text,
            "voice": chosen.voice,
            "response_format": "wav",
            "speed": chosen.speed,
        }
        url = chosen.url.rstrip("/").removesuffix("/v1/audio/speech") + "/v1/audio/speech"
        return urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 - scheme checked above


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key goes to the server that it was given for, and to no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)
