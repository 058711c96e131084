"""One real agent in an invented world: its time, disk, network and sound are here, and can fail whenever a test wants.

Nothing waits: the world jumps from one instant at which something happens to the next.
"""

import contextlib
import heapq
import itertools
from collections.abc import Callable
from typing import Any

from broadcaster.protocol import topics
from broadcaster.protocol.messages import Event, Hello, Message, Report, Sound
from broadcaster.protocol.refusals import Code
from broadcaster.protocol.signing import Ed25519Key
from broadcaster.protocol.topics import Kind
from broadcaster.speaker.agent import Agent
from broadcaster.speaker.facts import (
    BodyFetched,
    Booted,
    Connected,
    Disconnected,
    Effect,
    Fact,
    Fetch,
    FetchFailed,
    KeepBody,
    Permit,
    Play,
    Publish,
    Pulse,
    Received,
    Silence,
    Slept,
    SoundFetched,
    Store,
    Tick,
)
from broadcaster.speaker.identity import Identity
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.memory import Memory
from tests.speaker.horn import Heard, Horn
from tests.speaker.toy_controller import SITE, ToyController, said, topic

DEVICE = "LOA-0001"
NOON = 1_789_966_800.0
"""21 September 2026, a Monday, in Hà Nội."""


class PowerCutError(Exception):
    """The mains failed before the next effect could be carried out."""


class Village:
    """A speaker, its controller, and the true time `now` (UTC seconds)."""

    def __init__(
        self,
        toy: ToyController | None = None,
        *,
        now: float = NOON,
        answering: bool = True,
        round_trip_s: float = 0.02,
    ) -> None:
        self.toy = toy or ToyController()
        self.now = now
        self.online = True
        self.answering = answering
        self.round_trip_s = round_trip_s
        self.controller_ahead_s = 0.0
        self.drift = 0.0
        self.pulsing = True
        self.pulse_s = 15.0
        self.effects_left: int | None = None
        self.disk: list[tuple[Record, ...]] = []
        self.plans: dict[str, bytes] = {}
        self.flash: set[str] = set()
        self.broken_sounds: dict[str, Code | None] = {}
        self.said: list[Message] = []
        self.retained: dict[str, bytes] = {}
        self._key = Ed25519Key(b"d" * 32)
        self._boots = itertools.count(1)
        self._count = itertools.count()
        self._later: list[tuple[float, int, Callable[[], None]]] = []
        self.horn = Horn(self)
        self.power(on=True)

    # -- the world's levers

    def power(self, *, on: bool) -> None:
        """Cut the power, or give it back: what is not on the disk is gone, and the clock with it."""
        self._later.clear()
        self.horn.lose_power()
        if not on:
            return
        self._boot = next(self._boots)
        self._started = self.now - 10.0
        nonces = (f"{self._boot:08x}{n:08x}" for n in itertools.count())
        root = next(iter(self.toy.keys.values())).public
        memory = Memory.of(record for records in self.disk for record in records)
        self.agent = Agent(
            Identity(SITE, DEVICE, root, "secret"),
            memory,
            self._key,
            nonce=lambda: next(nonces),
            firmware="test",
        )
        body = self.plans.get(memory.plan) if memory.plan else None
        self.tell(Booted(f"boot-{self._boot}", frozenset(self.flash), body))
        self._pulse()
        if self.online:
            self.connect()

    def power_cut(self, seconds: float = 10.0) -> None:
        self.power(on=False)
        self.now += seconds
        self.effects_left = None
        self.power(on=True)

    def sleep(self, seconds: float) -> None:
        """Suspend the machine: true time passes, its monotonic clock does not."""
        self.now += seconds
        self._started += seconds
        self._later = [(when + seconds, n, call) for when, n, call in self._later]
        self.tell(Slept(f"slept-{self.now}"))

    def connect(self) -> None:
        self.online = True
        self.tell(Connected())
        for path, envelope in sorted(self.retained.items(), key=lambda pair: "keys" not in pair[0]):
            self.tell(Received(path, envelope, retained=True))

    def disconnect(self) -> None:
        self.online = False
        self.tell(Disconnected())

    def send(self, kind: Kind, envelope: bytes, name: str = DEVICE, *, retained: bool = False) -> None:
        path = topic(kind, "" if kind is Kind.KEYS else name)
        if kind.retained:
            self.retained[path] = envelope
        if self.online:
            self.tell(Received(path, envelope, retained=retained))

    def set_up(self, **policy: Any) -> None:
        """Give it keys and a policy, and let it learn the time."""
        self.send(Kind.KEYS, self.toy.keys_envelope(self.now))
        self.send(Kind.POLICY, self.toy.policy_envelope(DEVICE, self.now, **policy))
        self.run(6)

    def plan(self, orders: list[Any], sounds: list[Sound], **more: Any) -> None:
        head, body = self.toy.plan(DEVICE, self.now, orders, sounds, **more)
        self.send(Kind.HEAD, head)
        assert body

    def run(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while True:
            wake = self.true(self.agent.wake_at())
            coming = self._later[0][0] if self._later else wake
            self.now = max(self.now, min(wake, coming, end))
            if self.now >= end and min(wake, coming) > end:
                return
            if coming <= wake:
                heapq.heappop(self._later)[2]()
            else:
                self.tell(Tick())

    def run_with_power_cut_after(self, effects: int, seconds: float, dark_s: float = 10.0) -> bool:
        """Let time pass, but cut the power before the next-but-`effects` effect; tell whether it came to that."""
        end = self.now + seconds
        self.effects_left = effects
        with contextlib.suppress(PowerCutError):
            self.run(seconds)
            self.effects_left = None
            return False
        self.power_cut(dark_s)
        self.run(max(0.0, end - self.now))
        return True

    def tell(self, fact: Fact) -> None:
        for effect in self.agent.handle(fact, self.mono()):
            if self.effects_left is not None:
                if self.effects_left == 0:
                    raise PowerCutError
                self.effects_left -= 1
            self._carry_out(effect)

    # -- what a test asks for

    def events(self, kind: str = "") -> list[Event]:
        """Return the events that the controller has, each once, by their number."""
        found = {one.number: one for one in self.said if isinstance(one, Event)}
        return [one for _, one in sorted(found.items()) if kind in {"", one.kind}]

    def outcomes(self) -> list[tuple[str, object, object]]:
        """Return (order, item, outcome) of every event that has one."""
        return [
            (e.id, e.data.get("i"), e.data["outcome"])
            for e in self.events()
            if "outcome" in e.data
        ]  # fmt: skip

    def codes(self) -> list[object]:
        return [one.data["code"] for one in self.events("refused")]

    def report(self) -> Report:
        return [one for one in self.said if isinstance(one, Report)][-1]

    @property
    def heard(self) -> list[Heard]:
        return self.horn.heard

    def sounded(self) -> list[tuple[str, int]]:
        return [(one.order, one.number) for one in self.heard]

    # -- the machinery

    def mono(self) -> float:
        return (self.now - self._started) * (1 + self.drift)

    def true(self, mono: float) -> float:
        return mono / (1 + self.drift) + self._started

    def at(self, when: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._later, (when, next(self._count), call))

    def _pulse(self) -> None:
        if self.pulsing:
            self.tell(Pulse(10**9))
        self.at(self.now + self.pulse_s, self._pulse)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Store():
                self.disk.append(tuple(dict(record) for record in effect.records))
            case KeepBody():
                self.plans[effect.sha256] = effect.data
            case Publish() if self.online:
                self._hear(effect)
            case Fetch():
                self.at(self.now + 0.1, lambda: self._deliver(effect))
            case Play() | Permit() | Silence():
                self.horn.obey(effect)
            case _:
                pass

    def _hear(self, publish: Publish) -> None:
        message = said(self._key.public, publish.topic, publish.payload)
        self.said.append(message)
        kind = topics.parse(publish.topic).kind
        if not self.answering:
            return
        if isinstance(message, Hello):
            told = self.toy.time(DEVICE, message.nonce, self.now + self.controller_ahead_s)
            self._answer(Kind.TIME, told)
            self._answer(Kind.EVACK, self.toy.evack(DEVICE, message.first_event - 1, self.now))
            if (head := self.retained.get(topic(Kind.HEAD, DEVICE))) is not None:
                self._answer(Kind.HEAD, head)
        if isinstance(message, Event):
            self._answer(Kind.EVACK, self.toy.evack(DEVICE, message.number, self.now))
        assert kind is not Kind.CMD

    def _answer(self, kind: Kind, envelope: bytes) -> None:
        fact = Received(topic(kind, DEVICE), envelope, retained=False)
        self.at(self.now + self.round_trip_s, lambda: self.tell(fact))

    def _deliver(self, fetch: Fetch) -> None:
        if not self.online or fetch.sha256 in self.broken_sounds:
            self.tell(FetchFailed(fetch.sha256, self.broken_sounds.get(fetch.sha256), "invented"))
        elif fetch.is_body:
            self.tell(BodyFetched(fetch.sha256, self.toy.bodies[fetch.sha256]))
        else:
            self.flash.add(fetch.sha256)
            self.tell(SoundFetched(fetch.sha256))
