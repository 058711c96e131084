"""The signer as a child process: begun before anything is signed, begun again when it dies, ended with the station."""

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

_AGAIN_AFTER_S: Final = 0.2
_STOP_WITHIN_S: Final = 3.0
_log = logging.getLogger(__name__)


class SignerChild:
    """Runs `broadcaster signer` with the keys of one folder on one socket."""

    def __init__(self, keys: Path, path: Path) -> None:
        options = ["--keys", str(keys), "--socket", str(path), "--end-with-parent", str(os.getpid())]
        self._words = [sys.executable, "-m", "broadcaster", "signer", *options]
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="signer", daemon=True)

    def start(self) -> None:
        """Begin; who asks it meanwhile waits."""
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stopping.set()
        if self._process is not None:
            self._process.terminate()
        self._thread.join(_STOP_WITHIN_S)

    @property
    def pid(self) -> int | None:
        """The process's number, while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def _watch(self) -> None:
        """Stay with the child: the kernel ends it with the thread that began it."""
        while not self._stopping.is_set():
            with subprocess.Popen(self._words, stdin=subprocess.DEVNULL, start_new_session=True) as process:
                self._process = process
                if self._stopping.is_set():
                    process.terminate()
            if not self._stopping.wait(_AGAIN_AFTER_S):
                _log.error("the signer ended with code %d and is begun again", process.returncode)
