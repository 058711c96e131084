"""The speaker's mind at work: facts in, effects out, no I/O and no clock of its own.

It holds the newest plan that was really signed for it, fetches what the plan needs, begins each piece at its
instant and at most once, and tells what happened in numbered events.
"""

import math
from collections.abc import Callable
from typing import Final

from broadcaster.protocol.messages import Hello, Segment, State
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.signing import Key, Verify
from broadcaster.protocol.signing import verify as ed25519
from broadcaster.speaker.adoption import subscriptions
from broadcaster.speaker.clock import Clock
from broadcaster.speaker.conductor import Conductor
from broadcaster.speaker.diary import event
from broadcaster.speaker.facts import (
    Began,
    BodyFetched,
    Booted,
    Connected,
    Disconnected,
    Effect,
    Ended,
    Fact,
    Fetch,
    FetchFailed,
    Keep,
    Over,
    Publish,
    Pulse,
    Received,
    Slept,
    SoundFetched,
    SoundLost,
    Subscribe,
    Tick,
    Will,
)
from broadcaster.speaker.fetching import Fetching
from broadcaster.speaker.identity import Identity
from broadcaster.speaker.intake import Intake
from broadcaster.speaker.memory import Memory
from broadcaster.speaker.mind import Mind
from broadcaster.speaker.reported import held, reported
from broadcaster.speaker.trust import check_time

LONGEST_SLEEP_S: Final = 3_600.0
PULSE_PATIENCE_S: Final = 40.0
REPORT_SPACING_S: Final = 1.0
"""Changes within this time become one report."""
FAILURES_TOLD: Final = 3
HELLO_AGAIN_S: Final = 15.0
"""While nobody answers: as often as a report."""


class Agent:
    """One speaker. `nonce` makes unguessable texts of 16 to 64 hexadecimal digits."""

    def __init__(
        self,
        identity: Identity,
        memory: Memory,
        key: Key,
        *,
        nonce: Callable[[], str],
        firmware: str,
        verify: Verify = ed25519,
    ) -> None:
        self._mind = Mind(identity, memory, key, verify)
        self._conductor = Conductor(self._mind)
        self._intake = Intake(self._mind, self._conductor)
        self._fetching = Fetching()
        self._nonce, self._firmware = nonce, firmware
        self._mono = 0.0
        self._connection = 1
        self._online = False
        self._free = 0
        self._pulse_mono = 0.0
        self._reported_mono = -REPORT_SPACING_S
        self._mind.diary.utc = lambda: self._mind.clock.utc(self._mono)

    def handle(self, fact: Fact, mono: float) -> list[Effect]:
        """Take in one fact at the instant `mono`; return what to do, to be done in this order."""
        self._mono = mono
        self._note(fact)
        self._conductor.advance(mono)
        self._fetch()
        self._ask_time()
        self._mind.diary.remind(mono)
        self._report()
        done = list(self._mind.out)
        self._mind.out.clear()
        return done

    def wake_at(self) -> float:
        """Return the monotonic instant at which to call again with a Tick, if nothing happens before."""
        instants = [
            self._mono + LONGEST_SLEEP_S,
            self._conductor.wake_at(self._mono),
            self._fetching.next_try(),
        ]
        if self._online:
            instants += [self._asks_again_at(), self._mind.diary.reminds_at()]
        if self._online and self._mind.changed and self._sounds_alive:
            instants.append(self._reported_mono + REPORT_SPACING_S)
        return max(self._mono + 0.01, min(instant for instant in instants if instant is not None))

    @property
    def memory(self) -> Memory:
        """Return the memory; the world writes its `records()` as a fresh journal when the old one is long."""
        return self._mind.memory

    @property
    def _sounds_alive(self) -> bool:
        """Whether what makes the sound has given a sign of life lately."""
        return self._mono <= self._pulse_mono + PULSE_PATIENCE_S

    def judge(self, envelope: bytes, mono: float) -> tuple[Segment, float]:
        """Open a segment of a stream; return it with the monotonic instant at which it sounds. Any thread may ask.

        Raises Refused, E01 to E08, as for any message.
        """
        trust, clock = self._mind.trust, self._mind.clock
        utc = clock.utc(mono)
        message = trust.open(envelope, utc).message
        if not isinstance(message, Segment):
            raise Refused(Code.ROLE, f"{message.TYPE} is no sound")
        trust.check_epoch(message.scope)
        check_time(message.scope, utc)
        return message, clock.mono(message.at_ms / 1_000)

    def _note(self, fact: Fact) -> None:
        if isinstance(fact, Began | Ended | Over):
            self._played(fact)
        elif isinstance(fact, BodyFetched | SoundFetched | SoundLost | FetchFailed):
            self._fetched(fact)
        else:
            self._happened(fact)

    def _happened(self, fact: Booted | Slept | Connected | Disconnected | Received | Pulse | Tick) -> None:
        match fact:
            case Booted():
                self._boot(fact)
            case Slept():
                self._mind.clock, self._mind.told_mono = Clock.at_boot(fact.boot_id, None), None
            case Connected():
                self._connect()
            case Disconnected():
                self._disconnect()
            case Received():
                self._intake.receive(fact, self._mono)
            case Pulse():
                self._free, self._pulse_mono = fact.free, self._mono
                self._mind.changed, self._reported_mono = True, self._mono - REPORT_SPACING_S
            case Tick():
                pass

    def _fetched(self, fact: BodyFetched | SoundFetched | SoundLost | FetchFailed) -> None:
        match fact:
            case BodyFetched():
                self._fetching.succeeded(fact.sha256)
                self._intake.fetched(fact, self._mono)
                self._keep()
            case SoundFetched():
                self._have(fact.sha256)
            case SoundLost():
                self._mind.sounds.discard(fact.sha256)
                self._mind.changed = self._mind.hungry = True
            case FetchFailed():
                self._fail(fact)

    def _played(self, fact: Began | Ended | Over) -> None:
        match fact:
            case Began():
                self._mind.stage.began(fact, self._mind.clock)
            case Ended():
                self._mind.stage.ended(fact)
            case Over():
                self._mind.stage.over(fact)
                self._mind.changed = True

    def _boot(self, fact: Booted) -> None:
        mind = self._mind
        mind.clock = Clock.at_boot(fact.boot_id, mind.memory.sync)
        mind.booted_mono = self._pulse_mono = self._mono
        mind.told_mono = self._mono if mind.clock.utc(self._mono) is not None else None
        mind.sounds = set(fact.sounds)
        mind.diary.write({"k": "boot"}, event("boot", fw=self._firmware))
        mind.recall(fact.body)
        mind.stage.recover()
        self._will()
        mind.out.append(Subscribe(tuple(subscriptions(mind))))
        self._keep()

    def _connect(self) -> None:
        self._online = True
        self._mind.diary.connected()
        self._mind.diary.say(self._state(online=True), retain=True)
        self._hello()

    def _disconnect(self) -> None:
        if self._online:
            self._connection += 1
        self._online = False
        self._mind.diary.connected()
        self._will()

    def _will(self) -> None:
        self._mind.out.append(Will(*self._mind.diary.envelope(self._state(online=False))))

    def _state(self, *, online: bool) -> State:
        return State(self._mind.diary.scope(), online, self._mind.memory.boots, self._connection)

    def _hello(self) -> None:
        mind, nonce = self._mind, self._nonce()
        mind.clock = mind.clock.asking(nonce, self._mono)
        mind.diary.say(
            Hello(
                scope=mind.diary.scope(),
                nonce=nonce,
                boot=mind.memory.boots,
                connection=self._connection,
                firmware=self._firmware,
                clock=mind.clock.state(self._mono),
                held=held(mind),
                first_event=mind.memory.first_event,
                last_event=mind.memory.last_event,
            )
        )

    def _asks_again_at(self) -> float:
        """Return when to say hello again: soon while nobody answers, as a broker may be there before its controller."""
        clock = self._mind.clock
        unheard = math.inf if self._mind.diary.is_heard else clock.asked_mono + HELLO_AGAIN_S
        return min(clock.asks_again_at(), unheard)

    def _ask_time(self) -> None:
        if self._online and self._mono >= self._asks_again_at():
            self._hello()

    def _have(self, sha256: str) -> None:
        self._fetching.succeeded(sha256)
        self._mind.sounds.add(sha256)
        self._mind.errors.pop(sha256, None)
        self._mind.changed = self._mind.hungry = True

    def _fail(self, fact: FetchFailed) -> None:
        count = self._fetching.failed(fact.sha256, self._mono)
        code = fact.code.value if fact.code else "http"
        if count == FAILURES_TOLD:
            self._mind.errors[fact.sha256] = f"{code} {fact.sha256[:16]}"
            story = event("fault", code=code, why=fact.why[:160], sound=fact.sha256)
            self._mind.diary.write(story)
            self._mind.changed = True

    def _fetch(self) -> None:
        mind, head = self._mind, self._intake.adoption.wanted
        if not (self._fetching.due(self._mono) or mind.hungry):
            return
        mind.hungry = False
        if head is not None and self._fetching.may_ask(head[0].sha256, self._mono):
            self._fetching.under_way.add(head[0].sha256)
            mind.out.append(Fetch(head[0].sha256, head[0].size, head[0].url, is_body=True))
        for sound in self._fetching.begin(mind.wanted().values(), mind.sounds, self._mono):
            mind.out.append(Fetch(sound.sha256, sound.size, sound.url))

    def _keep(self) -> None:
        self._mind.out.append(Keep(tuple(self._mind.wanted())))

    def _report(self) -> None:
        mind = self._mind
        if not (self._online and mind.changed) or self._mono < self._reported_mono + REPORT_SPACING_S:
            return
        if not self._sounds_alive:
            return  # the controller shall see this speaker as lost
        mind.changed, self._reported_mono = False, self._mono
        mind.diary.say(reported(mind, self._mono, self._free))

    def complaint(self, fault: str) -> Publish:
        """Return a report of this one fault, for a world in which the agent cannot work; nothing is stored."""
        self._mind.errors = {fault: fault}
        topic, envelope = self._mind.diary.envelope(reported(self._mind, self._mono, self._free))
        return Publish(topic, envelope)
