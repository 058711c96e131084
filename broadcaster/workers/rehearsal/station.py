"""The station of the rehearsal: real plans, real reconcile, real as-run log; its database is these fields."""

import base64
import copy
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.asrun import NOT_BEGUN, AsRunEntry, Outcome, entry_id
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.plan import plans_by_hamlet
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.protocol.codec import open_envelope, seal
from broadcaster.protocol.keyring import Keyring, keys_document
from broadcaster.protocol.messages import EvAck, Event, Hello, LiveOrder, Message, Report, TimeAnswer, spell
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import Scope
from broadcaster.protocol.signing import Key, Verify
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.services.dispatching import in_words
from broadcaster.workers import outbound
from broadcaster.workers.inbound import event_of
from broadcaster.workers.rehearsal.timeline import Timeline
from broadcaster.workers.rehearsal.wire import Wire

SITE: Final = "xa-tap"
HAMLET: Final = "thon-1"
DAYS_AHEAD: Final = 7
UTC_OFFSET_MIN: Final = 420
OPENS, CLOSES = 5 * 60, 21 * 60
"""The minutes of the local day within which loudspeakers may sound."""
_HOURS: Final = AirHours(date(2026, 1, 1), (AirWindow(EVERY_DAY, time(OPENS // 60), time(CLOSES // 60)),))
_RECONCILE_S: Final = 10.0
_BATCH_S: Final = 0.3
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
    """Broadcasts and keys, the plan of every speaker, and what each has said."""

    timeline: Timeline
    wire: Wire
    make_key: MakeKey
    verify: Verify
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
    accepted: set[tuple[str, str]] = field(default_factory=set)
    """(speaker, order) that a speaker has said to hold."""
    spoken: dict[str, dict[str, Spoken]] = field(default_factory=dict)
    """By speaker and body."""
    confirmed: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    """By speaker: when it was first known to hold a plan that late in the order of telling."""
    epochs: dict[str, dict[int, float]] = field(default_factory=dict)
    """By speaker and epoch: when it was first known to be in it."""
    misled: dict[str, list[float]] = field(default_factory=dict)
    """When it told which speaker a false time, because its own clock was wrong."""

    on_plan: Callable[[Broadcast], None] = lambda _broadcast: None
    """Who hears of every broadcast that is planned or planned anew."""

    def __post_init__(self) -> None:
        self.keys: dict[Role, Key] = {
            role: self.make_key(role.value.encode().ljust(32)) for role in Role if role is not Role.DEVICE
        }
        self.desired = {
            device: DesiredPlan(SITE, device, self.now, self.now, epoch=self.epoch) for device in self.devices
        }
        self._journal: dict[str, dict[int, Event]] = {device: {} for device in self.devices}
        self._acknowledging: set[str] = set()
        self._journal_to = dict.fromkeys(self.devices, 0)
        self._rings = {device: Keyring.of_device(public) for device, public in self.devices.items()}
        self._since = self.now
        self.wire.hear = self._hear
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

    def journal_to(self, device: str) -> int:
        """Return the number up to which nothing of a speaker's journal is missing."""
        return self._journal_to[device]

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
        plan = plans_by_hamlet([HAMLET], recent, now=now, days=DAYS_AHEAD, emergencies={HAMLET: envelopes})[
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
            self._send(Kind.CMD, device, envelope)
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
        ring = keys_document(
            SITE,
            epoch=self.epoch,
            version=self.key_version,
            root=self.keys[Role.ROOT].public,
            keys=[(role, key.public) for role, key in self.keys.items() if role is not Role.ROOT],
            issued=int(self._since.timestamp()) - 60,
            days=3650,
        )
        self._send(Kind.KEYS, "", self.seal(Role.ROOT, ring))
        for device in self.devices:
            self._send_policy(device)
            self.desired[device].say_again(self.now)

    def say_due(self) -> None:
        """Say every head that is due: the gateway's half of reconcile."""
        if not self.up:
            return
        now = self.now
        for device, desired in self.desired.items():
            if desired.due_at is not None and desired.version and desired.due_at <= now:
                self._say_head(device, desired, now)

    # -- the wire

    def seal(self, role: Role, message: Message) -> bytes:
        """Sign a message."""
        return seal(spell(message), self.keys[role])

    def scope(self, device: str, life_s: float) -> Scope:
        """Return the common fields of a message from now on."""
        issued = int(self.now.timestamp())
        return Scope(SITE, (device,), self.epoch, issued, int(issued + life_s))

    def _send(self, kind: Kind, device: str, envelope: bytes) -> None:
        if self.up:
            self.wire.send(Topic(SITE, kind, device), envelope)

    def _send_policy(self, device: str) -> None:
        payload = outbound.policy(
            SITE, device, _HOURS, since=self._since, epoch=self.epoch, utc_offset_min=UTC_OFFSET_MIN
        )
        self._send(Kind.POLICY, device, seal(payload, self.keys[Role.POLICY]))

    def _say_head(self, device: str, desired: DesiredPlan, now: datetime) -> None:
        sha = desired.body_sha or self._make_body(device, desired)
        head = outbound.head(SITE, desired, sha, len(self.wire.bodies[sha]), now=now)
        self._send(Kind.HEAD, device, seal(head, self.keys[Role.ORDER]))
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

    def _hear(self, device: str, topic: str, envelope: bytes) -> None:
        if not self.up:
            return
        try:
            said = open_envelope(
                envelope, self._rings[device], site=SITE, device=device, verify=self.verify
            ).message
        except Refused as refusal:
            raise AssertionError(f"{device} said on {topic} what is refused: {refusal}") from refusal
        match said:
            case Hello():
                self._answer(device, said)
            case Report():
                self._compare(device, said)
            case Event():
                self._note(device, said, envelope)
            case _:
                pass

    def _answer(self, device: str, hello: Hello) -> None:
        if abs(self.ahead_s) > 1.0:
            self.misled.setdefault(device, []).append(self.timeline.now)
        told = TimeAnswer(self.scope(device, 60), hello.nonce, round(self.now.timestamp() * 1_000))
        self._send(Kind.TIME, device, self.seal(Role.ORDER, told))
        self._journal_to[device] = max(self._journal_to[device], hello.first_event - 1)
        self._acknowledge(device)
        self._send_policy(device)
        self.desired[device].say_again(self.now)

    def _compare(self, device: str, report: Report) -> None:
        held, now = report.held, self.timeline.now
        desired = self.desired[device]
        desired.heard(epoch=held.epoch, version=held.version, sha=report.sha256, now=self.now)
        self.epochs.setdefault(device, {}).setdefault(held.epoch, now)
        spoken = self.spoken.get(device, {}).get(report.sha256)
        if spoken is None:
            return
        known = self.confirmed.setdefault(device, [])
        if not known or spoken.number > known[-1][1]:
            known.append((now, spoken.number))
        self.accepted |= {(device, name) for name, _, _ in spoken.told}

    def _note(self, device: str, event: Event, envelope: bytes) -> None:
        journal = self._journal[device]
        journal[event.number] = event
        word = event_of(event, envelope)
        entry = self.entries.get((device, event.id))
        if entry is not None and word.item is not None:
            entry.hear(word.item, now=self.now)
        elif entry is not None and word.not_played is not None:
            entry.hear_not_played(word.not_played, word.reason, now=self.now)
        while self._journal_to[device] + 1 in journal:
            self._journal_to[device] += 1
        self._acknowledge_soon(device)

    def _acknowledge_soon(self, device: str) -> None:
        """Answer a whole batch at once, as the gateway's ear does."""
        if device not in self._acknowledging:
            self._acknowledging.add(device)
            self.timeline.after(_BATCH_S, lambda: self._acknowledge(device))

    def _acknowledge(self, device: str) -> None:
        self._acknowledging.discard(device)
        told = EvAck(self.scope(device, 60), self._journal_to[device])
        self._send(Kind.EVACK, device, self.seal(Role.ORDER, told))

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
