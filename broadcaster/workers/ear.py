"""The station's ear: messages wait until they are written down, and only then is the broker told that they arrived.

Whatever breaks while a batch is written, nothing of it is lost: where the database does not answer, the batch waits
for the next step; where a single message breaks the writing, it alone is put aside, and the others go through. What is
to be answered is signed afterwards, because a signer may take its time and nobody else can write meanwhile.
"""

import logging
import queue
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from broadcaster.bootstrap import Station
from broadcaster.domain.status import SpeakerStatus
from broadcaster.mqtt import Delivery
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.reports import Event, Held, Hello, Report, State
from broadcaster.protocol.topics import Kind
from broadcaster.services import answers, journal, reporting
from broadcaster.services.hours import HoursInForce
from broadcaster.services.journal import Told
from broadcaster.workers.inbound import Heard, event_of, open_heard, report_of, topic_of
from broadcaster.workers.letters import Letter, Letters

_log = logging.getLogger(__name__)
_BATCH = 1_000
_LISTEN_S = 0.5
_NO_HURRY = "/rep"
"""How topics end by which nobody asks anything: what came by them is written together with what comes soon."""
_KEYS_AGAIN = timedelta(seconds=15)
_NOT_THE_MESSAGE = (OperationalError, InterfaceError, PoolTimeout)
"""No database answers: the messages wait until it does."""
BUG = "bug"
"""The code under which a message is put aside that broke us instead of being refused."""
Owed = dict[tuple[Kind, str], Callable[[], Letter | None]]
"""How each answer will be written, by its kind and speaker: a newer one takes the place of an older one."""


class Ear:
    """Takes deliveries on the link's thread; writes them down, in batches, on the gateway's."""

    def __init__(self, station: Station, letters: Letters) -> None:
        self._station, self._letters = station, letters
        self._site = station.commune.code
        self._arrived: queue.Queue[Delivery] = queue.Queue()
        self._waiting: list[Delivery] = []
        self._owed: Owed = {}
        self._told_keys_at: datetime | None = None
        self.take: Callable[[Delivery], None] = self._arrived.put

    @property
    def waiting(self) -> int:
        """Count the messages that are not written down yet."""
        return len(self._waiting) + self._arrived.qsize()

    def listen(self, hours: HoursInForce | None) -> list[Delivery]:
        """Write down the next batch, waiting a little for a first message to which somebody wants an answer.

        Returns what is safe now and may be acknowledged. What a database raises that does not answer is passed on; the
        batch then waits for the next call.
        """
        self._gather()
        if not self._waiting:
            return []
        try:
            self._write(self._waiting, hours)
        except _NOT_THE_MESSAGE:
            raise
        except Exception:  # noqa: BLE001  whichever message it was: found out below
            _log.exception("a batch of %d messages could not be written; each on its own", len(self._waiting))
            return self._one_by_one(hours)
        safe, self._waiting = self._waiting, []
        return safe

    def answers(self) -> list[Letter]:
        """Sign what is owed to those who were heard; raise DeliveryError, and owe it still, where no signer answers."""
        letters = [letter for write in self._owed.values() if (letter := write())]
        self._owed.clear()
        return letters

    def _gather(self) -> None:
        until = time.monotonic() + _LISTEN_S
        is_urgent = bool(self._waiting)
        while len(self._waiting) < _BATCH:
            try:
                patience_s = 0 if is_urgent else max(0.0, until - time.monotonic())
                came = self._arrived.get(block=patience_s > 0, timeout=patience_s or None)
            except queue.Empty:
                return
            self._waiting.append(came)
            is_urgent = is_urgent or not came.topic.endswith(_NO_HURRY)

    def _one_by_one(self, hours: HoursInForce | None) -> list[Delivery]:
        safe: list[Delivery] = []
        while self._waiting:
            try:
                self._write_or_put_aside(self._waiting[0], hours)
            except _NOT_THE_MESSAGE:
                break
            safe.append(self._waiting.pop(0))
        return safe

    def _write_or_put_aside(self, delivery: Delivery, hours: HoursInForce | None) -> None:
        try:
            self._write([delivery], hours)
        except _NOT_THE_MESSAGE:
            raise
        except Exception as bug:  # noqa: BLE001  one message must not stop the line; its story is logged and kept
            _log.exception("a message by %s broke the ear and is put aside", delivery.topic)
            self._put_aside(delivery, f"{type(bug).__name__}: {bug}")

    def _put_aside(self, delivery: Delivery, why: str) -> None:
        with self._station.memory.writes.begin() as session:
            self._reject(session, delivery, BUG, why)

    def _write(self, deliveries: Sequence[Delivery], hours: HoursInForce | None) -> None:
        heard, refused = self._open(deliveries)
        with self._station.memory.writes.begin() as session:
            for delivery, refusal in refused:
                self._reject(session, delivery, refusal.code.value, str(refusal))
            owed = self._hear(session, heard, hours)
        self._owed |= owed

    def _open(
        self, deliveries: Sequence[Delivery]
    ) -> tuple[list[tuple[Delivery, Heard]], list[tuple[Delivery, Refused]]]:
        """Verify signatures, before the database is held."""
        names = {name for delivery in deliveries if (name := _speaker(delivery.topic))}
        with self._station.memory.reads() as session:
            keys = reporting.public_keys(session, self._site, names)
        heard, refused = [], []
        for delivery in deliveries:
            try:
                word = self._open_one(delivery, keys)
            except Refused as refusal:
                refused.append((delivery, refusal))
            else:
                heard.append((delivery, word))
        return heard, refused

    def _open_one(self, delivery: Delivery, keys: Mapping[str, str]) -> Heard:
        name = topic_of(delivery.topic).name
        if name not in keys:
            raise Refused(Code.UNKNOWN_KEY, f"no speaker {name} has joined")
        return open_heard(self._site, delivery.topic, delivery.payload, keys[name])

    def _hear(
        self, session: Session, heard: Sequence[tuple[Delivery, Heard]], hours: HoursInForce | None
    ) -> Owed:
        """Take what was heard; return what is to be answered once it is committed."""
        now = self._station.clock.now()
        owed: Owed = {}
        known = reporting.known_speakers(session, self._site, {word.topic.name for _, word in heard})
        events: dict[tuple[str, str], list[journal.Event]] = {}
        for delivery, word in heard:
            said, status = word.opened.message, known[word.topic.name]
            if isinstance(said, State):
                status.hear_state(
                    on=said.online,
                    boot=said.boot,
                    conn=said.connection,
                    issued=said.scope.issued,
                    now=now,
                    is_fresh=not delivery.retained,
                )
            elif isinstance(said, Report):
                reporting.hear_report(session, status, report_of(said), now=now)
                owed |= self._keys_for(said.held, now)
            elif isinstance(said, Hello):
                owed |= self._hear_hello(session, status, said, hours)
            elif isinstance(said, Event):
                key = (word.topic.name, word.opened.kid.hex())
                events.setdefault(key, []).append(event_of(said, word.envelope))
        told = [Told(known[name], kid, each) for (name, kid), each in events.items()]
        journal.hear_events(session, told, now=now)
        answers.hear_events(session, told, now=now)
        return owed | dict(self._ev_ack(each.status) for each in told)

    def _ev_ack(self, status: SpeakerStatus) -> tuple[tuple[Kind, str], Callable[[], Letter]]:
        name = status.device_id
        return (Kind.EVACK, name), partial(self._letters.ev_ack, name, status.journal_to)

    def _keys_for(self, held: Held, now: datetime) -> Owed:
        """Say root's list again where a speaker has an older one; all hear it, so not more often than they report."""
        station = self._station
        if (held.epoch, held.keys) >= (station.epoch, station.key_version):
            return {}
        if self._told_keys_at is not None and timedelta() <= now - self._told_keys_at < _KEYS_AGAIN:
            return {}
        self._told_keys_at = now
        return {(Kind.KEYS, ""): self._letters.keys}

    def _hear_hello(
        self, session: Session, status: SpeakerStatus, hello: Hello, hours: HoursInForce | None
    ) -> Owed:
        reporting.hear_hello(
            session,
            status,
            boot=hello.boot,
            conn=hello.connection,
            firmware=hello.firmware,
            clock=hello.clock.value,
            lowest_event=hello.first_event,
            issued=hello.scope.issued,
            now=self._station.clock.now(),
        )
        name = status.device_id
        owed: Owed = {(Kind.TIME, name): partial(self._letters.time_answer, name, hello)}
        owed |= [self._ev_ack(status)]
        if hours and hello.held.policy != int(hours.since.timestamp()):
            owed[Kind.POLICY, name] = partial(self._letters.policy, name, hours)
        return owed

    def _reject(self, session: Session, delivery: Delivery, code: str, why: str) -> None:
        reporting.keep_reject(
            session,
            self._site,
            delivery.topic,
            delivery.payload,
            code=code,
            why=why,
            now=self._station.clock.now(),
        )


def _speaker(topic: str) -> str:
    """Return the name in a topic, "" where it has none."""
    try:
        return topic_of(topic).name
    except Refused:
        return ""
