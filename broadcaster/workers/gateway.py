"""The station's mouth and ear on the wire.

Ear: messages wait in a queue, are verified, and are written down in batches; only then is the broker told that
they arrived. Mouth: every plan that is due is signed and its head published; the row itself says when to say it again.
"""

import logging
import queue
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from broadcaster.bootstrap import Station
from broadcaster.mqtt import Delivery, Link
from broadcaster.protocol.commands import CtlState, EvAck, TimeAnswer
from broadcaster.protocol.messages import spell
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.reports import Event, Hello, Report, State
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import EVERYBODY, Scope
from broadcaster.protocol.topics import Kind, Topic, for_controller
from broadcaster.services import dispatching, reporting
from broadcaster.workers import outbound
from broadcaster.workers.inbound import Heard, event_of, open_heard, report_of, topic_of

_log = logging.getLogger(__name__)
_BATCH = 1_000
_LISTEN_S = 0.5
_SAY_AT_ONCE = 200
"""Heads signed in one step: the ear is not kept waiting while a thousand plans go out."""
_ANSWER_LIFE_S = 60
_HEARTBEAT = timedelta(seconds=30)


class Gateway:
    """One connection to the broker in the station's name."""

    name = "gateway"

    def __init__(self, station: Station) -> None:
        self._station = station
        self._site = station.commune.code
        self._heard: queue.Queue[Delivery] = queue.Queue()
        self._must_introduce = False
        self._hours: dispatching.HoursInForce | None = None
        self._spoke_at: datetime | None = None
        self._link = Link(
            station.settings.mqtt_host,
            station.settings.mqtt_port,
            station.wire_name,
            station.wire_name,
            station.wire_secret,
            will=(
                str(Topic(self._site, Kind.CTL_STATE)),
                self._ctl_state(station.clock.now(), online=False),
                True,
            ),
            on_connect=self._connected,
            on_delivery=self._heard.put,
        )
        self._link.subscribe(for_controller(self._site))

    @property
    def online(self) -> bool:
        """Tell whether a broker answers."""
        return self._link.online

    def start(self) -> None:
        """Connect, and keep connecting."""
        self._link.start()

    def stop(self) -> None:
        """Say that the controller goes, and go."""
        self._publish(
            Topic(self._site, Kind.CTL_STATE), self._ctl_state(self._station.clock.now(), online=False)
        )
        self._link.stop()

    def step(self, now: datetime) -> datetime:
        """Write down what was heard, then say what is due."""
        if self._must_introduce:
            self._must_introduce = False
            self._introduce()
        self._listen()
        self._say_due_heads(self._station.clock.now())
        self._say_presence(now)
        return self._station.clock.now()

    def _connected(self) -> None:
        self._must_introduce = True

    def _introduce(self) -> None:
        """Say everything retained anew: a broker that lost its store has forgotten it."""
        now = self._station.clock.now()
        self._publish(Topic(self._site, Kind.KEYS), self._station.keys_document)
        self._spoke_at = None
        with self._station.memory.writes.begin() as session:
            self._hours = dispatching.hours_in_force(session, self._site, now=now)
            policies = [self._policy(device_id) for device_id in dispatching.joined(session, self._site)]
            dispatching.say_all_again(session, self._site, now=now)
        for topic, envelope in filter(None, policies):
            self._publish(topic, envelope)

    def _policy(self, device_id: str) -> tuple[Topic, bytes] | None:
        """Sign the hours in force for one speaker; without any, the speaker has no policy and plays no schedule."""
        if self._hours is None:
            return None
        payload = outbound.policy(
            self._site,
            device_id,
            self._hours.hours,
            since=self._hours.since,
            epoch=self._station.epoch,
            utc_offset_min=self._station.utc_offset_min(self._hours.since),
        )
        return Topic(self._site, Kind.POLICY, device_id), self._sign(Role.POLICY, payload)

    def _watch_hours(self, now: datetime) -> None:
        """Say the policies anew where another decision has come into force."""
        with self._station.memory.reads() as session:
            if dispatching.hours_in_force(session, self._site, now=now) != self._hours:
                self._must_introduce = True

    def _listen(self) -> None:
        deliveries = self._drain()
        if not deliveries:
            return
        now = self._station.clock.now()
        with self._station.memory.writes.begin() as session:
            answers = self._hear_all(session, deliveries, now)
        for topic, envelope in answers:
            self._publish(topic, envelope)
        self._link.acknowledge(deliveries)

    def _drain(self) -> list[Delivery]:
        """Wait a little for a first message, then take what else is there."""
        taken: list[Delivery] = []
        until = time.monotonic() + _LISTEN_S
        while len(taken) < _BATCH:
            try:
                taken.append(self._heard.get(timeout=0 if taken else max(0.0, until - time.monotonic())))
            except queue.Empty:
                break
        return taken

    def _hear_all(
        self, session: Session, deliveries: Sequence[Delivery], now: datetime
    ) -> list[tuple[Topic, bytes]]:
        """Write down a batch, each speaker's events together, and return what is to be answered."""
        heard: dict[str, list[Heard]] = {}
        for delivery in deliveries:
            try:
                word = self._open(session, delivery)
            except Refused as refusal:
                reporting.keep_reject(
                    session,
                    self._site,
                    delivery.topic,
                    delivery.payload,
                    code=refusal.code.value,
                    why=str(refusal),
                    now=now,
                )
                continue
            heard.setdefault(word.topic.name, []).append(word)
        return [
            answer
            for device_id, words in heard.items()
            for answer in self._hear(session, device_id, words, now)
        ]

    def _open(self, session: Session, delivery: Delivery) -> Heard:
        name = topic_of(delivery.topic).name
        status = reporting.speaker(session, self._site, name)
        if status is None:
            raise Refused(Code.UNKNOWN_KEY, f"no speaker {name} has joined")
        return open_heard(self._site, delivery.topic, delivery.payload, status.public_key)

    def _hear(
        self, session: Session, device_id: str, words: Iterable[Heard], now: datetime
    ) -> Iterable[tuple[Topic, bytes]]:
        status = reporting.speaker(session, self._site, device_id)
        assert status is not None  # noqa: S101  # each word was opened with this speaker's key
        events: dict[str, list[reporting.Event]] = {}
        for word in words:
            said = word.opened.message
            if isinstance(said, State):
                status.hear_state(on=said.online, boot=said.boot, conn=said.connection, now=now)
            elif isinstance(said, Report):
                reporting.hear_report(session, status, report_of(said), now=now)
            elif isinstance(said, Hello):
                reporting.hear_hello(
                    session,
                    status,
                    boot=said.boot,
                    conn=said.connection,
                    firmware=said.firmware,
                    clock=said.clock.value,
                    lowest_event=said.first_event,
                    now=now,
                )
                yield self._time_answer(device_id, said, now)
                yield self._ev_ack(device_id, status.journal_to, now)
                policy = self._policy(device_id)
                if policy and self._hours and said.held.policy != int(self._hours.since.timestamp()):
                    yield policy
            elif isinstance(said, Event):
                events.setdefault(word.opened.kid.hex(), []).append(event_of(said, word.envelope))
        for key_id, told in events.items():
            whole_to = reporting.hear_events(session, status, key_id, told, now=now)
            yield self._ev_ack(device_id, whole_to, now)

    def _time_answer(self, device_id: str, hello: Hello, now: datetime) -> tuple[Topic, bytes]:
        answered_at = self._station.clock.now()
        answer = TimeAnswer(self._scope(device_id, now), hello.nonce, int(answered_at.timestamp() * 1000))
        return Topic(self._site, Kind.TIME, device_id), self._sign(Role.ORDER, spell(answer))

    def _ev_ack(self, device_id: str, whole_to: int, now: datetime) -> tuple[Topic, bytes]:
        acknowledged = spell(EvAck(self._scope(device_id, now), whole_to))
        return Topic(self._site, Kind.EVACK, device_id), self._sign(Role.ORDER, acknowledged)

    def _say_due_heads(self, now: datetime) -> None:
        if not self._link.online:
            return
        with self._station.memory.writes.begin() as session:
            due = dispatching.due(session, self._site, now=now, limit=_SAY_AT_ONCE)
            said = [
                (Topic(self._site, Kind.HEAD, each.desired.device_id), self._head(session, each, now))
                for each in due
            ]
        for topic, envelope in said:
            self._publish(topic, envelope)

    def _head(self, session: Session, due: dispatching.Due, now: datetime) -> bytes:
        body = outbound.plan_body(self._site, due.device, due.desired, self._station.sound_size)
        dispatching.said(session, due.desired, body, now=now)
        return self._sign(Role.ORDER, outbound.head(self._site, due.desired, body, now=now))

    def _say_presence(self, now: datetime) -> None:
        if self._link.online and (self._spoke_at is None or now - self._spoke_at >= _HEARTBEAT):
            self._spoke_at = now
            self._watch_hours(now)
            self._publish(Topic(self._site, Kind.CTL_STATE), self._ctl_state(now, online=True))

    def _ctl_state(self, now: datetime, *, online: bool) -> bytes:
        issued = int(now.timestamp())
        scope = Scope(self._site, (EVERYBODY,), self._station.epoch, issued, issued + outbound.HEAD_LIFE_S)
        state = CtlState(scope, online, self._station.instance, int(now.timestamp() * 1000))
        return self._sign(Role.ORDER, spell(state))

    def _scope(self, device_id: str, now: datetime) -> Scope:
        issued = int(now.timestamp())
        return Scope(self._site, (device_id,), self._station.epoch, issued, issued + _ANSWER_LIFE_S)

    def _sign(self, role: Role, payload: bytes) -> bytes:
        return self._station.signer.sign(role, payload)

    def _publish(self, topic: Topic, envelope: bytes) -> None:
        if not self._link.publish(str(topic), envelope, retain=topic.kind.retained):
            _log.info("not sent, no broker: %s", topic)
