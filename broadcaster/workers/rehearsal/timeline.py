"""Invented time: calls at instants (UTC seconds), carried out one after another."""

import heapq
import itertools
from collections.abc import Callable


class RestlessError(Exception):
    """So much happens that the world does not come on: somebody answers answers."""


class Timeline:
    """The true time `now`, and what is to happen later; at most `most` calls altogether."""

    def __init__(self, now: float, most: int) -> None:
        self.now = now
        self._left = most
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def at(self, when: float, call: Callable[[], None]) -> None:
        """Have something happen at an instant, at once where that has passed."""
        heapq.heappush(self._later, (when, next(self._count), call))

    def after(self, seconds: float, call: Callable[[], None]) -> None:
        """Have something happen so many seconds from now."""
        self.at(self.now + seconds, call)

    def run(self, until: float) -> None:
        """Let everything happen that is due before `until`. Raises RestlessError."""
        while self._later and self._later[0][0] <= until:
            when, _, call = heapq.heappop(self._later)
            self.now = max(self.now, when)
            self._left -= 1
            if self._left < 0:
                raise RestlessError
            call()
        self.now = max(self.now, until)
