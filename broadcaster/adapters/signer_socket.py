"""The signer behind a Unix socket: the keys live in one process, and what they sign is decided there.

A question is the length of the role's name and of the payload, then both; without a payload it asks for the public key.
The answer is a status and the length of what follows: an envelope, a key, or the code and reason of a refusal.
"""

import contextlib
import logging
import os
import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from broadcaster.adapters.key_files import FileSigner
from broadcaster.domain.errors import DeliveryError
from broadcaster.protocol.messages import MAX_PAYLOAD, read
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing_rules import SigningRules

SIGNED, REFUSED, NO_KEY = range(3)
_QUESTION: Final = struct.Struct("!BI")
_ANSWER: Final = struct.Struct("!BI")
_PATIENCE_S: Final = 20.0
"""So long a signer may be gone: it is begun again at once."""
_TRIES: Final = 4
"""A line that hangs is asked anew so often within the patience: the same question always has the same answer."""
_log = logging.getLogger(__name__)


class SignerServer:
    """Answers on a socket, each connection in a thread of its own, one signature at a time."""

    def __init__(self, path: Path, keys: Path, site: str, *, clock: Callable[[], float] = time.time) -> None:
        """Listen at `path`, for the owner of this process alone; a socket that was left there is replaced."""
        self._signer, self._rules, self._clock = FileSigner(keys), SigningRules(site), clock
        self._turn = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = _Server(str(path), self._serve)
        finally:
            os.umask(before)

    def serve(self) -> None:
        """Answer until `stop`."""
        self._server.serve_forever(poll_interval=0.2)

    def stop(self) -> None:
        """End, from another thread."""
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError):
            while True:
                named, size = _QUESTION.unpack(_exactly(line, _QUESTION.size))
                if size > MAX_PAYLOAD:
                    return
                status, told = self._answer(_exactly(line, named), _exactly(line, size))
                line.sendall(_ANSWER.pack(status, len(told)) + told)

    def _answer(self, named: bytes, payload: bytes) -> tuple[int, bytes]:
        try:
            role = Role(named.decode("ascii"))
            with self._turn:
                if not payload:
                    return SIGNED, self._signer.public(role)
                self._rules.check(role, read(payload), now=int(self._clock()))
                return SIGNED, self._signer.sign(role, payload)
        except Refused as refusal:
            _log.warning("refused to sign: %s", refusal)
            return REFUSED, f"{refusal.code.value} {refusal.why}".encode()
        except (KeyError, ValueError):
            return NO_KEY, b""


class SocketSigner:
    """A Signer in another process. Where that is gone for a moment, it is waited for."""

    def __init__(self, path: Path, *, patience_s: float = _PATIENCE_S) -> None:
        self._path, self._patience_s = path, patience_s
        self._line: socket.socket | None = None
        self._turn = threading.Lock()

    def sign(self, role: Role, payload: bytes) -> bytes:
        """Return the envelope; raise KeyError without the key.

        Raises DeliveryError where no signer answers, and, permanent, where it refuses.
        """
        return self._ask(role, payload)

    def public(self, role: Role) -> bytes:
        """Return the 32 bytes of that role's public key; raise KeyError where it is not there."""
        return self._ask(role, b"")

    def close(self) -> None:
        """Hang up."""
        with self._turn:
            self._hang_up()

    def _ask(self, role: Role, payload: bytes) -> bytes:
        name = role.value.encode()
        with self._turn:
            status, told = self._patiently(_QUESTION.pack(len(name), len(payload)) + name + payload)
        if status == REFUSED:
            raise DeliveryError(f"the signer refuses: {told.decode()}", permanent=True)
        if status == NO_KEY:
            raise KeyError(role)
        return told

    def _patiently(self, question: bytes) -> tuple[int, bytes]:
        until = time.monotonic() + self._patience_s
        while True:
            try:
                return self._once(question)
            except (OSError, EOFError) as trouble:
                self._hang_up()
                if time.monotonic() >= until:
                    raise DeliveryError(f"no signer at {self._path}: {trouble}", permanent=False) from trouble
                time.sleep(0.05)

    def _once(self, question: bytes) -> tuple[int, bytes]:
        if self._line is None:
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self._patience_s / _TRIES)
            line.connect(str(self._path))
            self._line = line
        self._line.sendall(question)
        status, size = _ANSWER.unpack(_exactly(self._line, _ANSWER.size))
        return status, _exactly(self._line, size)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: str, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        super().__init__(path, socketserver.BaseRequestHandler)

    def finish_request(self, request: Any, _address: Any) -> None:
        """Serve one connection until its end."""
        self._serve(request)


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = line.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data
