"""One thread that runs any number of speakers: facts from a queue, ticks when an agent wants to be woken."""

import contextlib
import heapq
import itertools
import queue
import secrets
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from broadcaster.speaker.download import Source
from broadcaster.speaker.facts import Fact, Slept, Tick
from broadcaster.speaker.seat import Seat, World

_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
DOWNLOADS_AT_ONCE: Final = 4


class Runner:
    """Owns the queue, the download threads and the seats."""

    def __init__(self, http: str, tls: ssl.SSLContext | None = None) -> None:
        """Take the controller's HTTP address and how its certificate is checked; raise ValueError where it is none."""
        self._facts: queue.SimpleQueue[tuple[Seat, Fact] | None] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(DOWNLOADS_AT_ONCE, thread_name_prefix="download")
        self._world = World(Source(http, tls), self._pool, boot_id())
        self._wakes: list[tuple[float, int, Seat]] = []
        self._wake_of: dict[int, float] = {}
        self._count = itertools.count()
        self._thread = threading.Thread(target=self._run, name="speakers", daemon=True)
        self._asleep_s = _asleep_s()
        self.seats: list[Seat] = []

    def add(self, folder: Path) -> Seat:
        """Take in a speaker from its state folder; wire and player are given to it before `start`."""

        def tell(fact: Fact) -> None:
            self._facts.put((seat, fact))

        seat = Seat(folder, self._world, tell)
        self.seats.append(seat)
        return seat

    def start(self) -> None:
        """Boot every speaker, connect them, and run."""
        for seat in self.seats:
            seat.boot(time.monotonic())
            self._plan_wake(seat)
        self._thread.start()
        for seat in self.seats:
            if seat.wire is not None:
                seat.wire.start()

    def stop(self) -> None:
        """End: the players first, then the network. What the journal holds is held; the rest is forgotten."""
        self._facts.put(None)
        self._thread.join()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for seat in self.seats:
            seat.close()

    @property
    def alive(self) -> bool:
        """Whether the thread still runs: a bug ends it, and the process should end with it."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while True:
            taken = self._take()
            if taken is None:
                return
            if self._has_slept():
                for seat in self.seats:
                    self._handle(seat, Slept(secrets.token_hex(8)))
            self._handle(*taken)

    def _handle(self, seat: Seat, fact: Fact) -> None:
        seat.handle(fact, time.monotonic())
        self._plan_wake(seat)

    def _has_slept(self) -> bool:
        """Tell whether the machine was suspended since the last time this was asked."""
        before, self._asleep_s = self._asleep_s, _asleep_s()
        return self._asleep_s - before > 0.5

    def _take(self) -> tuple[Seat, Fact] | None:
        while True:
            due = self._due()
            if due is not None:
                return due, Tick()
            wait_s = self._wakes[0][0] - time.monotonic() if self._wakes else None
            with contextlib.suppress(queue.Empty):
                return self._facts.get(timeout=None if wait_s is None else max(0.0, wait_s))

    def _due(self) -> Seat | None:
        """Return a speaker whose instant has come, passing over instants that were planned anew since."""
        while self._wakes and self._wakes[0][0] <= time.monotonic():
            at, _, seat = heapq.heappop(self._wakes)
            if self._wake_of.get(id(seat)) == at:
                return seat
        return None

    def _plan_wake(self, seat: Seat) -> None:
        at = seat.wake_at()
        self._wake_of[id(seat)] = at
        heapq.heappush(self._wakes, (at, next(self._count), seat))


def _asleep_s() -> float:
    """Return for how long this machine was suspended since it booted, where the system knows (Linux)."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.monotonic()


def boot_id() -> str:
    """Name the machine's present boot: the monotonic clock runs on within one boot, and in no other."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return secrets.token_hex(8)
