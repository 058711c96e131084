"""The station of the rehearsal: real plans and real heads, from a database that is these fields."""

import base64
import copy
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from broadcaster.domain.asrun import NOT_BEGUN, AsRunEntry, Outcome, entry_id
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.plan import plans_by_hamlet
from broadcaster.protocol.codec import seal
from broadcaster.protocol.keyring import keys_document
from broadcaster.protocol.messages import LiveOrder, Message, spell
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import Scope
from broadcaster.protocol.signing import Key
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.services.dispatching import in_words
from broadcaster.workers import outbound
from broadcaster.workers.rehearsal.place import HAMLET, HOURS, SITE, UTC_OFFSET_MIN
from broadcaster.workers.rehearsal.timeline import Timeline
from broadcaster.workers.rehearsal.wire import Wire

_DAYS_AHEAD: Final = 7
_RECONCILE_S: Final = 10.0
MakeKey = Callable[[bytes], Key]


@dataclass
class Spoken:
    """A plan as one speaker was told it: where in the order of telling, and which sounds it has for each order."""

    number: int
    epoch: int
    told: dict[tuple[str, int, str], float]
    """(order, item, sound) and the instant at which it shall begin (UTC seconds)."""


@dataclass
class Alert:
    """An alert as it was signed: for whom it counts until when (UTC seconds)."""

    id: str
    sent_at: float
    expires: float
    epoch: int
    envelope: bytes


@dataclass
class Station:
    """Broadcasts and keys, the plan of every speaker, and what each was told."""

    timeline: Timeline
    wire: Wire
    make_key: MakeKey
    devices: dict[str, bytes]
    """The public key of each speaker."""
    up: bool = True
    ahead_s: float = 0.0
    """By how much its clock is wrong."""
    epoch: int = 1
    key_version: int = 1
    broadcasts: dict[str, Broadcast] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)
    entries: dict[tuple[str, str], AsRunEntry] = field(default_factory=dict)
    taken_back: dict[str, float] = field(default_factory=dict)
    """When people took a broadcast back."""
    spoken: dict[str, dict[str, Spoken]] = field(default_factory=dict)
    """By speaker and body."""
    on_plan: Callable[[Broadcast], None] = lambda _broadcast: None
    """Who hears of every broadcast that is planned or planned anew."""

    def __post_init__(self) -> None:
        self.keys: dict[Role, Key] = {
            role: self.make_key(role.value.encode().ljust(32)) for role in Role if role is not Role.DEVICE
        }
        self.desired = {
            device: DesiredPlan(SITE, device, self.now, self.now, epoch=self.epoch) for device in self.devices
        }
        self._since = self.now
        self.introduce()
        self._watch()

    @property
    def now(self) -> datetime:
        """Return what this station takes for the time."""
        return datetime.fromtimestamp(self.timeline.now + self.ahead_s, UTC)

    @property
    def root(self) -> bytes:
        """Return root's public key."""
        return self.keys[Role.ROOT].public

    # -- what people do

    def plan(self, changed: Iterable[Broadcast] = ()) -> None:
        """Take in new or changed broadcasts, and make every speaker's plan anew."""
        for broadcast in changed:
            self.broadcasts[broadcast.id] = broadcast
            if broadcast.state is BroadcastState.PLANNED:
                self._enter(broadcast)
                self.on_plan(broadcast)
        if not self.up:
            return
        now = self.now
        live = tuple(each for each in self.alerts.values() if each.expires > now.timestamp())
        envelopes = tuple(_base64(each.envelope) for each in live if each.epoch == self.epoch)
        recent = [each for each in self.broadcasts.values() if each.start_at > now - timedelta(days=2)]
        plan = plans_by_hamlet([HAMLET], recent, now=now, days=_DAYS_AHEAD, emergencies={HAMLET: envelopes})[
            HAMLET
        ]
        words = in_words(plan)
        for desired in self.desired.values():
            desired.want(words, plan.digest, epoch=self.epoch, until_at=plan.until_at, now=now)
        self.say_due()

    def take_back(self, broadcast: Broadcast, state: BroadcastState) -> None:
        """Have a broadcast not be heard after all."""
        broadcast.state = state
        self.taken_back[broadcast.id] = self.timeline.now
        for (_, name), entry in self.entries.items():
            if name == broadcast.id:
                entry.cancel(now=self.now)
        self.plan()

    def alarm(self, live: LiveOrder) -> None:
        """Sign an alert and tell every speaker at once; it also goes into every plan."""
        envelope = self.seal(Role.EMERGENCY, live)
        self.alerts[live.order.id] = Alert(
            live.order.id, self.timeline.now, live.scope.expires, live.scope.epoch, envelope
        )
        for device in self.devices:
            self.send(Kind.CMD, device, envelope)
        self.plan()

    def raise_epoch(self, *, new_key: bool) -> None:
        """Have root say that everything said before counts no more; a stolen key may be replaced at once."""
        self.epoch, self.key_version, self._since = self.epoch + 1, 1, self.now
        if new_key:
            seed = hashlib.sha256(f"order {self.epoch}".encode()).digest()
            self.keys[Role.ORDER] = self.make_key(seed)
        self.introduce()
        self.plan()

    # -- its comings and goings

    def stop(self) -> None:
        """Be gone: what arrives is lost."""
        self.up = False

    def start(self) -> None:
        """Come back with what the database holds."""
        self.up = True
        self.introduce()
        self.plan()

    def backup(self) -> dict[str, DesiredPlan]:
        """Return what a backup of now would hold."""
        return copy.deepcopy(self.desired)

    def restore(self, backup: dict[str, DesiredPlan]) -> None:
        """Come back with yesterday's numbers."""
        self.desired = backup
        self.start()

    def introduce(self) -> None:
        """Say everything retained anew."""
        self.say_keys()
        for device in self.devices:
            self.say_policy(device)
            self.desired[device].say_again(self.now)

    def say_keys(self) -> None:
        """Say root's list."""
        ring = keys_document(
            SITE,
            epoch=self.epoch,
            version=self.key_version,
            root=self.keys[Role.ROOT].public,
            keys=[(role, key.public) for role, key in self.keys.items() if role is not Role.ROOT],
            issued=int(self._since.timestamp()) - 60,
            days=3650,
        )
        self.send(Kind.KEYS, "", self.seal(Role.ROOT, ring))

    def say_due(self) -> None:
        """Say every head that is due: the gateway's half of reconcile."""
        if not self.up:
            return
        now = self.now
        for device, desired in self.desired.items():
            if desired.version and desired.is_due(now):
                self._say_head(device, desired, now)

    # -- the wire

    def seal(self, role: Role, message: Message) -> bytes:
        """Sign a message."""
        return seal(spell(message), self.keys[role])

    def scope(self, device: str, life_s: float) -> Scope:
        """Return the common fields of a message from now on."""
        issued = int(self.now.timestamp())
        return Scope(SITE, (device,), self.epoch, issued, int(issued + life_s))

    def send(self, kind: Kind, device: str, envelope: bytes) -> None:
        """Give a message to the broker, unless the station is gone."""
        if self.up:
            self.wire.send(Topic(SITE, kind, device), envelope)

    def say_policy(self, device: str) -> None:
        """Say which hours a speaker must keep."""
        payload = outbound.policy(
            SITE, device, HOURS, since=self._since, epoch=self.epoch, utc_offset_min=UTC_OFFSET_MIN
        )
        self.send(Kind.POLICY, device, seal(payload, self.keys[Role.POLICY]))

    def _say_head(self, device: str, desired: DesiredPlan, now: datetime) -> None:
        sha = desired.body_sha or self._make_body(device, desired)
        head = outbound.head(SITE, desired, sha, len(self.wire.bodies[sha]), now=now)
        self.send(Kind.HEAD, device, seal(head, self.keys[Role.ORDER]))
        desired.said(now)

    def _make_body(self, device: str, desired: DesiredPlan) -> str:
        own = Device(device, device, HAMLET)
        sha = self.wire.keep(outbound.plan_body(SITE, own, desired, lambda _sha: 1_000))
        told = self.spoken.setdefault(device, {})
        if sha not in told:
            pieces = {
                (order["id"], number, item["sound"]): datetime.fromisoformat(order["start_at"]).timestamp()
                + item["offset_ms"] / 1_000
                for order in desired.plan["orders"]
                for number, item in enumerate(order["items"])
            }
            told[sha] = Spoken(len(told), desired.epoch, pieces)
        desired.body_sha = sha
        return sha

    def _watch(self) -> None:
        self.timeline.after(_RECONCILE_S, self._watch)
        self.say_due()

    def _enter(self, broadcast: Broadcast) -> None:
        for device in self.devices:
            entry = self.entries.get((device, broadcast.id))
            if entry is None or entry.outcome in {*NOT_BEGUN, Outcome.CANCELLED}:
                self.entries[device, broadcast.id] = AsRunEntry(
                    id=entry_id(broadcast.id, device),
                    commune_id=SITE,
                    broadcast_id=broadcast.id,
                    device_id=device,
                    hamlet=HAMLET,
                    start_at=broadcast.start_at,
                    duration_ms=broadcast.duration_ms,
                    item_count=len(broadcast.rundown.items),
                    planned_at=self.now,
                )


def _base64(envelope: bytes) -> str:
    return base64.b64encode(envelope).decode()
