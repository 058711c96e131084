"""Which process on which machine this is, and whether another one on the same machine still lives."""

import contextlib
import hashlib
import os
import platform
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PIDS = Path("/proc/self/ns/pid")
_MACHINE = Path("/etc/machine-id")


def machine() -> str:
    """Name the place in which process numbers mean something: this host since its start, or this container."""
    marks = [platform.node()]
    with contextlib.suppress(OSError):  # not on Linux: the name must do
        marks += [_BOOT.read_text().strip()[:8], _PIDS.readlink().name.strip("pid:[]")]
    return " ".join(marks)[:128]


def is_gone(place: str, process: int) -> bool:
    """Tell whether a process is known to have ended; False where nothing is known."""
    if place != machine():
        return False
    if process == os.getpid():
        return True  # it had our number before us
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def home(folder: Path) -> str:
    """Name a station's home: this folder on this machine, the same after every start, another one for every copy."""
    marks = [platform.node(), str(folder.resolve())]
    with contextlib.suppress(OSError):  # not every system has one
        marks.append(_MACHINE.read_text().strip())
    return hashlib.sha256(" ".join(marks).encode()).hexdigest()[:16]
