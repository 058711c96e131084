"""Which process on which machine this is, and whether another one on the same machine still lives."""

import contextlib
import os
import platform
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PIDS = Path("/proc/self/ns/pid")


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
