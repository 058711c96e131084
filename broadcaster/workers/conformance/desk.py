"""The controller's side of a conformance test: says what a clause asks for, and waits for what the device answers."""

import queue
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeVar

from broadcaster.adapters.object_server import ObjectServer
from broadcaster.domain.types import Sha256, sha256_of
from broadcaster.mqtt import Link
from broadcaster.protocol.codec import open_envelope, seal
from broadcaster.protocol.keyring import Keyring, keys_document
from broadcaster.protocol.messages import (
    Body,
    EvAck,
    Event,
    Head,
    Hello,
    Item,
    Message,
    Order,
    OrderClass,
    Policy,
    Report,
    Scope,
    Sound,
    TimeAnswer,
    Window,
    spell,
)
from broadcaster.protocol.roles import Role
from broadcaster.protocol.topics import Kind, Topic, for_controller, parse
from broadcaster.workers.conformance.keys import ROLES, Keys

SOUND: Final = (b"\xff\xf3\x84\xc4" + bytes(188)) * 42
"""One second of silence: MP3, mono, 24 kHz, 64 kbit/s."""
SOUND_MS: Final = 1_008
_Said = TypeVar("_Said", bound=Message)


class BrokenClauseError(Exception):
    """The device did not do what the clause says."""


@dataclass(frozen=True)
class Device:
    """The speaker under test."""

    site: str
    name: str
    public: bytes


@dataclass
class Desk:
    """Everything said by one device, and everything that can be said to it. `link` is connected by `open`."""

    device: Device
    keys: Keys
    server: ObjectServer
    bodies: dict[str, bytes]
    epoch: int = 1
    version: int = 0
    answers_time: bool = False
    acknowledges: bool = True
    said: list[Message] = field(default_factory=list)
    retained_states: list[bool] = field(default_factory=list)

    def open(self, make_link: Callable[..., Link]) -> None:
        """Connect to the broker and listen."""
        self._inbox: queue.SimpleQueue[tuple[str, bytes, bool]] = queue.SimpleQueue()
        self.link = make_link(on_message=lambda *message: self._inbox.put(message))
        self.link.subscribe(for_controller(self.device.site))
        self.link.start()
        self.until(lambda: self.link.online, 10, "the broker does not answer")

    # -- saying

    def scope(self, *, life_s: float = 3_600, **changes: Any) -> Scope:
        """Return the common fields of a message to the device, from now on."""
        now = int(time.time())
        return replace(
            Scope(self.device.site, (self.device.name,), self.epoch, now, int(now + life_s)), **changes
        )

    def seal(self, role: Role, message: Message) -> bytes:
        """Sign."""
        return seal(spell(message), self.keys.keys[role])

    def send(self, kind: Kind, envelope: bytes, *, retain: bool | None = None) -> None:
        """Publish, stored by the broker where the topic's kind is."""
        name = "" if kind in {Kind.KEYS, Kind.CTL_STATE} else self.device.name
        self.link.publish(
            str(Topic(self.device.site, kind, name)),
            envelope,
            retain=kind.retained if retain is None else retain,
        )

    def send_keys(self) -> None:
        """Have root say which keys count."""
        document = keys_document(
            self.device.site,
            epoch=self.epoch,
            version=1,
            root=self.keys.root,
            keys=[(role, self.keys.keys[role].public) for role in ROLES if role is not Role.ROOT],
            issued=int(time.time()) - 60,
            days=30,
        )
        self.send(Kind.KEYS, self.seal(Role.ROOT, document))

    def send_policy(self) -> None:
        """Allow every hour of every day."""
        day = (Window("1234567", 0, 1440),)
        policy = Policy(self.scope(life_s=30 * 86_400), int(time.time()), day, (), 1440, 6.0)
        self.send(Kind.POLICY, self.seal(Role.POLICY, policy))

    def plan(self, *orders: Order, **changes: Any) -> Head:
        """Make the next plan and return its head, which is not said yet."""
        self.version += 1
        scope = self.scope(life_s=changes.pop("life_s", 3_600))
        body = spell(Body(scope, self.version, orders, (self.sound,), **changes))
        sha = sha256_of(body)
        self.bodies[sha] = body
        return Head(scope, self.version, sha, len(body), self._path(sha))

    def say_head(self, head: Head) -> None:
        """Say a head."""
        self.send(Kind.HEAD, self.seal(Role.ORDER, head))

    @property
    def sound(self) -> Sound:
        """Return the one sound that every order plays."""
        sha = sha256_of(SOUND)
        self.bodies[sha] = SOUND
        return Sound(sha, len(SOUND), SOUND_MS, self._path(sha))

    def order(self, start: float, *, late_s: int = 5) -> Order:
        """Make an order of a name that was never used."""
        item = Item(0, self.sound.sha256, 0, SOUND_MS)
        return Order(f"t-{secrets.token_hex(6)}", OrderClass.ROUTINE, int(start), (item,), late_s=late_s)

    # -- hearing

    def until(self, true: Callable[[], object], within_s: float, otherwise: str) -> None:
        """Wait; raise BrokenClauseError with `otherwise` where it does not come true in time."""
        end = time.monotonic() + within_s
        while not true():
            if time.monotonic() > end:
                raise BrokenClauseError(otherwise)
            self._listen(0.05)

    def wait(self, seconds: float) -> None:
        """Listen for so long."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._listen(0.05)

    def all(self, kind: type[_Said], since: int = 0) -> list[_Said]:
        """Return what was said of one kind, after the first `since` messages."""
        return [one for one in self.said[since:] if isinstance(one, kind)]

    def events(self, kind: str, name: str = "", since: int = 0) -> list[Event]:
        """Return the events of a kind, of one order where it is named."""
        return [one for one in self.all(Event, since) if one.kind == kind and name in {"", one.id}]

    def has_version(self, version: int) -> bool:
        """Tell whether the last report says that the device holds this plan."""
        reports = self.all(Report)
        return bool(reports) and (reports[-1].held.epoch, reports[-1].held.version) == (self.epoch, version)

    def _path(self, sha: Sha256) -> str:
        return f"/loa/1/{self.device.site}/o/{sha}"

    def _listen(self, seconds: float) -> None:
        try:
            topic, envelope, retained = self._inbox.get(timeout=seconds)
        except queue.Empty:
            return
        named = parse(topic)
        if named.name != self.device.name:
            return
        ring = Keyring.of_device(self.device.public)
        message = open_envelope(envelope, ring, site=self.device.site, device=self.device.name).message
        self.said.append(message)
        if named.kind is Kind.STATE:
            self.retained_states.append(retained)
        if isinstance(message, Hello) and self.answers_time:
            self.answer(message.nonce)
        if isinstance(message, Hello) and self.acknowledges:
            self.acknowledge(message.first_event - 1)
        if isinstance(message, Event) and self.acknowledges:
            self.acknowledge(message.number)

    def answer(self, nonce: str, *, off_s: float = 0.0) -> None:
        """Tell the time."""
        told = TimeAnswer(self.scope(life_s=60), nonce, round((time.time() + off_s) * 1_000))
        self.send(Kind.TIME, self.seal(Role.ORDER, told))

    def acknowledge(self, high: int) -> None:
        """Say that every event up to this one is safe."""
        self.send(Kind.EVACK, self.seal(Role.ORDER, EvAck(self.scope(life_s=60), high)))
