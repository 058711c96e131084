"""The far end of the wire: speakers that can sign, and a door that stands where the broker is."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from broadcaster.bootstrap import Station
from broadcaster.mqtt import Delivery, Will
from broadcaster.protocol.codec import open_envelope, seal
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import Event, Hello, Keys, Message, Report, Scope, State, spell
from broadcaster.protocol.reports import ClockState, Held
from broadcaster.protocol.signing import Ed25519Key
from broadcaster.protocol.topics import Kind, Topic, parse
from tests.factories import FLEET, NOW

SITE = FLEET.commune.code
KINDS = {State: Kind.STATE, Hello: Kind.HELLO, Report: Kind.REP, Event: Kind.EV}


@dataclass
class Speaker:
    """A speaker's key and mouth."""

    name: str
    key: Ed25519Key = field(init=False)

    def __post_init__(self) -> None:
        self.key = Ed25519Key(hashlib.sha256(self.name.encode()).digest())

    def scope(self) -> Scope:
        return Scope(SITE, (self.name,), 1, int(NOW.timestamp()), 0)

    def hello(self, *, first_event: int = 1, policy: int = 0, nonce: str = "ab" * 16) -> Delivery:
        held = Held(policy=policy)
        return self.say(Hello(self.scope(), nonce, 1, 1, "fw 1", ClockState.UNTRUSTED, held, first_event, 0))

    def report(self, version: int, sha: str, *, free: int = 10**10) -> Delivery:
        held = Held(1, version, 1)
        return self.say(Report(self.scope(), held, sha, 0, 0, (), ClockState.TRUSTED, 3, (), free, None, 0.0))

    def event(self, number: int, kind: str = "clock", name: str = "", **data: Any) -> Delivery:
        return self.say(Event(self.scope(), number, 0, kind, name, data))

    def state(self, *, online: bool = True, retained: bool = False) -> Delivery:
        return self.say(State(self.scope(), online, 1, 1), retained=retained)

    def say(self, message: Message, *, retained: bool = False) -> Delivery:
        topic = Topic(SITE, KINDS[type(message)], self.name)
        return delivery(str(topic), seal(spell(message), self.key), retained=retained)


GS, AS, BL = Speaker("GS-01"), Speaker("AS-01"), Speaker("BL-01")


def delivery(topic: str, payload: bytes, *, retained: bool = False) -> Delivery:
    return Delivery(topic, payload, retained, 1, 0, 1)


@dataclass
class Door:
    """Stands where the link to the broker is: what goes out is kept, what comes in is the test's."""

    online: bool = True
    said: list[tuple[Topic, bytes, bool]] = field(default_factory=list)
    acknowledged: list[Delivery] = field(default_factory=list)
    handlers: dict[str, Any] = field(default_factory=dict)

    def connect(self, *_: object, **handlers: Any) -> "Door":
        self.handlers = handlers
        return self

    def start(self) -> None:
        self.handlers["on_connect"]()

    def stop(self) -> None:
        self.online = False

    def promise(self, will: Will) -> None:
        self.will = will

    def subscribe(self, filters: Iterable[str]) -> None:
        self.filters = list(filters)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        self.said.append((parse(topic), payload, retain))
        return self.online

    def acknowledge(self, deliveries: Iterable[Delivery]) -> None:
        self.acknowledged += deliveries

    def hear(self, *deliveries: Delivery) -> None:
        for each in deliveries:
            self.handlers["on_delivery"](each)

    def kinds(self, name: str = "") -> list[Kind]:
        """Return the kinds of what was said, to one speaker where it is named."""
        return [topic.kind for topic, _, _ in self.said if name in ("", topic.name)]

    def last(self, kind: Kind, name: str, station: Station) -> Message:
        """Return what was last said to a speaker, opened with the keys that root named."""
        envelope = [payload for topic, payload, _ in self.said if (topic.kind, topic.name) == (kind, name)][
            -1
        ]
        root = Keyring.of_root(station.root)
        keys = open_envelope(station.keys_document, root, site=SITE, device="").message
        assert isinstance(keys, Keys)
        return open_envelope(envelope, Keyring.of_document(keys), site=SITE, device=name).message
