"""amqtt's broker with its holes closed: the embedded broker where no Mosquitto is installed.

As it comes, amqtt 0.12 ends a session before it has checked who asks, sends a new client what others
subscribed to, lets wills past the access list, keeps dead connections for ever, reads packets of any size and at
any rate, and drops clients when two connect at once. Each method below closes one of those holes.
"""

import asyncio
import logging
import struct
import time
from collections import deque
from collections.abc import Iterator

from amqtt.adapters import StreamReaderAdapter, StreamWriterAdapter, WriterAdapter
from amqtt.broker import Broker
from amqtt.contexts import Action
from amqtt.errors import AMQTTError, BrokerError, CodecError, MQTTError, NoDataError, ProtocolHandlerError
from amqtt.mqtt.connack import NOT_AUTHORIZED, ConnackPacket
from amqtt.mqtt.protocol.broker_handler import BrokerProtocolHandler
from amqtt.session import Session

from broadcaster.adapters.allowance import Allowance
from broadcaster.adapters.broker_access import CONTROLLER, MAX_PACKET_BYTES, NO_RIGHTS, BrokerAccess, Rights

CONNECT_WITHIN_S = 10.0
_LAST_WORDS_S = 2.0
_HOSTILE = (
    AMQTTError, MQTTError, CodecError, NoDataError, ProtocolHandlerError, BrokerError,
    OSError, ValueError, struct.error,
)  # fmt: skip
_log = logging.getLogger(__name__)


class BoundedReader(StreamReaderAdapter):  # type: ignore[misc] # amqtt carries no types
    """Refuses a first byte that begins no CONNECT, and more at once than a packet of LOA/1 can have.

    Who is paced is read no faster than its allowance: its own line fills up, and nobody else waits for it.
    """

    _begun = False
    _allowance: Allowance | None = None

    def pace(self) -> None:
        """Read slowly from now on whoever says too much."""
        self._allowance = Allowance(time.monotonic())

    async def read(self, n: int = -1) -> bytes:
        """Return exactly `n` bytes, or raise ValueError."""
        if not 0 <= n <= MAX_PACKET_BYTES:
            raise ValueError(f"a packet of {n} bytes")
        data: bytes = await super().read(n)
        if not self._begun and data[:1] != b"\x10":
            raise ValueError("no MQTT")
        self._begun = True
        if self._allowance and (wait_s := self._allowance.spend(n, time.monotonic())):
            await asyncio.sleep(wait_s)
        return data


class PatientWriter(StreamWriterAdapter):  # type: ignore[misc] # amqtt carries no types
    """Closes without waiting for a peer that no longer reads."""

    is_closed: bool

    async def close(self) -> None:
        """Let go now; what is unsent after two seconds is dropped."""
        if not self.is_closed:
            self.is_closed = True
            self._writer.close()
            asyncio.get_running_loop().call_later(_LAST_WORDS_S, self._writer.transport.abort)


class GuardedHandler(BrokerProtocolHandler):  # type: ignore[misc] # amqtt carries no types
    """Ends a connection that is silent for longer than its keep alive allows."""

    def handle_read_timeout(self) -> None:
        """End the connection; the will is sent."""
        self._ending = asyncio.ensure_future(self.handle_connection_closed())


class Subscriptions(dict[str, list[tuple[Session, int]]]):
    """Filter to subscribers; may change while somebody walks through it."""

    def __iter__(self) -> Iterator[str]:
        return iter(list(super().keys()))

    def hearers(self, topic: str) -> list[tuple[Session, int]]:
        """Return who subscribed to a filter that means this topic."""
        found = list(self.get(topic, ()))
        levels = topic.split("/")
        for depth in range(len(levels) + 1):
            found += self.get("/".join([*levels[:depth], "#"]), ())
        for name in self:
            if "+" in name and _means(name, levels):
                found += self[name]
        return found


class GuardedBroker(Broker):  # type: ignore[misc] # amqtt carries no types
    """One listener, one access list, clean sessions only."""

    def __init__(self, access: BrokerAccess, host: str, port: int, most_connections: int) -> None:
        super().__init__({"listeners": {"default": {"bind": f"{host}:{port}"}}, "plugins": {}})
        self._access = access
        self._rights: dict[str, Rights] = {}
        self._most_connections = most_connections
        self._subscriptions = Subscriptions()

    async def grant(self, access: BrokerAccess) -> None:
        """Put a new access list in force, and hang up on whoever it no longer knows as they are."""
        before, self._access = self._access, access
        self._rights = {}
        for user in list(self._sessions):
            same = before.credential_of(user) == access.credential_of(user)
            if not same or before.rights(user) != access.rights(user):
                await self._end_session(user)

    async def close(self) -> None:
        """Give the port back at once, whatever state the broker is in."""
        for server in self._servers.values():
            server.instance.close()
        await self._shutdown_broadcast_loop()

    async def stream_connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, listener_name: str
    ) -> None:
        """Serve one connection from its first byte to its last."""
        server = self._servers[listener_name]
        if server.conn_count >= self._most_connections:
            writer.transport.abort()
            return
        await server.acquire_connection()
        bounded, patient = BoundedReader(reader), PatientWriter(writer)
        session = None
        try:
            handler, session = await self._admitted(bounded, patient)
            await self._handle_client_session(bounded, patient, session, handler, server, listener_name)
        except _HOSTILE as trouble:
            _log.info("a client was hung up on: %s", trouble)
        finally:
            server.release_connection()
            await self._forget(session)
            await patient.close()

    async def _admitted(self, reader: BoundedReader, writer: WriterAdapter) -> tuple[GuardedHandler, Session]:
        async with asyncio.timeout(CONNECT_WITHIN_S):
            handler, session = await GuardedHandler.init_from_connect(reader, writer, self.plugins_manager)
        if not await self._authenticate(session, None):
            await ConnackPacket.build(0, NOT_AUTHORIZED).to_stream(writer)
            raise AMQTTError(f"not admitted: {session.client_id!r}")
        if session.username != CONTROLLER:
            reader.pace()
        session.clean_session = True
        session.keep_alive += session.keep_alive // 2  # MQTT 3.1.1, 3.1.2.10
        await self._end_session(session.client_id)
        return handler, session

    async def _authenticate(self, session: Session, _: object) -> bool:
        if not self._access.admits(session.username, session.password, session.client_id):
            return False
        return not session.will_flag or self._rights_of(session).may_write(session.will_topic)

    async def _topic_filtering(self, session: Session, topic: str, action: Action) -> bool:
        rights = self._rights_of(session)
        return rights.may_write(topic) if action == Action.PUBLISH else rights.may_read(topic)

    def _rights_of(self, session: Session) -> Rights:
        user = session.username
        if user not in self._rights:
            self._rights[user] = self._access.rights(user)
        return self._rights.get(user, NO_RIGHTS)

    async def _end_session(self, client_id: str) -> None:
        session, handler = self._sessions.pop(client_id, (None, None))
        if session is not None:
            await self._del_all_subscriptions(session)
            await handler.handle_connection_closed()

    async def _forget(self, session: Session | None) -> None:
        if session is not None and self._sessions.get(session.client_id, (None, None))[0] is session:
            await self._end_session(session.client_id)

    async def _run_broadcast(self, running: deque[asyncio.Task[None]]) -> None:
        message = await self._broadcast_queue.get()
        topic, data = message["topic"], message["data"]
        for session, qos in self._subscriptions.hearers(topic):
            if self._rights_of(session).may_read(topic):
                self._send(running, session, topic, data, message.get("qos", qos), retain=False)

    async def _publish_retained_messages_for_subscription(
        self, subscription: tuple[str, int], session: Session
    ) -> None:
        asked, qos = subscription
        if not any(holder is session for holder, _ in self._subscriptions.get(asked, ())):
            return
        for topic in self._retained_under(asked):
            if self._rights_of(session).may_read(topic):
                kept = self._retained_messages[topic]
                self._send(
                    self._tasks_queue, session, topic, kept.data, min(qos, kept.qos or qos), retain=True
                )

    def _retained_under(self, asked: str) -> list[str]:
        if "+" in asked or "#" in asked:
            return [topic for topic in self._retained_messages if _means(asked, topic.split("/"))]
        return [asked] if asked in self._retained_messages else []

    def _send(
        self,
        running: deque[asyncio.Task[None]],
        session: Session,
        topic: str,
        data: bytes,
        qos: int,
        *,
        retain: bool,
    ) -> None:
        handler = self._get_handler(session)
        if handler is not None and session.transitions.state == "connected":
            running.append(asyncio.ensure_future(_delivered(handler, topic, data, qos, retain=retain)))


async def _delivered(handler: GuardedHandler, topic: str, data: bytes, qos: int, *, retain: bool) -> None:
    try:
        await handler.mqtt_publish(topic, data, qos, retain=retain)
    except _HOSTILE as trouble:
        _log.info("a message was not acknowledged: %s", trouble)


def _means(name: str, levels: list[str]) -> bool:
    parts = name.split("/")
    if parts[-1] == "#":
        parts, levels = parts[:-1], levels[: len(parts) - 1]
    return len(parts) == len(levels) and all(
        part in ("+", level) for part, level in zip(parts, levels, strict=True)
    )
