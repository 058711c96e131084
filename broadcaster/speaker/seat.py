"""One speaker's body: agent, journal, cache, link and player, and effects carried out in order."""

import logging
import secrets
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import broadcaster
from broadcaster.domain.errors import DeliveryError
from broadcaster.mqtt import Will as LastWill
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.speaker.agent import Agent
from broadcaster.speaker.cache import Cache
from broadcaster.speaker.download import Source
from broadcaster.speaker.facts import (
    BodyFetched,
    Booted,
    Connected,
    Disconnected,
    Effect,
    Fact,
    Fetch,
    FetchFailed,
    Keep,
    KeepBody,
    Permit,
    Play,
    Publish,
    Pulse,
    Silence,
    SoundFetched,
    SoundLost,
    Store,
    Subscribe,
    Will,
)
from broadcaster.speaker.following import Ways
from broadcaster.speaker.identity import Identity, load_identity, load_key
from broadcaster.speaker.ledger import COMPACT_BYTES, Ledger
from broadcaster.speaker.memory import Memory
from broadcaster.speaker.player import Player

_log = logging.getLogger(__name__)
UNUSED_DAYS = 35
AGAIN_S = 2.0
"""Between two beginnings upon a disk that refuses."""
COMPLAIN_S = 15.0
"""Between two reports of such a disk."""


class Wire(Protocol):
    """The part of an MQTT link that a speaker uses."""

    def start(self) -> None:
        """Begin to connect, and keep connecting."""

    def stop(self) -> None:
        """Say goodbye."""

    def promise(self, will: LastWill) -> None:
        """Set the will of the next connection."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> bool:
        """Send now or not at all."""

    def subscribe(self, filters: tuple[str, ...]) -> None:
        """Hear exactly these topics."""


@dataclass(frozen=True)
class World:
    """What speakers of one process share: the controller's address, download threads, the boot's name."""

    source: Source
    pool: Executor
    boot_id: str


class Seat:
    """Carries out what its agent wants. Everything but `tell` runs on the runner's one thread."""

    def __init__(self, folder: Path, world: World, tell: Callable[[Fact], None]) -> None:
        self.identity: Identity = load_identity(folder)
        self._folder, self._world, self.tell = folder, world, tell
        self._cache = Cache(folder)
        self._ledger = Ledger(folder / "journal")
        self._wanted: tuple[str, ...] = ()
        self.wire: Wire | None = None
        self.player: Player | None = None
        self._awake = self._online = False
        self._woken_mono, self._complained_mono = -AGAIN_S, -COMPLAIN_S
        self.agent = self._new_agent()

    @property
    def cache(self) -> Cache:
        """Return where the sounds are."""
        return self._cache

    @property
    def ways(self) -> Ways:
        """Return how this speaker's player comes to the station's streams."""
        return Ways(self._world.source.stream, lambda envelope: self.agent.judge(envelope, time.monotonic()))

    def boot(self, mono: float) -> None:
        """Wake an agent up with what is on the disk."""
        self.agent = self._new_agent()
        plan = self.agent.memory.plan
        body = self._cache.plan(plan) if plan else None
        self._awake = True
        self._let_agent_handle(Booted(self._world.boot_id, self._cache.sounds(), body), mono)

    def handle(self, fact: Fact, mono: float) -> None:
        """Let the agent take in a fact, and do what it wants, in order.

        Where the disk refuses a record, nothing that stands behind it is done, and within seconds the agent
        begins anew from what the disk does hold: it must not know what a power cut would make it forget.
        """
        if isinstance(fact, Connected | Disconnected):
            self._online = isinstance(fact, Connected)
        if not self._awake and not self._wake(mono):
            return
        if isinstance(fact, Pulse):
            fact = replace(fact, free=self._cache.free())
        self._let_agent_handle(fact, mono)

    def wake_at(self) -> float:
        """Return the monotonic instant at which to call again with a Tick, if nothing happens before."""
        return self.agent.wake_at() if self._awake else self._woken_mono + AGAIN_S

    def _wake(self, mono: float) -> bool:
        """Have the agent begin anew where the disk may take records again; while it does not, say at least that."""
        if mono < self._woken_mono + AGAIN_S:
            return False
        self._woken_mono = mono
        self.boot(mono)
        if self._awake and self._online:
            self._let_agent_handle(Connected(), mono)  # the session outlived the agent
        if not self._awake and self._online and mono >= self._complained_mono + COMPLAIN_S:
            self._complained_mono = mono
            self._say(self.agent.complaint(f"{Code.NO_SPACE.value} journal"))
        return self._awake

    def _let_agent_handle(self, fact: Fact, mono: float) -> None:
        try:
            for effect in self.agent.handle(fact, mono):
                self._carry_out(effect)
            if self._ledger.size > COMPACT_BYTES:
                self._ledger.rewrite(self.agent.memory.records())
        except OSError:
            _log.exception("%s: the disk refused", self.identity.device)
            self._awake = False
            if self.player is not None:
                self.player.hush()

    def close(self) -> None:
        """Leave the air and the network."""
        if self.player is not None:
            self.player.close()
        if self.wire is not None:
            self.wire.stop()
        self._ledger.close()

    def _new_agent(self) -> Agent:
        return Agent(
            self.identity,
            Memory.of(self._ledger.records()),
            load_key(self._folder),
            nonce=lambda: secrets.token_hex(8),
            firmware=f"loa-thon {broadcaster.__version__}",
        )

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Store():
                self._ledger.store(effect.records, lasting=effect.lasting)
            case KeepBody():
                self._cache.keep_plan(effect.sha256, effect.data)
            case Fetch():
                self._world.pool.submit(self._fetch, effect)
            case Keep():
                self._keep(effect)
            case Play() | Permit() | Silence():
                self._sound(effect)
            case Publish() | Subscribe() | Will():
                self._say(effect)

    def _keep(self, effect: Keep) -> None:
        self._wanted = effect.sounds
        for sha256 in self._cache.forget_unused(effect.sounds, UNUSED_DAYS):
            self.tell(SoundLost(sha256))

    def _sound(self, effect: Play | Permit | Silence) -> None:
        if self.player is None:
            return
        match effect:
            case Play():
                for turn in effect.turns:
                    self._cache.played(turn.sound)
                self.player.play(effect)
            case Permit():
                self.player.permit(effect.id, effect.number)
            case Silence():
                self.player.silence(effect.id)

    def _say(self, effect: Publish | Subscribe | Will) -> None:
        if self.wire is None:
            return
        match effect:
            case Publish():
                self.wire.publish(effect.topic, effect.payload, retain=effect.retain)
            case Subscribe():
                self.wire.subscribe(effect.topics)
            case Will():
                self.wire.promise(LastWill(effect.topic, effect.payload, retain=True))

    def _fetch(self, fetch: Fetch) -> None:
        """Get a plan or a sound, on a download thread."""
        try:
            self.tell(self._fetched(fetch))
        except Refused as refusal:
            self.tell(FetchFailed(fetch.sha256, refusal.code, refusal.why))
        except (DeliveryError, OSError) as error:
            self.tell(FetchFailed(fetch.sha256, None, str(error)))

    def _fetched(self, fetch: Fetch) -> Fact:
        if fetch.is_body:
            return BodyFetched(fetch.sha256, self._world.source.body(fetch.url, fetch.sha256, fetch.size))
        for gone in self._cache.make_room(fetch.size, self._wanted):
            self.tell(SoundLost(gone))
        self._world.source.sound(fetch.url, fetch.size, self._cache.part(fetch.sha256))
        self._cache.accept(fetch.sha256)
        return SoundFetched(fetch.sha256)
