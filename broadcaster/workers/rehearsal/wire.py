"""The broker and the cables of the rehearsal: lossy, slow, out of order, and now and then in hostile hands."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from broadcaster.domain.types import sha256_of
from broadcaster.protocol import topics
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.speaker.facts import Fetch, Publish, Received
from broadcaster.workers.rehearsal.faults import Faults
from broadcaster.workers.rehearsal.machine import Machine
from broadcaster.workers.rehearsal.timeline import Timeline

_SEEN: Final = 80
_QUICK_S: Final = 0.02


@dataclass
class Slowness:
    """How long messages take, each way, in seconds."""

    up_s: float = 0.0
    down_s: float = 0.0


@dataclass
class Wire:
    """Carries every message between one station and its speakers. `hear` is the station's ear."""

    time: Timeline
    chance: random.Random
    faults: Faults
    bodies: dict[str, bytes] = field(default_factory=dict)
    machines: dict[str, Machine] = field(default_factory=dict)
    hear: Callable[[str, str, bytes], None] = lambda _device, _topic, _payload: None

    def __post_init__(self) -> None:
        self._stored: dict[str, bytes] = {}
        self._seen: dict[str, list[tuple[Topic, bytes]]] = {}
        self._withheld: dict[str, bytes] = {}
        self.slow: dict[str, Slowness] = {}

    # -- the station's side

    def send(self, topic: Topic, envelope: bytes) -> None:
        """Send to one speaker, or, with `keys`, to all."""
        if topic.kind.retained:
            self._stored[str(topic)] = envelope
        for device in [topic.name] if topic.name else list(self.machines):
            self._seen.setdefault(device, []).append((topic, envelope))
            del self._seen[device][:-_SEEN]
            if topic.kind is Kind.TIME and self.faults.strikes("replay", self.chance, 0.4):
                self._withheld[device] = envelope
                continue
            self._carry(device, topic, envelope, self._slowness(device).down_s)

    # -- a speaker's side

    def say(self, device: str, publish: Publish) -> None:
        """Carry a speaker's word up."""
        if self._is_lost():
            return
        if "replay" in self.faults and topics.parse(publish.topic).kind is Kind.HELLO:
            self._lie(device)
        for _ in range(2 if self.faults.strikes("duplicate", self.chance, 0.3) else 1):
            self.time.after(
                self._slowness(device).up_s + self._jitter(),
                lambda: self.hear(device, publish.topic, publish.payload),
            )

    def retained(self, wanted: tuple[str, ...]) -> Iterator[Received]:
        """Yield what is stored below these topics."""
        for topic in wanted:
            if topic in self._stored:
                yield Received(topic, self._stored[topic], retained=True)

    def fetch(self, fetch: Fetch) -> bytes | None:
        """Return a body; a sound is as good as its name."""
        if self._is_lost():
            return None
        return self.bodies.get(fetch.sha256) if fetch.is_body else b"sound"

    def keep(self, body: bytes) -> str:
        """Have a body ready to be fetched; return its name."""
        sha = sha256_of(body)
        self.bodies[sha] = body
        return sha

    # -- in hostile hands

    def replay(self) -> None:
        """Say something old again, to whom it was said or to somebody else."""
        device = self.chance.choice(list(self.machines))
        seen = self._seen.get(device)
        if not seen:
            return
        topic, envelope = self.chance.choice(seen)
        other = self.chance.random() < 0.2
        target = self.chance.choice(list(self.machines)) if other else device
        if topic.name:
            topic = Topic(topic.site, topic.kind, target)
        if self.chance.random() < 0.1:
            envelope = self._spoilt(envelope)
        self._carry(target, topic, envelope, 0.0, retained=self.chance.random() < 0.2)

    def wipe(self) -> None:
        """Lose the broker's store."""
        self._stored.clear()

    def _lie(self, device: str) -> None:
        """Answer a question for the time before the station does, with what was once withheld."""
        old = self._withheld.get(device)
        machine = self.machines.get(device)
        if old is not None and machine is not None and self.chance.random() < 0.5:
            site = topics.parse(next(iter(self._stored))).site if self._stored else "xa-tap"
            self._carry(device, Topic(site, Kind.TIME, device), old, 0.0)

    def _spoilt(self, envelope: bytes) -> bytes:
        at = self.chance.randrange(len(envelope))
        return envelope[:at] + bytes([envelope[at] ^ 1 << self.chance.randrange(8)]) + envelope[at + 1 :]

    def _carry(
        self, device: str, topic: Topic, envelope: bytes, seconds: float, *, retained: bool = False
    ) -> None:
        machine = self.machines.get(device)
        if machine is None or (topic.kind is not Kind.KEYS and self._is_lost()):
            return  # keys are said once: within a session the broker repeats them (QoS 1), and at its begin
        fact = Received(str(topic), envelope, retained)

        def arrive() -> None:
            if machine.online:
                machine.tell(fact)

        for _ in range(2 if self.faults.strikes("duplicate", self.chance, 0.3) else 1):
            self.time.after(seconds + self._jitter(), arrive)

    def _slowness(self, device: str) -> Slowness:
        return self.slow.get(device, _PROMPT)

    def _jitter(self) -> float:
        if self.faults.strikes("delay", self.chance, 0.1):
            return self.chance.choice((0.5, 3.0, 40.0))
        return self.chance.uniform(0.0, _QUICK_S)

    def _is_lost(self) -> bool:
        return self.faults.strikes("loss", self.chance, 0.25)


_PROMPT: Final = Slowness()
