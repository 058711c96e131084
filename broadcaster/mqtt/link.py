"""One client's connection to the broker, kept up by a thread of its own."""

import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from broadcaster.domain.errors import DeliveryError
from broadcaster.mqtt.carrier import Carrier, reconnect_wait_s

QOS = 1
MQTT_VERSIONS = {"3.1.1": 4, "5": 5}
"""How the protocol itself numbers its versions."""
_STEADY_S = 30.0  # a connection that lasted this long was a good one: back-off starts anew
_UNACKNOWLEDGED_LIMIT = 50_000  # publications waiting for a silent broker; below MQTT's 65,535 packet ids
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says in our name when we vanish."""

    topic: str
    payload: bytes
    retain: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that the broker holds to be undelivered until `Link.acknowledge` names it."""

    topic: str
    payload: bytes
    retained: bool
    qos: int
    packet_id: int
    connection: int


class Link:
    """One client's connection to the broker, kept up by a thread of its own from `start` to `stop`.

    All handlers run on that thread. What a handler raises, and what the broker refuses, goes to `on_error`
    (by default the log) and never ends the thread. Pass `on_message` to have messages acknowledged when the
    handler returns, or `on_delivery` to acknowledge them by hand, once they are safe, with `acknowledge`.
    `waits` says how many seconds to wait before the n-th reconnect in a row.
    """

    def __init__(
        self,
        host: str,
        port: int,
        client_id: str,
        username: str,
        password: str,
        *,
        will: Will | tuple[str, bytes, bool] | None = None,
        keepalive: int = 20,
        tls: ssl.SSLContext | None = None,
        version: int = 4,
        on_connect: Callable[[], None] = lambda: None,
        on_message: Callable[[str, bytes, bool], None] | None = None,
        on_delivery: Callable[[Delivery], None] | None = None,
        on_disconnect: Callable[[str], None] = lambda _reason: None,
        on_error: Callable[[Exception], None] | None = None,
        waits: Callable[[int], float] = reconnect_wait_s,
    ) -> None:
        if on_message is not None and on_delivery is not None:
            raise ValueError("a link takes on_message or on_delivery, not both")
        self._address = (host, port)
        self._name = client_id
        self._keepalive = keepalive
        self._on_connect, self._on_disconnect = on_connect, on_disconnect
        self._on_message, self._on_delivery = on_message, on_delivery
        self._on_error = on_error or _to_the_log
        self._waits = waits
        self._filters: tuple[str, ...] = ()
        self._online = False
        self._failures = 0
        self._connected_at_s = 0.0
        self._connection = 0
        self._connection_lock = threading.Lock()
        self._count = 0
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._client = self._made_client(version)
        self._carrier = Carrier(self._client, lambda: self._count)
        self._client.username_pw_set(username, password)
        if tls is not None:
            self._client.tls_set_context(tls)
        if will is not None:
            topic, payload, retain = (
                (will.topic, will.payload, will.retain) if isinstance(will, Will) else will
            )
            self._client.will_set(topic, payload, qos=QOS, retain=retain)

    def start(self) -> None:
        """Begin to connect, and keep connecting; returns at once."""
        self._client.connect_async(*self._address, keepalive=self._keepalive)
        self._stopping.clear()
        self._carrier.open()
        self._thread = threading.Thread(target=self._run, name=f"mqtt-{self._name}", daemon=True)
        self._thread.start()

    def stop(self, *, patience_s: float = 2.0) -> None:
        """Say goodbye (no will is sent) and end the thread, also where the broker no longer listens.

        What was published before leaves first, for as long as `patience_s`.
        """
        self._stopping.set()
        self._client.disconnect()
        self._carrier.wake()
        if self._thread is not None:
            self._thread.join(patience_s)
            self._carrier.hang_up()
            self._thread.join(patience_s)
            if not self._thread.is_alive():
                self._carrier.close()

    def promise(self, will: Will) -> None:
        """Set the will of the next connection; the present one keeps the will that it began with."""
        self._client.will_set(will.topic, will.payload, qos=QOS, retain=will.retain)

    @property
    def online(self) -> bool:
        """Whether a broker has accepted us and nothing has told us yet that it is gone."""
        return self._online

    def publish(self, topic: str, payload: bytes, *, qos: int = QOS, retain: bool = False) -> bool:
        """Hand a message to the living connection; False means that it was not sent and never will be.

        True promises nothing about arrival. Raises ValueError for a topic with wildcards.
        """
        if not self._online:
            return False
        return (
            self._client.publish(topic, payload, qos=qos, retain=retain).rc == MQTTErrorCode.MQTT_ERR_SUCCESS
        )

    def subscribe(self, filters: Iterable[str]) -> None:
        """Hold exactly these filters from now on, on this connection and on every later one.

        Every connect subscribes first and calls `on_connect` after. Filters no longer named are given up.
        """
        wanted = tuple(dict.fromkeys(filters))
        new = [name for name in wanted if name not in self._filters]
        gone = [name for name in self._filters if name not in wanted]
        self._filters = wanted
        if self._online and new:
            self._client.subscribe([(name, QOS) for name in new])
        if self._online and gone:
            self._client.unsubscribe(gone)

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        """Tell the broker that these messages are safe with us.

        Those of an earlier connection are passed over: their packet ids may name other messages by now.
        """
        with self._connection_lock:
            for delivery in deliveries:
                if delivery.connection == self._connection:
                    self._client.ack(delivery.packet_id, delivery.qos)

    def _made_client(self, version: int) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._name,
            protocol=MQTTProtocolVersion(version),
            manual_ack=self._on_delivery is not None,
            reconnect_on_failure=False,  # `_run` does, with chance in the waiting
        )
        client.connect_timeout = 10.0
        client.max_inflight_messages_set(0)  # an emergency to every speaker leaves at once
        client.max_queued_messages_set(_UNACKNOWLEDGED_LIMIT)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_message = lambda _client, _, message: self._guarded(self._received, message)
        client.on_subscribe = self._subscribed
        client.on_publish = self._published
        return client

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._client.reconnect()
            except (OSError, ValueError) as trouble:
                self._on_error(DeliveryError(f"no broker at {self._address}: {trouble}", permanent=False))
            else:
                if self._stopping.is_set():
                    self._client.disconnect()
                self._guarded(self._carrier.carry)
                self._lost("what the broker sent made no sense")
            self._failures += 1
            self._stopping.wait(self._waits(self._failures))

    def _connected(self, client: Client, _: Any, _flags: ConnectFlags, reason: ReasonCode, _p: Any) -> None:
        if reason.is_failure:
            self._on_error(DeliveryError(f"the broker refused us: {reason}", permanent=True))
            return
        client.drop_out_messages()  # before paho sends again what the last connection left
        with self._connection_lock:
            self._connection += 1
        self._connected_at_s = time.monotonic()
        self._online = True
        if self._filters:
            client.subscribe([(name, QOS) for name in self._filters])
        self._guarded(self._on_connect)

    def _disconnected(
        self, _client: Client, _: Any, _flags: DisconnectFlags, reason: ReasonCode, _p: Properties | None
    ) -> None:
        self._lost(str(reason))

    def _lost(self, reason: str) -> None:
        if not self._online:
            return
        self._online = False
        if time.monotonic() - self._connected_at_s >= _STEADY_S:
            self._failures = 0
        self._guarded(self._on_disconnect, reason)

    def _received(self, message: MQTTMessage) -> None:
        self._count += 1
        topic, payload = message.topic, bytes(message.payload)
        if self._on_delivery is not None:
            delivery = Delivery(topic, payload, message.retain, message.qos, message.mid, self._connection)
            self._on_delivery(delivery)
        elif self._on_message is not None:
            self._on_message(topic, payload, message.retain)

    def _subscribed(self, _client: Client, _: Any, _mid: int, reasons: list[ReasonCode], _p: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            told = ", ".join(str(reason) for reason in reasons)
            self._on_error(DeliveryError(f"the broker refused a subscription: {told}", permanent=True))

    def _published(self, _client: Client, _: Any, _mid: int, reason: ReasonCode, _p: Any) -> None:
        if reason.is_failure:  # MQTT 5 only: to 3.1.1 a forbidden publication looks like a success
            self._on_error(DeliveryError(f"the broker refused a publication: {reason}", permanent=True))

    def _guarded(self, handler: Callable[..., None], *args: object) -> None:
        try:
            handler(*args)
        except Exception as trouble:  # noqa: BLE001  one bad message must not end the station's ear
            self._on_error(trouble)


def _to_the_log(trouble: Exception) -> None:
    if isinstance(trouble, DeliveryError):
        _log.warning("%s", trouble)
    else:
        _log.error("a handler of the wire failed", exc_info=trouble)
