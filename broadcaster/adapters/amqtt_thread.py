"""The guarded amqtt broker on a thread and an event loop of its own."""

import logging

from amqtt.errors import BrokerError

from broadcaster.adapters.amqtt_guard import GuardedBroker
from broadcaster.adapters.broker_access import BrokerAccess
from broadcaster.adapters.listening import connection_limit, refuse_taken_port
from broadcaster.adapters.loop_thread import Closer, LoopThread


class AmqttThread:
    """amqtt inside this process. It keeps nothing on disk: a restart begins with an empty store."""

    kind = "amqtt"

    def __init__(self, access: BrokerAccess, host: str, port: int) -> None:
        self._access = access
        self._address = (host, port)
        self._broker: GuardedBroker | None = None
        self._thread = LoopThread("embedded broker", self._open)

    def start(self) -> None:
        """Return once the broker listens; raise StationError `port_taken` or DeliveryError."""
        for talkative in ("amqtt", "transitions"):
            logging.getLogger(talkative).setLevel(logging.CRITICAL)  # they tell of every connection
        refuse_taken_port("broker", *self._address)
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody and end the thread."""
        self._thread.stop()

    def running(self) -> bool:
        """Tell whether the broker's loop runs."""
        return self._thread.running()

    def grant(self, access: BrokerAccess) -> None:
        """Put a new access list in force before returning."""
        self._access = access
        if self._broker is not None:
            self._thread.call(self._broker.grant(access))

    def crash(self) -> None:
        """End the broker's loop as an unforeseen error would: unless `stop` was called, it begins again."""
        self._thread.crash()

    async def _open(self) -> Closer:
        broker = GuardedBroker(self._access, *self._address, connection_limit())
        try:
            await broker.start()
        except BrokerError as trouble:
            raise OSError(str(trouble)) from trouble
        self._broker = broker
        return broker.close
