"""SIGTERM and Ctrl-C, waited for by the main thread."""

import queue
import signal


class ToldToEnd:
    """Whether somebody told this process to end. To be made and waited for in the main thread.

    The handler runs in the middle of whatever the main thread does, the waiting included. An Event would be set then
    while its own lock is held, and both would stand still; the put of a SimpleQueue is made for that.
    """

    def __init__(self) -> None:
        """Take SIGTERM and Ctrl-C."""
        self._told: queue.SimpleQueue[None] = queue.SimpleQueue()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._told.put(None))

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for at most `timeout` seconds; return whether the word came."""
        try:
            self._told.get(timeout=timeout)
        except queue.Empty:
            return False
        return True
