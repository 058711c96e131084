"""Stations, speakers and brokers as processes of their own, to be started, killed, frozen and started again.

Every part has ports of its own, so that journeys may run beside each other and beside a real station.
"""

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Self, TypeVar

from broadcaster.settings import Settings, as_environment

T = TypeVar("T")
PATIENCE_S = 90.0
"""Far more than anything takes here: it is only how long a failure takes, on the busiest machine, too."""
_POLL_S = 0.05
_STOP_WITHIN_S = 15.0


def until(found: Callable[[], T], what: str, *, within_s: float = PATIENCE_S) -> T:
    """Return what `found` gives as soon as it is true; fail with `what` where that takes too long."""
    deadline_s = time.monotonic() + within_s
    while True:
        if answer := found():
            return answer
        assert time.monotonic() < deadline_s, f"not within {within_s:g} s: {what}"
        time.sleep(_POLL_S)


def free_ports(count: int) -> list[int]:
    """Return ports that nobody uses at this moment.

    They lie below those that the kernel gives to outgoing connections: between here and the station's start one of
    those may be given away.
    """
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(12_000, 32_000)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            if port not in found:
                found.append(port)
    return found


class Part:
    """One process, from `start` to its end; its words are kept in a file, for whoever looks for a failure."""

    def __init__(
        self,
        words: Iterable[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        is_ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._words, self._log = [*words], log
        self._environment = {**os.environ, **(environment or {})}
        self._is_ready = is_ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, wait: bool = True) -> Self:
        """Begin, and wait until the part is ready to work."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words, env=self._environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        if wait:
            until(self._is_begun, f"{' '.join(self._words[1:5])} is ready\n{self.log()}")
        return self

    def kill(self) -> None:
        """End at once, as a power cut would."""
        self._send(signal.SIGKILL)
        self._wait()

    def freeze(self) -> None:
        """Stop every thread, connections left open."""
        self._send(signal.SIGSTOP)

    def stop(self) -> int:
        """End in order, and return the exit code."""
        self._send(signal.SIGTERM)
        return self._wait()

    def ended(self) -> int:
        """Wait for an end by itself, and return the exit code."""
        return self._wait()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process's number. Raises AssertionError before `start`."""
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        """Return what the part said."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def _is_begun(self) -> bool:
        assert self.alive, f"ended at once:\n{self.log()}"
        return self._is_ready()

    def _send(self, number: int) -> None:
        if self._process is not None and self.alive:
            self._process.send_signal(number)

    def _wait(self) -> int:
        assert self._process is not None
        return self._process.wait(_STOP_WITHIN_S)


def broadcaster(*words: str) -> list[str]:
    """Return the command line of one of our programs."""
    return [sys.executable, "-m", "broadcaster", *words]


def station_part(settings: Settings, log: Path, *options: str) -> Part:
    """Return a whole station; it is ready once its pages answer, which begin last."""
    return Part(
        broadcaster("run", *options),
        log,
        environment=as_environment(settings),
        is_ready=lambda: answers(settings.web_port, "/health/live"),
    )


def speakers_part(folder: Path, settings: Settings, ear: Path, *, broker: int | None = None) -> Part:
    """Return the simulated speakers of a folder, all in one process; `broker` is another port to reach it by."""
    return Part(_listening("--simulate", folder, settings, ear, broker), folder.with_suffix(".log"))


def speaker_part(folder: Path, settings: Settings, ear: Path) -> Part:
    """Return one speaker with its state folder, as a small computer on a pole would run it."""
    return Part(_listening("--state", folder, settings, ear, None), folder.with_suffix(".log"))


def _listening(kind: str, folder: Path, settings: Settings, ear: Path, broker: int | None) -> list[str]:
    reach = ["--broker", f"127.0.0.1:{broker or settings.mqtt_port}", "--http", settings.speakers_reach]
    heard = ["--player", "ear", "--ear-log", str(ear)]
    return broadcaster("speaker", kind, str(folder), *reach, "--reconnect-within", "2", *heard)


def get(port: int, path: str) -> tuple[int, bytes]:
    """Ask a port of this machine for a page; return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def answers(port: int, path: str) -> bool:
    """Tell whether a page is there."""
    try:
        return get(port, path)[0] == HTTPStatus.OK
    except OSError:
        return False
