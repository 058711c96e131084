"""What a speaker does with what it is told: each message in the acceptance order, stored before it counts."""

import base64
from collections.abc import Iterator
from typing import Final

from broadcaster.domain.asrun import Outcome
from broadcaster.protocol import topics
from broadcaster.protocol.messages import (
    EvAck,
    EvReq,
    Head,
    Keys,
    LiveOrder,
    Message,
    Policy,
    Stop,
    TimeAnswer,
    ToneTest,
)
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.topics import Kind
from broadcaster.speaker.adoption import Adoption
from broadcaster.speaker.commands import Commands
from broadcaster.speaker.conductor import Conductor
from broadcaster.speaker.diary import event
from broadcaster.speaker.facts import BodyFetched, Received
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.mind import Mind

MAX_PENDING: Final = 8
TOLD_STEP_S: Final = 1.0
REFUSALS_A_MINUTE: Final = 10
REFUSALS_KEPT: Final = 100
"""So many refusals become events; a flood of forgeries must not push the history out of the ring."""


class Intake:
    """Judges messages. What cannot be judged before the time or newer keys are known waits in `_pending`."""

    def __init__(self, mind: Mind, conductor: Conductor) -> None:
        self._mind, self._conductor = mind, conductor
        self._pending: dict[str, Received] = {}
        self._refusals: list[float] = []
        self.adoption = Adoption(mind, conductor)
        self._commands = Commands(mind, conductor)

    def receive(self, fact: Received, mono: float) -> None:
        """Judge a message and act on it; a refusal becomes an event with its code."""
        try:
            topic = topics.parse(fact.topic)
        except ValueError:
            return
        utc = self._mind.clock.utc(mono)
        try:
            opened = self._mind.trust.receive(topic, fact.payload, retained=fact.retained, utc=utc)
            self._act(opened.message, fact, mono)
        except Refused as refusal:
            if refusal.code is Code.UNKNOWN_KEY and topic.kind in {Kind.HEAD, Kind.POLICY}:
                self._pending[topic.kind.value] = fact  # the list of keys may still be on its way
            if self._mind.trust.keys is not None or refusal.code is not Code.UNKNOWN_KEY:
                self._refuse(refusal, topic.kind.value, mono)

    def fetched(self, fact: BodyFetched, mono: float) -> None:
        """Commit a plan, and hear the alerts in it."""
        try:
            alerts = self.adoption.fetched(fact, self._mind.clock.utc(mono))
        except Refused as refusal:
            self._refuse(refusal, "body", mono)
            return
        own = topics.Topic(self._mind.identity.site, Kind.CMD, self._mind.identity.device)
        for alert in alerts:
            self.receive(Received(str(own), alert, retained=False), mono)

    def _act(self, message: Message, fact: Received, mono: float) -> None:
        utc = self._mind.clock.utc(mono)
        match message:
            case Keys():
                self._keys(message, fact.payload, mono)
            case Policy():
                self._policy(message, fact.payload)
                self._conductor.forewarn(utc or 0.0)
            case TimeAnswer():
                self._time(message, mono)
            case EvAck():
                self._mind.diary.acknowledged(message.high, mono)
            case EvReq():
                self._mind.diary.asked_for(message.first, message.last)
            case Stop():
                self._commands.stop(message, utc)
            case Head() | LiveOrder() | ToneTest():
                self._order(message, fact, utc)

    def _keys(self, keys: Keys, envelope: bytes, mono: float) -> None:
        mind = self._mind
        if not mind.trust.check_keys(keys, envelope):
            return
        mind.diary.write(
            {"k": "keys", "env": _text(envelope), "ep": keys.scope.epoch, "iat": keys.scope.issued},
            event("keys", kver=keys.version),
        )
        mind.trust.reload()
        self._distrust(mind.clock.utc(mono))
        self._again(mono)

    def _distrust(self, utc: float | None) -> None:
        """Let go of what was accepted from a key, or in an epoch, that no longer counts."""
        mind, revoked = self._mind, Outcome.CANCELLED
        if self.adoption.wanted and not self._still_open(self.adoption.wanted[1]):
            self.adoption.wanted = None  # its plan may still come, and must not count
        if mind.head and (
            mind.head.scope.epoch != mind.memory.epoch or not self._still_open(mind.memory.head)
        ):
            if mind.stage.current and mind.stage.current.task.id not in mind.lives:
                mind.stage.cut(revoked, "revoked")
            mind.diary.write({"k": "reopen"}, *self._gone(utc))
            mind.forget_plan()
        for name in [name for name, live in mind.memory.lives.items() if not self._still_open(live.envelope)]:
            if mind.stage.current and mind.stage.current.task.id.partition(":")[0] == name:
                mind.stage.cut(revoked, "revoked")
            mind.lives.pop(name, None)
            mind.diary.write({"k": "drop", "id": name})
        mind.changed = True

    def _gone(self, utc: float | None) -> Iterator[Record]:
        """Tell of orders whose time may have come and that nothing can explain once their plan is forgotten."""
        for task in self._mind.planned():
            if (utc is None or task.start <= utc) and not self._mind.stage.sounding(task.id):
                yield event("missed", task.id, outcome=Outcome.CANCELLED.value, reason="revoked")

    def _still_open(self, envelope: bytes) -> bool:
        try:
            return self._mind.trust.open(envelope, None).message.scope.epoch == self._mind.memory.epoch
        except Refused:
            return False

    def _policy(self, policy: Policy, envelope: bytes) -> None:
        if self._mind.trust.check_policy(policy, envelope):
            self._mind.diary.write(
                {"k": "policy", "env": _text(envelope)}, event("policy", pver=policy.version)
            )
            self._mind.trust.reload()
            self._mind.changed = True

    def _time(self, answer: TimeAnswer, mono: float) -> None:
        mind = self._mind
        before, kept = mind.clock.utc(mono), mind.clock.sync
        mind.clock, step_s = mind.clock.answered(answer.nonce, answer.utc_ms / 1_000, mono, mind.memory.floor)
        sync = mind.clock.sync
        adopted = sync is not None and sync is not kept
        if abs(step_s) > TOLD_STEP_S:
            mind.diary.write(event("clock", step_ms=round(step_s * 1_000), adopted=adopted))
        if sync is None or not adopted:
            return
        if before is None:
            mind.told_mono = mono
        mind.diary.write({"k": "sync", **vars(sync)})
        mind.changed = True
        self._again(mono)

    def _order(self, message: Head | LiveOrder | ToneTest, fact: Received, utc: float | None) -> None:
        """Judge what needs the time and the right epoch; what comes before they are known waits for them."""
        if message.scope.epoch > self._mind.memory.epoch or utc is None:
            name = message.order.id if isinstance(message, LiveOrder) else message.TYPE
            if name in self._pending or len(self._pending) < MAX_PENDING:
                self._pending[name] = fact
            return
        match message:
            case Head():
                self.adoption.head(message, fact.payload, utc)
            case LiveOrder():
                self._commands.live(message, fact.payload, utc)
            case ToneTest():
                self._commands.tone(message, utc)

    def _again(self, mono: float) -> None:
        waiting, self._pending = self._pending, {}
        for fact in waiting.values():
            self.receive(fact, mono)

    def _refuse(self, refusal: Refused, where: str, mono: float) -> None:
        self._refusals = [at for at in self._refusals if at > mono - 60.0]
        kept = sum(told["kind"] == "refused" for told in self._mind.memory.events.values())
        if len(self._refusals) < REFUSALS_A_MINUTE and kept < REFUSALS_KEPT:
            self._refusals.append(mono)
            self._mind.diary.write(event("refused", code=refusal.code.value, why=refusal.why[:160], on=where))


def _text(envelope: bytes) -> str:
    return base64.b64encode(envelope).decode()
