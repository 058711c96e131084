"""Mosquitto as a child process: configured by us, watched, begun again when it dies, ended with us."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path

from broadcaster.adapters import mosquitto_files
from broadcaster.adapters.broker_access import BrokerAccess
from broadcaster.adapters.listening import mqtt_answers, refuse_taken_port
from broadcaster.adapters.mosquitto_files import TlsListener
from broadcaster.domain.errors import DeliveryError

_START_WITHIN_S = 10.0
_STOP_WITHIN_S = 3.0
_FIRST_WAIT_S = 0.2
_LONGEST_WAIT_S = 10.0
_STEADY_S = 30.0  # a child that lived this long was a good one: back-off starts anew
_log = logging.getLogger(__name__)


class MosquittoChild:
    """One Mosquitto with its files in `folder`, which only we can read."""

    kind = "mosquitto"

    def __init__(
        self,
        program: Path,
        access: BrokerAccess,
        host: str,
        port: int,
        folder: Path,
        tls: TlsListener | None = None,
    ) -> None:
        self._program = program
        self._tls = tls
        self._access = access
        self._address = (host, port)
        self._folder = folder
        self._configuration = folder / "mosquitto.conf"
        self._pid_file = folder / "pid"
        self._process: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._writing = threading.Lock()
        self._last_words = ""

    def start(self) -> None:
        """Return once the broker answers and is known to whoever comes after a killed station.

        Raises StationError `port_taken`, and DeliveryError in Mosquitto's own words where it does not start.
        """
        self._end_leftover()
        self._pid_file.unlink(missing_ok=True)
        refuse_taken_port("broker", *self._address)
        if self._tls is not None:
            refuse_taken_port("broker", self._tls.host, self._tls.port)
        self._write_files()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._watch, name="broker-mosquitto", daemon=True)
        self._thread.start()
        deadline_s = time.monotonic() + _START_WITHIN_S
        while not (self._pid_file.exists() and mqtt_answers(*self._address)):
            if time.monotonic() > deadline_s:
                self.stop()
                raise DeliveryError(f"Mosquitto did not start: {self._last_words}", permanent=False)
            time.sleep(0.02)

    def stop(self) -> None:
        """End the child and the thread that watches it."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_STOP_WITHIN_S)
            process.kill()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN_S)

    def running(self) -> bool:
        """Tell whether the child process lives."""
        return self._process is not None and self._process.poll() is None

    def grant(self, access: BrokerAccess) -> None:
        """Have Mosquitto read a new access list, within a second; it hangs up on the revoked."""
        self._access = access
        self._write_files()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGHUP)

    def crash(self) -> None:
        """Kill the child as an unforeseen error would: unless `stop` was called, it is begun again."""
        if self._process is not None:
            self._process.kill()

    def _write_files(self) -> None:
        passwords, acl = self._folder / "passwords", self._folder / "acl"
        with self._writing:  # a grant may come while the child is begun again
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_secret(passwords, mosquitto_files.passwords(self._access))
            _write_secret(acl, mosquitto_files.acl(self._access))
            text = mosquitto_files.configuration(*self._address, passwords, acl, self._tls)
            _write_secret(self._configuration, text)

    def _watch(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._stopping.is_set():
            began_s = time.monotonic()
            try:
                self._live_once()
            except OSError as trouble:  # no room for its files, no program: it may be there the next time
                self._last_words = str(trouble)
            if time.monotonic() - began_s > _STEADY_S:
                wait_s = _FIRST_WAIT_S
            if not self._stopping.wait(wait_s):
                _log.error("Mosquitto ended and is begun again: %s", self._last_words)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def _live_once(self) -> None:
        # The kernel ends the child with the thread that began it: this one stays until the child has ended.
        tether = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        command = [*tether, str(self._program), "-c", str(self._configuration)]
        self._write_files()  # somebody may have deleted them meanwhile
        with subprocess.Popen(
            command,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C is for the station, which ends its broker last
        ) as process:
            self._process = process
            _write_secret(self._pid_file, str(process.pid))
            if self._stopping.is_set():
                process.terminate()
            for line in process.stderr or ():
                self._last_words = line.strip()
                _log.warning("mosquitto: %s", self._last_words)

    def _end_leftover(self) -> None:
        """End a Mosquitto that outlived a killed station and still holds the port."""
        with contextlib.suppress(OSError, ValueError):
            pid = int(self._pid_file.read_text())
            if str(self._configuration).encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                _log.warning("ending the Mosquitto of an earlier run, process %d", pid)
                _end(pid)


def _end(pid: int) -> None:
    for sent in (signal.SIGTERM, signal.SIGKILL):
        os.kill(pid, sent)
        deadline_s = time.monotonic() + _STOP_WITHIN_S
        while time.monotonic() < deadline_s:
            os.kill(pid, 0)  # raises ProcessLookupError once it is gone
            time.sleep(0.02)


def _write_secret(path: Path, text: str) -> None:
    """Replace a file as a whole, readable by us alone from its first byte."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(path)
