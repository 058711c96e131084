"""Memory for 30 minutes of a bulletin in full dress beside 5 minutes of it: one graph, streaming."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from benchmarks._render_ways import FULL_DRESS, ours, text

GOAL = 1.1


def run(rounds: int = 3) -> dict[str, object]:
    """Measure each length once: memory does not depend on the round."""
    _ = rounds
    peaks = {minutes: peak_memory_kib(minutes) for minutes in (5, 30)}
    ratio = peaks[30] / peaks[5]
    return {
        "name": "memory: a bulletin of 30 minutes beside one of 5",
        "ratio": round(ratio, 3),
        "goal": GOAL,
        "higher_is_better": False,
        "met": ratio <= GOAL,
        "details": {"peak_memory_kib": peaks},
    }


def peak_memory_kib(minutes: float) -> int:
    """Render in a process of its own; return the most memory that it and its children held together."""
    words = [sys.executable, "-m", "benchmarks.render_memory", "--memory", str(minutes)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    found = re.search(r"peak (\d+)", done.stdout)
    if found is None:
        raise RuntimeError(done.stderr)
    return int(found[1])


def _report_memory(minutes: float) -> None:
    """Print the largest sum of memory that this process and all below it held at one time."""
    highest, done = 0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.02):
            highest = max(highest, sum(_resident_kib(pid) for pid in _family()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with tempfile.TemporaryDirectory() as folder:
        ours(text(minutes), Path(folder), FULL_DRESS)
    done.set()
    watcher.join()
    print("peak", highest)


def _family() -> set[int]:
    """Return this process and everything below it."""
    family, fresh = {os.getpid()}, [os.getpid()]
    while fresh:
        pid = fresh.pop()
        with contextlib.suppress(OSError):  # it may end while it is looked at
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                fresh.extend(set(map(int, children.read_text().split())) - family)
        family.update(fresh)
    return family


def _resident_kib(pid: int) -> int:
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        _report_memory(float(sys.argv[2]))
    else:
        print(json.dumps(run(), indent=2, ensure_ascii=False))
