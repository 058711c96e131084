"""What a speaker does with what it is told: each message in the acceptance order, stored before it counts."""

import base64
import hashlib
from typing import Final

from broadcaster.domain.asrun import Outcome
from broadcaster.protocol import topics
from broadcaster.protocol.commands import ALL, MAX_STOP_LIFE_S
from broadcaster.protocol.messages import (
    Body,
    EvAck,
    EvReq,
    Head,
    Keys,
    LiveOrder,
    Message,
    OrderClass,
    Policy,
    Stop,
    TimeAnswer,
    ToneTest,
    read_body,
)
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.strict_json import dump
from broadcaster.speaker.conductor import Conductor
from broadcaster.speaker.diary import event
from broadcaster.speaker.facts import BodyFetched, KeepBody, Received, Subscribe
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.limits import too_many_alerts
from broadcaster.speaker.mind import Mind
from broadcaster.speaker.timetable import Task, live_tasks, tone_task
from broadcaster.speaker.trust import check_body, check_time

MAX_PENDING: Final = 8
REFUSALS_A_MINUTE: Final = 10
"""So many refusals become events; a flood of forgeries must not push the history out of the ring."""


class Intake:
    """Judges messages. What cannot be judged before the time or newer keys are known waits in `_pending`."""

    def __init__(self, mind: Mind, conductor: Conductor) -> None:
        self._mind, self._conductor = mind, conductor
        self._pending: dict[str, Received] = {}
        self._refusals: list[float] = []
        self.wanted: tuple[Head, bytes] | None = None
        """The head whose plan is being fetched, and its envelope."""

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
            if refusal.code is not Code.UNTRUSTED_TIME:
                self._refuse(refusal, topic.kind.value, mono)

    def fetched(self, fact: BodyFetched, mono: float) -> None:
        """Commit the plan that the wanted head names; until then the old one stands."""
        if self.wanted is None or self.wanted[0].sha256 != fact.sha256:
            return
        head, envelope = self.wanted
        self.wanted = None
        try:
            body = read_body(fact.data)
            check_body(body, head, self._mind.identity.device)
            check_time(body.scope, self._mind.clock.utc(mono))
        except Refused as refusal:
            self._refuse(refusal, "body", mono)
            return
        self._commit(head, envelope, body, fact.data, self._mind.clock.utc(mono) or 0.0)
        for alert in body.emergencies:
            topic = topics.Topic(head.scope.site, topics.Kind.CMD, self._mind.identity.device)
            self.receive(Received(str(topic), alert, retained=False), mono)

    def _act(self, message: Message, fact: Received, mono: float) -> None:
        utc = self._mind.clock.utc(mono)
        match message:
            case Keys():
                self._keys(message, fact.payload, mono)
            case Policy():
                self._policy(message, fact.payload)
            case TimeAnswer():
                self._time(message, mono)
            case EvAck():
                self._mind.diary.acknowledged(message.high, mono)
            case EvReq():
                self._mind.diary.asked_for(message.first, message.last)
            case Stop():
                self._stop(message, utc)
            case Head():
                self._head(message, fact, utc)
            case LiveOrder():
                self._live(message, fact, utc)
            case ToneTest():
                self._tone(message, utc)

    def _keys(self, keys: Keys, envelope: bytes, mono: float) -> None:
        mind = self._mind
        if not mind.trust.check_keys(keys, envelope):
            return
        mind.diary.write(
            {"k": "keys", "env": _text(envelope), "ep": keys.scope.epoch}, event("keys", kver=keys.version)
        )
        mind.trust.reload()
        self._distrust()
        self._again(mono)

    def _distrust(self) -> None:
        """Let go of what was accepted from a key, or in an epoch, that no longer counts."""
        mind, revoked = self._mind, Outcome.CANCELLED
        if mind.head and (
            mind.head.scope.epoch != mind.memory.epoch or not self._still_open(mind.memory.head)
        ):
            if mind.stage.current and mind.stage.current.task.id not in mind.lives:
                mind.stage.cut(revoked, "revoked")
            mind.forget_plan()
        for name in [name for name, live in mind.memory.lives.items() if not self._still_open(live.envelope)]:
            if mind.stage.current and mind.stage.current.task.id.partition(":")[0] == name:
                mind.stage.cut(revoked, "revoked")
            mind.lives.pop(name, None)
            mind.diary.write({"k": "drop", "id": name})
        mind.changed = True

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
        clock = mind.clock.answered(answer.nonce, answer.utc_ms / 1_000, mono, mind.memory.floor)
        if clock is None or clock.sync is None:
            return
        before = mind.clock.utc(mono)
        mind.clock = clock
        mind.told_mono = mono if mind.told_mono is None or before is None else mind.told_mono
        step_s = 0.0 if before is None else (clock.utc(mono) or before) - before
        records: list[Record] = [{"k": "sync", **vars(clock.sync)}]
        if abs(step_s) > 1.0:
            records.append(event("clock", step_ms=round(step_s * 1_000)))
        mind.diary.write(*records)
        mind.changed = True
        self._again(mono)

    def _head(self, head: Head, fact: Received, utc: float | None) -> None:
        mind = self._mind
        if head.scope.epoch > mind.memory.epoch or utc is None:
            self._wait("head", fact)
            return
        if not mind.trust.check_head(head, mind.head):
            mind.changed = True  # the last answer again
            return
        check_time(head.scope, utc)
        if self.wanted is None or mind.trust.check_head(head, self.wanted[0]):
            self.wanted = (head, fact.payload)
            mind.hungry = True

    def _commit(self, head: Head, envelope: bytes, body: Body, data: bytes, utc: float) -> None:
        mind = self._mind
        gone = self._cancelled(body) + self._withdrawn(body, utc)
        records: list[Record] = [
            {"k": "plan", "sha": head.sha256, "env": _text(envelope), "ep": head.scope.epoch},
            event("plan", ver=head.version, sha=head.sha256, orders=len(body.orders)),
        ]
        if body.scope.issued > mind.memory.hold_issued and body.hold_until != mind.memory.hold_until:
            records.append({"k": "hold", "until": body.hold_until, "iat": body.scope.issued})
        mind.out.append(KeepBody(head.sha256, data))
        mind.diary.write(*records, *gone)
        mind.adopt(head, body, utc)
        if mind.memory.hold_until > utc:
            mind.stage.cut(Outcome.PARTIAL, "hold")
        mind.out.append(Subscribe(tuple(subscriptions(mind))))

    def _cancelled(self, body: Body) -> list[Record]:
        mind, expires = self._mind, float(body.scope.expires)
        if mind.stage.current and mind.stage.current.task.id.partition(":")[0] in body.cancelled:
            mind.stage.cut(Outcome.PARTIAL, "cancelled")
        held = {task.id: task for task in mind.planned()}
        records: list[Record] = []
        for name in body.cancelled:
            if name in mind.memory.closed or mind.stage.sounding(name):
                continue
            mind.lives.pop(name, None)
            records.append({"k": "drop", "id": name})
            if name in held:
                records += self._conductor.close(held[name], Outcome.CANCELLED, "cancelled")
            else:
                records.append({"k": "closed", "id": name, "at": expires})
        return records

    def _withdrawn(self, body: Body, utc: float) -> list[Record]:
        """Tell of orders that the new plan has no more; not closed, for a later plan may have them again."""
        wanted = {order.id for order in body.orders} | set(body.cancelled)
        return [
            event("missed", task.id, outcome=Outcome.CANCELLED.value, reason="withdrawn")
            for task in self._mind.planned()
            if task.id not in wanted and task.start > utc and not self._mind.stage.sounding(task.id)
        ]

    def _live(self, live: LiveOrder, fact: Received, utc: float | None) -> None:
        mind, name = self._mind, live.order.id
        if live.scope.epoch > mind.memory.epoch:
            self._wait(name, fact)
            return
        mind.trust.check_epoch(live.scope)
        digest = hashlib.sha256(dump(live.fields())).hexdigest()
        if name in mind.memory.lives and mind.memory.lives[name].digest != digest:
            raise Refused(Code.VERSION, f"order {name} was told with other content before")
        if name in mind.memory.lives or name in mind.memory.closed:
            mind.changed = True  # the last answer again
            return
        if utc is None:
            self._wait(name, fact)
        check_time(live.scope, utc)
        now = utc or 0.0
        alert = live.order.kind is OrderClass.EMERGENCY
        if alert and too_many_alerts(mind.memory, live.order.reference, now):
            raise Refused(Code.POLICY, "too many new alerts in an hour")
        records: list[Record] = [
            {"k": "live", "id": name, "env": _text(fact.payload), "dig": digest, "at": now}
        ]
        if alert and live.order.reference not in mind.memory.alerts:
            records.append({"k": "alert", "id": name, "at": now})
        mind.diary.write(*records, event("accepted", name, c=live.order.kind.value))
        mind.lives[name] = live
        mind.changed = mind.hungry = True

    def _tone(self, test: ToneTest, utc: float | None) -> None:
        mind = self._mind
        mind.trust.check_epoch(test.scope)
        check_time(test.scope, utc)
        known = {task.id for task in mind.tones} | set(mind.memory.closed) | set(mind.memory.marks)
        if test.id not in known:
            mind.tones.append(tone_task(test, accepted=utc or 0.0))

    def _stop(self, stop: Stop, utc: float | None) -> None:
        """Silence at once. A stop counts with any clock, and only once."""
        mind = self._mind
        mind.trust.check_epoch(stop.scope)
        if stop.id in mind.memory.stops:
            return
        if stop.scope.expires > stop.scope.issued + MAX_STOP_LIFE_S:
            raise Refused(Code.EXPIRED, "a stop lives no longer than a minute")
        if utc is not None:
            check_time(stop.scope, utc)
        records: list[Record] = [{"k": "stop", "id": stop.id, "at": float(stop.scope.expires)}]
        if stop.what == ALL or stop.hold_s:
            until = stop.scope.issued + stop.hold_s if stop.hold_s else 0
            records.append({"k": "hold", "until": until, "iat": stop.scope.issued})
        records.append(event("stopped", stop.id, what=stop.what, hold=stop.hold_s))
        mind.diary.write(*records)
        if stop.what != ALL or stop.hold_s:
            self._silence(stop.what, utc)
        mind.changed = True

    def _silence(self, what: str, utc: float | None) -> None:
        mind = self._mind
        current = mind.stage.current
        if current and what in {ALL, current.task.id, current.task.id.partition(":")[0]}:
            mind.stage.cut(Outcome.PARTIAL, "stopped")
        ended = [task for task in self._open(utc or 0.0) if what in {ALL, task.id}]
        for task in ended:
            mind.diary.write(*self._conductor.close(task, Outcome.CANCELLED, "stopped"))
        for name in [name for name in mind.lives if what in {ALL, name}]:
            del mind.lives[name]
            mind.diary.write({"k": "drop", "id": name})

    def _open(self, utc: float) -> list[Task]:
        """Return what a stop ends for good: live orders at any time, a planned one by its id."""
        mind = self._mind
        live = [
            task
            for name, order in mind.lives.items()
            for task in live_tasks(order, accepted=mind.memory.lives[name].at, now=utc, gain_db=0.0)
        ]
        known = [task for task in (*live, *mind.tones) if task.id not in mind.memory.closed]
        return [task for task in known if not mind.stage.sounding(task.id)]

    def _wait(self, name: str, fact: Received) -> None:
        """Keep a message that cannot be judged yet."""
        if name in self._pending or len(self._pending) < MAX_PENDING:
            self._pending[name] = fact

    def _again(self, mono: float) -> None:
        waiting, self._pending = self._pending, {}
        for fact in waiting.values():
            self.receive(fact, mono)

    def _refuse(self, refusal: Refused, where: str, mono: float) -> None:
        self._refusals = [at for at in self._refusals if at > mono - 60.0]
        if len(self._refusals) < REFUSALS_A_MINUTE:
            self._refusals.append(mono)
            self._mind.diary.write(event("refused", code=refusal.code.value, why=refusal.why[:160], on=where))


def subscriptions(mind: Mind) -> list[str]:
    """Return the topics this speaker hears."""
    return topics.for_speaker(mind.identity.site, mind.identity.device, mind.trust.groups)


def _text(envelope: bytes) -> str:
    return base64.b64encode(envelope).decode()
