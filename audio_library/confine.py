"""Run a program under limits: `python -I -S confine.py CPU_SECONDS MEMORY_BYTES FILE_BYTES PROGRAM ARGUMENTS...`.

The program replaces this one. It may use so much processor time and memory, write files so large, write no core file
and gain no rights; where the kernel allows it (Linux with user namespaces) it has no network at all. This is a file of
its own, so that nothing between fork and exec runs in the threads of the station.
"""  # fmt: skip

import contextlib
import ctypes
import os
import resource
import sys

NEW_USER = 0x10000000
NEW_NET = 0x40000000
_NO_NEW_PRIVILEGES = 38


def limit(cpu_s: int, memory_bytes: int, file_bytes: int) -> None:
    """Set the limits for this process and whatever it becomes."""
    for kind, most in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def isolate() -> None:
    """Leave the network and every way to gain rights, as far as this kernel knows how."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        library.unshare(NEW_USER | NEW_NET)


if __name__ == "__main__":
    limit(*(int(word) for word in sys.argv[1:4]))
    isolate()
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - replaced on purpose, without a shell
