"""The thread that sleeps to an instant and does nothing else.

What it calls must be over in microseconds: note the time, put a fact on a queue, let one chunk of sound go.
Several players share one metronome. A call that raises ends it: no pulse follows, and the controller sees the
speaker lost.
"""

import contextlib
import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable


class Metronome:
    """Calls at instants of the monotonic clock (`time.monotonic`), in their order, on its own thread."""

    def __init__(self) -> None:
        self._calls: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="metronome", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; what was still to be called is not."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join()

    def at(self, mono: float, call: Callable[[], None]) -> None:
        """Call at this instant, or at once where it has passed."""
        with self._changed:
            heapq.heappush(self._calls, (mono, next(self._count), call))
            if self._calls[0][0] == mono:
                self._changed.notify()

    def _run(self) -> None:
        ask_for_priority()
        while (call := self._next()) is not None:
            call()

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while not self._stopped:
                wait_s = self._calls[0][0] - time.monotonic() if self._calls else None
                if wait_s is not None and wait_s <= 0:
                    return heapq.heappop(self._calls)[2]
                self._changed.wait(wait_s)
        return None


def ask_for_priority() -> None:
    """Run before others where the system lets us; without the right to, everything works all the same.

    Spinning through the last milliseconds was tried instead and made it worse: who burns time is made to wait for it.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
