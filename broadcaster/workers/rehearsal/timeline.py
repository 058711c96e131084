"""Invented time: calls at instants (UTC seconds), carried out one after another."""

import heapq
import itertools
from collections.abc import Callable


class Timeline:
    """The true time `now`, and what is to happen later."""

    def __init__(self, now: float) -> None:
        self.now = now
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def at(self, when: float, call: Callable[[], None]) -> None:
        """Have something happen at an instant, at once where that has passed."""
        heapq.heappush(self._later, (when, next(self._count), call))

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """Have something happen so many seconds from now."""
        self.at(self.now + seconds, call)

    def run(self, until: float) -> None:
        """Let everything happen that is due before `until`."""
        while self._later and self._later[0][0] <= until:
            when, _, call = heapq.heappop(self._later)
            self.now = max(self.now, when)
            call()
        self.now = max(self.now, until)
