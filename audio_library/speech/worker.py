"""A voice's engine in a process of its own, spoken to by pipes; started when needed, and anew when it died.

The process writes one JSON line {"version", "rate_hz"} first. Each request is one JSON line; the answer comes in
frames of a type byte and a four-byte length: "s" sound, "e" end, "x" an error.
"""

import json
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from audio_library.errors import VoiceError
from audio_library.speech.pipes import Pipes

_HEADER = struct.Struct(">cI")
_LARGEST_FRAME = 1 << 24


class Worker:
    """One engine process, used by one thread at a time. `words` is asked for its command line at each start."""

    def __init__(self, voice: str, words: Callable[[], Sequence[str]], *, timeout_s: float) -> None:
        self._voice = voice
        self._words = words
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._pipes: Pipes | None = None
        self._version = ""
        self._rate_hz = 0

    @property
    def version(self) -> str:
        """The engine's version, asked of itself. Raise VoiceError when it cannot be started."""
        self._introduced()
        return self._version

    @property
    def rate_hz(self) -> int:
        """Samples per second of its sound. Raise VoiceError when it cannot be started."""
        self._introduced()
        return self._rate_hz

    def ask(self, request: Mapping[str, object]) -> bytes:
        """Return the sound of one request. A process that died is started anew once; raise VoiceError after that."""
        with self._lock:
            try:
                return self._answer(request)
            except VoiceError as failure:
                self._end()
                if failure.code != "voice_crashed":
                    raise
            try:
                return self._answer(request)
            except VoiceError:
                self._end()
                raise

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _introduced(self) -> None:
        with self._lock:
            if not self._version:
                self._running()

    def _answer(self, request: Mapping[str, object]) -> bytes:
        pipes = self._running()
        deadline = time.monotonic() + self._timeout_s
        pipes.write(json.dumps(request).encode() + b"\n")
        sound = bytearray()
        while True:
            kind, length = _HEADER.unpack(pipes.exactly(_HEADER.size, deadline))
            if length > _LARGEST_FRAME:
                raise VoiceError("voice_not_sound", voice=self._voice, frame_bytes=length)
            content = pipes.exactly(length, deadline)
            if kind == b"s":
                sound += content
            elif kind == b"e":
                return bytes(sound)
            else:
                raise VoiceError("voice_refused", voice=self._voice, why=content.decode(errors="replace"))

    def _running(self) -> Pipes:
        if self._pipes is None or not self._pipes.alive:
            self._end()
            self._pipes = Pipes(self._words(), voice=self._voice)
            try:
                hello = json.loads(self._pipes.line(time.monotonic() + self._timeout_s))
                self._version, self._rate_hz = str(hello["version"]), int(hello["rate_hz"])
            except (ValueError, KeyError, VoiceError) as error:
                self._end()
                raise VoiceError("voice_missing", voice=self._voice, why=str(error)) from error
        return self._pipes

    def _end(self) -> None:
        if self._pipes is not None:
            self._pipes.close()
            self._pipes = None
