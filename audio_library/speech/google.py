"""The online voice: Google Translate's, by way of gTTS, in pieces of at most 100 characters."""

import functools
import io
import socket
import urllib.request
from importlib import metadata

from audio_library.errors import VoiceError
from audio_library.ffmpeg import FFmpeg
from audio_library.probe import RATE_HZ
from audio_library.speech.answers import sound_of
from audio_library.speech.cutting import speakable
from audio_library.speech.patience import Patience, within

LONGEST = 100
"""Characters that the server takes at once."""

_HOST = ("translate.google.com", 443)
_REACH_S = 2.5  # a station without Internet must not wait long for every bulletin
_CONNECT_S = 3.0
_READ_S = 10.0


class GoogleVoice:
    """A Voice. It needs the Internet; it is no service with a promise, so something stands behind it.

    gTTS does not check the server's certificate: whoever stands between could answer with another sound. The
    approver, who hears every recording through, is the guard against that.
    """

    id = "gtts:vi"
    name = "Google (trực tuyến)"
    rate_hz = RATE_HZ
    costly = True

    def __init__(self, ffmpeg: FFmpeg, patience: Patience | None = None) -> None:
        self._ffmpeg = ffmpeg
        self._patience = patience or Patience(self.id)
        self._reached = False

    @property
    def engine(self) -> str:
        """The library's version; the server does not tell its own."""
        return f"gTTS {metadata.version('gtts')}"

    def speak(self, text: str) -> bytes:
        """Ask for each piece and return them joined."""
        if not self._reached:
            self._patience.ask(self._reach, tries=1)
            self._reached = True
        parts = []
        for piece in speakable(text, LONGEST):
            answer = self._patience.ask(functools.partial(self._asked, piece.text))
            parts.append(sound_of(self._ffmpeg, answer, voice=self.id))
        return b"".join(parts)

    def close(self) -> None:
        """Nothing stays open."""

    def _reach(self) -> bytes:
        """Find out soon whether anybody is there; name look-ups alone may take half a minute to fail."""
        if not urllib.request.getproxies():
            within(_REACH_S, _connected, voice=self.id)
        return b""

    def _asked(self, piece: str) -> bytes:
        import gtts  # with all of `requests` behind it, which a station that has its own voice never needs

        answer = io.BytesIO()
        try:
            gtts.gTTS(piece, lang="vi", lang_check=False, timeout=(_CONNECT_S, _READ_S)).write_to_fp(answer)
        except gtts.gTTSError as error:
            refused = error.rsp is not None
            code = "voice_refused" if refused else "voice_unreachable"
            raise VoiceError(code, voice=self.id, why=str(error)) from error
        except (AssertionError, ValueError) as error:
            raise VoiceError("voice_refused", voice=self.id, why=str(error)) from error
        if not answer.tell():
            raise VoiceError("voice_not_sound", voice=self.id, why="the answer holds no sound")
        return answer.getvalue()


def _connected() -> bytes:
    try:
        socket.create_connection(_HOST, timeout=_REACH_S).close()
    except OSError as error:
        raise VoiceError("voice_unreachable", voice=GoogleVoice.id, why=str(error)) from error
    return b""
