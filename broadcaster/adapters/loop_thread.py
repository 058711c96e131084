"""An event loop on a thread of its own, for servers that hold more connections than threads would do."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from broadcaster.domain.errors import DeliveryError

_START_WITHIN_S = 10.0
_STOP_WITHIN_S = 5.0
_AGAIN_AFTER_S = 0.5
_log = logging.getLogger(__name__)

Closer = Callable[[], Awaitable[None]]


class LoopThread:
    """Opens a server, runs it until `stop`, and opens it again should its loop end before.

    `opening` runs inside the loop and returns what closes the server again.
    """

    def __init__(self, name: str, opening: Callable[[], Awaitable[Closer]]) -> None:
        self._name = name
        self._opening = opening
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._tried = threading.Event()
        self._stopping = threading.Event()
        self._refusal: OSError | None = None

    def start(self) -> None:
        """Return once the server is open; raise DeliveryError where it cannot be."""
        self._tried.clear()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()
        if not self._tried.wait(_START_WITHIN_S) or self._loop is None:
            self.stop()
            raise DeliveryError(f"{self._name} did not start: {self._refusal}", permanent=False)

    def stop(self) -> None:
        """Close the server and end the thread."""
        self._stopping.set()
        self.crash()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN_S)

    def running(self) -> bool:
        """Tell whether the loop runs."""
        return self._loop is not None and self._loop.is_running()

    def crash(self) -> None:
        """End the loop as an unforeseen error would: unless `stop` was called, it begins again."""
        loop = self._loop
        if loop is not None and loop.is_running():
            loop.call_soon_threadsafe(loop.stop)

    def call(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something inside the loop and wait for it; with no loop running it is left undone."""
        loop = self._loop
        if loop is not None and loop.is_running():
            asyncio.run_coroutine_threadsafe(work, loop).result(_STOP_WITHIN_S)
        else:
            work.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._live_once()
            if not self._stopping.wait(_AGAIN_AFTER_S):
                _log.error("%s ended and is begun again", self._name)

    def _live_once(self) -> None:
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(_note)
        try:
            close = loop.run_until_complete(self._opening())
        except OSError as trouble:
            _log.error("%s could not open: %s", self._name, trouble)
            self._refusal = trouble
            self._tried.set()
            loop.close()
            return
        self._loop = loop
        self._tried.set()
        if not self._stopping.is_set():
            loop.run_forever()
        self._loop = None
        loop.run_until_complete(_wind_up(close))
        loop.close()


async def _wind_up(close: Closer) -> None:
    await close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks, timeout=_STOP_WITHIN_S)
    await asyncio.sleep(0.05)  # lets closed connections go


def _note(_loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
    trouble = told.get("exception")
    if not isinstance(trouble, asyncio.CancelledError):  # what is wound up is no news
        _log.error("%s", told.get("message"), exc_info=trouble)
