"""The guarded amqtt broker on a thread and an event loop of its own, begun again if it should die."""

import asyncio
import logging
import resource
import threading

from amqtt.errors import BrokerError

from broadcaster.adapters.amqtt_guard import GuardedBroker
from broadcaster.adapters.broker_access import BrokerAccess
from broadcaster.adapters.listening import refuse_taken_port
from broadcaster.domain.errors import DeliveryError

_START_WITHIN_S = 10.0
_STOP_WITHIN_S = 5.0
_AGAIN_AFTER_S = 0.5
_log = logging.getLogger(__name__)


class AmqttThread:
    """amqtt inside this process. It keeps nothing on disk: a restart begins with an empty store."""

    kind = "amqtt"

    def __init__(self, access: BrokerAccess, host: str, port: int) -> None:
        self._access = access
        self._address = (host, port)
        self._broker: GuardedBroker | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._started = threading.Event()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Return once the broker listens.

        Raises StationError `port_taken`, and DeliveryError where it does not start for another reason.
        """
        refuse_taken_port("broker", *self._address)
        logging.getLogger("amqtt").setLevel(logging.ERROR)  # it tells every connection as a warning
        self._started.clear()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="broker-amqtt", daemon=True)
        self._thread.start()
        if not self._started.wait(_START_WITHIN_S):
            self.stop()
            raise DeliveryError("the embedded broker did not start", permanent=False)

    def stop(self) -> None:
        """Hang up on everybody and end the thread."""
        self._stopping.set()
        self.crash()
        if self._thread is not None:
            self._thread.join(_STOP_WITHIN_S)

    def running(self) -> bool:
        """Tell whether the broker's thread lives."""
        return self._thread is not None and self._thread.is_alive() and self._started.is_set()

    def grant(self, access: BrokerAccess) -> None:
        """Put a new access list in force before returning."""
        self._access = access
        broker, loop = self._broker, self._loop
        if broker is not None and loop is not None and loop.is_running():
            asyncio.run_coroutine_threadsafe(broker.grant(access), loop).result(_STOP_WITHIN_S)

    def crash(self) -> None:
        """End the broker's loop as an unforeseen error would: unless `stop` was called, it begins again."""
        loop = self._loop
        if loop is not None and loop.is_running():
            loop.call_soon_threadsafe(loop.stop)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._live_once()
            except (BrokerError, OSError) as trouble:
                _log.error("the embedded broker could not start: %s", trouble)
            if not self._stopping.wait(_AGAIN_AFTER_S):
                _log.error("the embedded broker ended and is begun again")

    def _live_once(self) -> None:
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(_note)
        try:
            self._broker = loop.run_until_complete(self._open())
            self._loop = loop
            self._started.set()
            if not self._stopping.is_set():
                loop.run_forever()
        finally:
            self._loop = None
            if self._broker is not None:
                self._broker.close_listeners()
            _close(loop)

    async def _open(self) -> GuardedBroker:
        most = max(64, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2)
        broker = GuardedBroker(self._access, *self._address, min(most, 10_000))
        await broker.start()
        return broker


def _note(_loop: asyncio.AbstractEventLoop, told: dict[str, object]) -> None:
    if isinstance(told.get("exception"), asyncio.CancelledError):
        return  # what `_close` ends is no news
    _log.warning("embedded broker: %s %r", told.get("message"), told.get("exception"))


def _close(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=_STOP_WITHIN_S))
    loop.run_until_complete(asyncio.sleep(0.05))  # lets closed connections go
    loop.close()
