"""A broker with speakers around it, and raw MQTT 3.1.1 for what no honest client would send."""

import contextlib
import secrets
import socket
import struct
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest

from broadcaster.adapters.broker_access import CONTROLLER, BrokerAccess, DeviceGrant, credential
from broadcaster.adapters.embedded_broker import EmbeddedBroker, Kind
from broadcaster.mqtt import Link
from tests.tools import mosquitto_path

SITE = "xa-mau"
ROOT = f"loa/1/{SITE}"
KINDS = [pytest.param("amqtt"), pytest.param("mosquitto", marks=pytest.mark.broker)]
ACCEPTED = b"\x20\x02\x00\x00"
QUIET_S = 0.3  # long enough for anything forbidden to have arrived on loopback


def own(name: str) -> list[str]:
    """Return the topics that a speaker asks for."""
    return [f"{ROOT}/d/{name}/#", f"{ROOT}/g/all/cmd", f"{ROOT}/keys", f"{ROOT}/ctl/state"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def at_once(_attempt: int) -> float:
    """Reconnect without the seconds of patience that a real line wants."""
    return 0.1


def wait_until(true: Callable[[], object], within_s: float = 10.0) -> None:
    deadline_s = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline_s, f"did not come true within {within_s} s"
        time.sleep(0.01)


@dataclass
class Heard:
    """What a link was told, in order."""

    messages: list[tuple[str, bytes, bool]] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    ups: list[int] = field(default_factory=list)
    downs: list[str] = field(default_factory=list)
    agreed: list[int] = field(default_factory=list)

    def topics(self) -> list[str]:
        return [topic for topic, _, _ in self.messages]

    def payloads(self) -> list[bytes]:
        return [payload for _, payload, _ in self.messages]


class Wire:
    """One broker with the secrets of `devices` speakers, all of group `all`."""

    def __init__(self, kind: Kind, folder: Path, devices: int = 3) -> None:
        self.port = free_port()
        self.names = [f"LOA-{number:03d}" for number in range(1, devices + 1)]
        self.secrets = {name: secrets.token_urlsafe(32) for name in [*self.names, CONTROLLER]}
        program = mosquitto_path() if kind == "mosquitto" else None
        self.broker = EmbeddedBroker(
            self.access(self.names), folder=folder, port=self.port, kind=kind, program=program
        )
        self.links: list[Link] = []

    def access(self, names: Iterable[str], groups: tuple[str, ...] = ("all",)) -> BrokerAccess:
        grants = {name: DeviceGrant(credential(self.secrets[name]), groups) for name in names}
        return BrokerAccess(SITE, credential(self.secrets[CONTROLLER]), grants)

    def link(
        self,
        user: str,
        filters: Iterable[str] = (),
        *,
        secret: str | None = None,
        client_id: str | None = None,
        will: tuple[str, bytes, bool] | None = None,
        keepalive: int = 20,
        port: int | None = None,
        version: Literal[4, 5] = 4,
        wait: bool = True,
    ) -> tuple[Link, Heard]:
        heard = Heard()
        link = Link(
            "127.0.0.1",
            port or self.port,
            client_id or user,
            user,
            secret or self.secrets[user],
            will=will,
            keepalive=keepalive,
            version=version,
            on_connect=lambda: heard.ups.append(1),
            on_message=lambda topic, payload, retained: heard.messages.append((topic, payload, retained)),
            on_disconnect=heard.downs.append,
            on_error=heard.troubles.append,
            waits=at_once,
        )
        heard.agreed = agreements(link)
        wanted = list(filters)
        link.subscribe(wanted)
        link.start()
        self.links.append(link)
        if wait:
            wait_until(lambda: heard.ups and (heard.agreed or not wanted))
        return link, heard

    def controller(self) -> tuple[Link, Heard]:
        return self.link(CONTROLLER, [f"{ROOT}/u/#"])

    def close(self) -> None:
        with ThreadPoolExecutor(50) as pool:
            list(pool.map(lambda link: link.stop(patience_s=0.2), self.links))
        self.broker.stop()


class Raw:
    """A TCP connection that says MQTT byte for byte."""

    def __init__(self, port: int, *, patience_s: float = 5) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience_s)

    def connect(self, user: str, secret: str, *, client_id: str | None = None, keepalive: int = 20) -> bytes:
        """Send CONNECT; return the CONNACK, or nothing where the broker hung up."""
        flags = 0x02 | (0xC0 if user else 0)
        fields = [client_id or user, user, secret] if user else [client_id or "nobody"]
        body = _text("MQTT") + bytes([4, flags]) + struct.pack("!H", keepalive) + b"".join(map(_text, fields))
        self.send(packet(0x10, body))
        return self.receive(4)

    def send(self, sent: bytes) -> None:
        self.socket.sendall(sent)

    def spew(self, sent: bytes) -> None:
        """Send as much as the broker stands."""
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(sent)

    def receive(self, count: int) -> bytes:
        """Return what comes, up to `count` bytes."""
        got = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            while len(got) < count and (piece := self.socket.recv(count - len(got))):
                got += piece
        return got

    def hung_up(self, within_s: float = 5.0) -> bool:
        """Tell whether the broker ends this connection."""
        self.socket.settimeout(within_s)
        try:
            while self.socket.recv(65_536):
                pass
        except TimeoutError:
            return False
        except ConnectionError:
            return True
        return True

    def close(self) -> None:
        self.socket.close()


def agreements(link: Link) -> list[int]:
    """Return a list that grows by one with every filter list that the broker took up or gave up for this link.

    Only from then on is what others publish surely passed on to it, or no longer.
    """
    agreed: list[int] = []
    client = link._client
    told = client.on_subscribe

    def taken_up(*facts: Any) -> None:
        assert told is not None
        told(*facts)
        agreed.append(1)

    client.on_subscribe = taken_up
    client.on_unsubscribe = lambda *_: agreed.append(1)
    return agreed


def packet(first: int, body: bytes) -> bytes:
    length, rest = bytearray(), len(body)
    while True:
        length.append(rest % 128 | (128 if rest > 127 else 0))
        rest //= 128
        if not rest:
            return bytes([first, *length]) + body


def publish_packet(topic: str, payload: bytes, packet_id: int = 1) -> bytes:
    return packet(0x32, _text(topic) + struct.pack("!H", packet_id) + payload)


def connect_with_will(user: str, secret: str, topic: str, *, keepalive: int) -> bytes:
    start = _text("MQTT") + bytes([4, 0xE6]) + struct.pack("!H", keepalive)
    return packet(0x10, start + b"".join(map(_text, (user, topic, "evil", user, secret))))


def cut(link: Link) -> None:
    """Break a link's connection as a pulled plug would, without a goodbye."""
    opened = link._client.socket()
    assert isinstance(opened, socket.socket)
    opened.shutdown(socket.SHUT_RDWR)


def _text(text: str) -> bytes:
    return struct.pack("!H", len(text.encode())) + text.encode()
