"""The least that speaks LOA/1 from the other end: signs what a test asks for, reads what speakers say."""

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from broadcaster.protocol import topics
from broadcaster.protocol.codec import open_envelope, seal
from broadcaster.protocol.keyring import Keyring, keys_document
from broadcaster.protocol.messages import (
    Body,
    EvAck,
    Head,
    Item,
    LiveOrder,
    Message,
    Order,
    OrderClass,
    Policy,
    Scope,
    Sound,
    Stop,
    TimeAnswer,
    ToneTest,
    Window,
    spell,
)
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import Ed25519Key
from broadcaster.protocol.topics import Kind, Topic

SITE = "xa-thu"
ALL_DAY = (Window("1234567", 0, 1440),)
ROLES = (Role.ORDER, Role.POLICY, Role.EMERGENCY, Role.STOP)


def sound(name: str, duration_ms: int = 1_000) -> Sound:
    data = name.encode() * 10
    sha = hashlib.sha256(data).hexdigest()
    return Sound(sha, len(data), duration_ms, f"/loa/1/{SITE}/o/{sha}")  # type: ignore[arg-type] # a plain text here


def order(name: str, start: float, *sounds: Sound, **more: Any) -> Order:
    offset, items = 0, []
    for number, one in enumerate(sounds):
        items.append(Item(number, one.sha256, offset, one.duration_ms))
        offset += one.duration_ms
    return Order(name, more.pop("kind", OrderClass.ROUTINE), int(start), tuple(items), **more)


@dataclass
class ToyController:
    """Keys, counters and the bodies it has handed out."""

    epoch: int = 1
    version: int = 0
    keys_version: int = 0
    policy_version: int = 0
    keys: dict[Role, Ed25519Key] = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for role in (Role.ROOT, *ROLES):
            self.keys.setdefault(role, Ed25519Key(hashlib.sha256(role.value.encode()).digest()))

    def sign(self, role: Role, message: Message) -> bytes:
        return seal(spell(message), self.keys[role])

    def scope(self, device: str, now: float, *, life_s: float = 7 * 86_400, **more: Any) -> Scope:
        return Scope(SITE, (device,), self.epoch, int(now), int(now + life_s), **more)

    def keys_envelope(self, now: float, roles: tuple[Role, ...] = ROLES) -> bytes:
        self.keys_version += 1
        document = keys_document(
            SITE,
            epoch=self.epoch,
            version=self.keys_version,
            root=self.keys[Role.ROOT].public,
            keys=[(role, self.keys[role].public) for role in roles],
            issued=int(now) - 60,
            days=365,
        )
        return self.sign(Role.ROOT, document)

    def policy_envelope(self, device: str, now: float, **more: Any) -> bytes:
        self.policy_version += 1
        told: dict[str, Any] = {"windows": ALL_DAY, "quiet": (), "max_minutes": 1440, "max_gain_db": 6.0}
        scope = self.scope(device, now, life_s=365 * 86_400)
        return self.sign(Role.POLICY, Policy(scope, self.policy_version, **(told | more)))

    def plan(
        self, device: str, now: float, orders: list[Order], sounds: list[Sound], **more: Any
    ) -> tuple[bytes, bytes]:
        """Return the head's envelope and the body of the next version."""
        self.version += 1
        scope = self.scope(device, now, life_s=more.pop("life_s", 7 * 86_400))
        body = Body(scope, more.pop("version", self.version), tuple(orders), tuple(sounds), **more)
        data = spell(body)
        sha = hashlib.sha256(data).hexdigest()
        self.bodies[sha] = data
        head = Head(scope, body.version, sha, len(data), f"/loa/1/{SITE}/o/{sha}")  # type: ignore[arg-type] # the same
        return self.sign(Role.ORDER, head), data

    def time(self, device: str, nonce: str, now: float) -> bytes:
        return self.sign(
            Role.ORDER, TimeAnswer(self.scope(device, now, life_s=60), nonce, round(now * 1_000))
        )

    def evack(self, device: str, high: int, now: float) -> bytes:
        return self.sign(Role.ORDER, EvAck(self.scope(device, now, life_s=60), high))

    def stop(self, device: str, now: float, *, name: str, what: str = "all", hold_s: int = 0) -> bytes:
        return self.sign(Role.STOP, Stop(self.scope(device, now, life_s=60), name, what, hold_s))

    def test_tone(self, device: str, now: float, *, name: str, seconds: int = 3) -> bytes:
        return self.sign(Role.ORDER, ToneTest(self.scope(device, now, life_s=60), name, "sine", seconds))

    def alert(
        self, device: str, now: float, name: str, *sounds: Sound, life_s: float = 600, **more: Any
    ) -> bytes:
        told = order(name, 0, *sounds, kind=OrderClass.EMERGENCY, **({"overrides_quiet": True} | more))
        return self.sign(
            Role.EMERGENCY, LiveOrder(self.scope(device, now, life_s=life_s), told, tuple(sounds))
        )

    def raise_epoch(self) -> None:
        self.epoch += 1
        self.version = 0


def topic(kind: Kind, name: str = "") -> str:
    return str(Topic(SITE, kind, name))


def said(public: bytes, path: str, envelope: bytes) -> Message:
    """Open what a speaker said."""
    device = topics.parse(path).name
    return open_envelope(envelope, Keyring.of_device(public), site=SITE, device=device).message


def altered(message: Any, **changes: Any) -> Any:
    return replace(message, **changes)
