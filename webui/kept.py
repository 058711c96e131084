"""What many open pages ask for at once: worked out by the first who asks, and given to all until it may differ."""

import threading
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class Kept:
    """Remembers of each name what was last made for it, and for which mark."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._made: dict[object, tuple[object, object]] = {}

    def of(self, name: object, mark: object, make: Callable[[], T]) -> T:
        """Return what was made for this mark, or make it now; the others who ask meanwhile wait for it.

        The mark is asked for before anything that `make` reads; names are few.
        """
        with self._lock:
            known = self._made.get(name)
            if known is None or known[0] != mark:
                self._made[name] = known = (mark, make())
            return cast("T", known[1])
