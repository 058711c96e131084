"""One loudspeaker of the rehearsal: the real agent upon an invented disk, crystal, network and power line."""

import random
import zlib
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from broadcaster.protocol.signing import Key, Verify
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
    SoundFetched,
    Store,
    Tick,
)
from broadcaster.speaker.identity import Identity
from broadcaster.workers.rehearsal.disk import Disk
from broadcaster.workers.rehearsal.faults import Faults
from broadcaster.workers.rehearsal.horn import Heard, Horn
from broadcaster.workers.rehearsal.timeline import Timeline

CRYSTAL: Final = 100e-6
"""A cheap crystal's worst error, seconds a second: half of what the speaker reckons with."""
_PULSE_S: Final = 15.0
_BEAT_S: Final = 1_800.0
_AGAIN_S: Final = 5.0
_FREE: Final = 10**9


class Network(Protocol):
    """What a speaker reaches, when it reaches anything."""

    def say(self, device: str, publish: Publish) -> None:
        """Carry a message to the station."""
        ...

    def retained(self, topics: tuple[str, ...]) -> Iterator[Received]:
        """Yield what the broker has stored below these topics."""
        ...

    def fetch(self, fetch: Fetch) -> bytes | None:
        """Return a body or a sound; None where it does not come."""
        ...


class PowerCutError(Exception):
    """The mains failed between two effects."""


class Machine:
    """A pole with a box. `tell` is the only way to its agent."""

    def __init__(
        self,
        identity: Identity,
        key: Key,
        *,
        verify: Verify,
        time: Timeline,
        network: Network,
        chance: random.Random,
        faults: Faults,
        ear: list[Heard],
    ) -> None:
        self.device = identity.device
        self._identity, self._key, self._verify = identity, key, verify
        self._time, self._network, self._chance, self._faults = time, network, chance, faults
        self.online = self.powered = True
        self.troubled_at = time.now
        """The last instant at which it was off, alone or out of order."""
        self.woken_at: list[float] = []
        """When its program began anew."""
        self.timed_at = 0.0
        """When it last took an answer for the time."""
        self._crystal = 1 + chance.uniform(-CRYSTAL, CRYSTAL)
        self._disk = Disk()
        self._effects_left: int | None = None
        self._topics: tuple[str, ...] = ()
        self._pulsed_at = 0.0
        self._life = self._boots = 0
        self._awake, self._again_at = False, 0.0
        self._horn = Horn(self.device, time, ear, lambda: time.now - self.timed_at)
        self._horn.connect(self, self._listen())
        self.boot()

    # -- time

    def mono(self) -> float:
        """Return what its monotonic clock shows."""
        return (self._time.now - self._started) * self._crystal

    def true(self, mono: float) -> float:
        """Return the true instant at which its monotonic clock shows `mono`."""
        return self._started + mono / self._crystal

    # -- the world's levers

    def boot(self) -> None:
        """Give it power: only what is on the disk is known, and no clock at all."""
        self.powered, self._life, self._boots = True, self._life + 1, self._boots + 1
        self.troubled_at = self._time.now
        self._started = self._time.now - self._chance.uniform(1, 20)
        self._horn.connect(self, self._listen())
        self._awake, self._again_at = False, 0.0
        self._later(_BEAT_S, self._beat)
        self.tell(Tick())
        if self.online:
            self.connect()

    def cut_power(self) -> None:
        """Take its power away."""
        if not self.powered:
            return
        if "lost-write" in self._faults:
            self._disk.lose_unsynced()
        self._horn.fall_silent()
        self.powered = self._awake = False
        self._effects_left = None
        self._life += 1
        self.troubled_at = self._time.now

    def cut_power_within(self, effects: int) -> None:
        """Take its power away before one of its next effects."""
        self._effects_left = effects

    def connect(self) -> None:
        """Plug in the network."""
        self.online, self.troubled_at = True, self._time.now
        if not self.powered:
            return
        self.tell(Connected())
        for fact in self._network.retained(self._topics):
            self.tell(fact)

    def disconnect(self) -> None:
        """Unplug it."""
        self.online, self.troubled_at = False, self._time.now
        if self.powered:
            self.tell(Disconnected())

    def fill_disk(self, *, full: bool) -> None:
        """Let the disk refuse, or take again."""
        self._disk.is_full, self.troubled_at = full, self._time.now

    @property
    def disk_is_full(self) -> bool:
        """Whether its disk refuses."""
        return self._disk.is_full

    @property
    def last_event(self) -> int:
        """The number of the last thing that it has to tell."""
        return self._agent.memory.last_event

    @property
    def sounding(self) -> bool:
        """Whether something comes out of the horn."""
        return self._horn.sounding

    def tell(self, fact: Fact) -> None:
        """Let the agent take in a fact, as the real seat does, and be there when it wants to be called again."""
        if not self.powered:
            return
        try:
            if not self._awake:
                if self._time.now < self._again_at:
                    return
                self._wake()
                if self.online and not isinstance(fact, Connected):
                    self._handle(Connected())  # the session with the broker outlived the program's memory
            if self._time.now - self._pulsed_at >= _PULSE_S and not isinstance(fact, Pulse):
                self._handle(Pulse(_FREE))  # in between, the player's pulses say nothing new and are left out
            self._handle(fact)
        except OSError:
            self._awake = False
            self._horn.fall_silent()
            self._again_at = self._time.now + _AGAIN_S
            self._later(_AGAIN_S, lambda: self.tell(Tick()))
        except PowerCutError:
            self.cut_power()
            self._time.after(self._chance.choice((3, 10, 30, 300)), self.boot)

    # -- the machinery

    def _listen(self) -> Callable[[Fact], None]:
        life = self._life

        def tell(fact: Fact) -> None:
            if self._life == life:
                self.tell(fact)

        return tell

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        life = self._life
        self._time.after(seconds, lambda: call() if self._life == life else None)

    def _wake(self) -> None:
        memory = self._disk.read()
        boots, count = f"{self.device}-{self._boots}", iter(range(1, 1_000_000))
        self._agent = Agent(
            self._identity,
            memory,
            self._key,
            nonce=lambda: f"{zlib.crc32(boots.encode()):08x}{next(count):08x}",
            firmware="rehearsal",
            verify=self._verify,
        )
        self._awake, self._woken = True, 0
        self.woken_at.append(self._time.now)
        body = self._disk.plans.get(memory.plan) if memory.plan else None
        self._handle(Booted(boots, frozenset(self._disk.sounds), body))
        self._handle(Pulse(_FREE))

    def _beat(self) -> None:
        self.tell(Pulse(_FREE))
        self._later(_BEAT_S, self._beat)

    def _handle(self, fact: Fact) -> None:
        if isinstance(fact, Pulse):
            self._pulsed_at = self._time.now
        before = self._agent.memory.sync
        effects = self._agent.handle(fact, self.mono())
        if self._agent.memory.sync is not before:
            self.timed_at = self._time.now
        for effect in effects:
            if self._effects_left is not None:
                if self._effects_left <= 0:
                    raise PowerCutError
                self._effects_left -= 1
            self._carry_out(effect)
        self._woken += 1
        woken, life = self._woken, self._life
        due = self.true(self._agent.wake_at())
        self._time.at(due, lambda: self.tell(Tick()) if (self._woken, self._life) == (woken, life) else None)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Store():
                self._disk.store(effect)
            case KeepBody():
                self._disk.keep(effect)
            case Publish():
                if self.online:
                    self._network.say(self.device, effect)
            case Fetch():
                self._later(0.2, lambda: self._fetched(effect))
            case Play() | Permit() | Silence():
                self._horn.obey(effect)
            case _:
                self._topics = getattr(effect, "topics", self._topics)

    def _fetched(self, fetch: Fetch) -> None:
        data = self._network.fetch(fetch) if self.online else None
        if data is None:
            self.tell(FetchFailed(fetch.sha256, None, "it did not come"))
        elif fetch.is_body:
            self.tell(BodyFetched(fetch.sha256, data))
        else:
            self._disk.sounds.add(fetch.sha256)
            self.tell(SoundFetched(fetch.sha256))
