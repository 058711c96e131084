"""A helper program spoken to by pipes: every read has a deadline, and it never outlives its owner."""

import contextlib
import os
import select
import subprocess
import tempfile
import time
from collections.abc import Sequence
from typing import IO

from audio_library.errors import VoiceError

_CHUNK = 1 << 16


class Pipes:
    """One running program. Every read and write may raise VoiceError `voice_timeout` or `voice_crashed`."""

    def __init__(self, words: Sequence[str], *, voice: str) -> None:
        self._voice = voice
        self._buffer = b""
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`
        try:
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._complaints, bufsize=0
            )
        except OSError as error:
            raise VoiceError("voice_missing", voice=voice, why=str(error)) from error

    @property
    def alive(self) -> bool:
        """Tell whether the program still runs."""
        return self._process.poll() is None

    def write(self, content: bytes) -> None:
        """Send all of this."""
        try:
            self._stream(self._process.stdin).write(content)
        except OSError as error:
            raise self._crashed() from error

    def line(self, deadline: float) -> bytes:
        """Read up to and without the next newline, by this instant of `time.monotonic`."""
        while b"\n" not in self._buffer:
            self._more(deadline)
        found, self._buffer = self._buffer.split(b"\n", 1)
        return found

    def exactly(self, count: int, deadline: float) -> bytes:
        """Read so many bytes, by this instant of `time.monotonic`."""
        parts = [self._buffer]
        have = len(self._buffer)
        while have < count:
            self._buffer = b""
            self._more(deadline)
            parts.append(self._buffer)
            have += len(self._buffer)
        content = b"".join(parts)
        self._buffer = content[count:]
        return content[:count]

    def close(self) -> None:
        """End the program, by force if need be."""
        with contextlib.suppress(OSError):
            self._stream(self._process.stdin).close()
        self._process.kill()
        self._process.wait()
        self._stream(self._process.stdout).close()
        self._complaints.close()

    def _more(self, deadline: float) -> None:
        output = self._stream(self._process.stdout)
        waiting = select.poll()  # select() itself knows no file above number 1,023
        waiting.register(output, select.POLLIN)
        if not waiting.poll(1000 * max(0.0, deadline - time.monotonic())):
            raise VoiceError("voice_timeout", voice=self._voice)
        content = os.read(output.fileno(), _CHUNK)
        if not content:
            raise self._crashed()
        self._buffer += content

    def _crashed(self) -> VoiceError:
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace").strip()[-200:]
        return VoiceError("voice_crashed", voice=self._voice, exit_code=self._process.poll(), why=said)

    @staticmethod
    def _stream(stream: IO[bytes] | None) -> IO[bytes]:
        if stream is None:
            raise ValueError("started without pipes")
        return stream
