"""The station's ear: messages wait until they are written down, and only then is the broker told that they arrived.

Whatever breaks while a batch is written, nothing of it is lost: where the database does not answer, the batch waits
for the next step; where a single message breaks the writing, it alone is put aside, and the others go through.
"""

import logging
import queue
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from broadcaster.bootstrap import Station
from broadcaster.domain.errors import DeliveryError
from broadcaster.domain.status import SpeakerStatus
from broadcaster.mqtt import Delivery
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.reports import Event, Held, Hello, Report, State
from broadcaster.services import answers, journal, reporting
from broadcaster.services.hours import HoursInForce
from broadcaster.services.journal import Told
from broadcaster.workers.inbound import Heard, event_of, open_heard, report_of, topic_of
from broadcaster.workers.letters import Letter, Letters

_log = logging.getLogger(__name__)
_BATCH = 1_000
_LISTEN_S = 0.5
_KEYS_AGAIN = timedelta(seconds=15)
_NOT_THE_MESSAGE = (OperationalError, InterfaceError, PoolTimeout, DeliveryError)
"""No database answers, or no signer: the messages wait until it does."""
BUG = "bug"
"""The code under which a message is put aside that broke us instead of being refused."""


class Ear:
    """Takes deliveries on the link's thread; writes them down, in batches, on the gateway's."""

    def __init__(self, station: Station, letters: Letters) -> None:
        self._station, self._letters = station, letters
        self._site = station.commune.code
        self._arrived: queue.Queue[Delivery] = queue.Queue()
        self._waiting: list[Delivery] = []
        self._told_keys_at: datetime | None = None
        self.take: Callable[[Delivery], None] = self._arrived.put

    @property
    def waiting(self) -> int:
        """Count the messages that are not written down yet."""
        return len(self._waiting) + self._arrived.qsize()

    def listen(self, hours: HoursInForce | None) -> tuple[list[Delivery], list[Letter]]:
        """Write down the next batch, waiting a little for a first message.

        Returns what is safe now and may be acknowledged, and the answers to it. What a database or a signer raises that
        does not answer is passed on; the batch then waits for the next call.
        """
        self._gather()
        if not self._waiting:
            return [], []
        try:
            answers = self._write(self._waiting, hours)
        except _NOT_THE_MESSAGE:
            raise
        except Exception:  # noqa: BLE001  whichever message it was: found out below
            _log.exception("a batch of %d messages could not be written; each on its own", len(self._waiting))
            return self._one_by_one(hours)
        safe, self._waiting = self._waiting, []
        return safe, answers

    def _gather(self) -> None:
        until = time.monotonic() + _LISTEN_S
        while len(self._waiting) < _BATCH:
            try:
                patience_s = 0 if self._waiting else max(0.0, until - time.monotonic())
                self._waiting.append(self._arrived.get(block=patience_s > 0, timeout=patience_s or None))
            except queue.Empty:
                return

    def _one_by_one(self, hours: HoursInForce | None) -> tuple[list[Delivery], list[Letter]]:
        safe: list[Delivery] = []
        answers: list[Letter] = []
        while self._waiting:
            try:
                answers += self._write_or_put_aside(self._waiting[0], hours)
            except _NOT_THE_MESSAGE:
                break
            safe.append(self._waiting.pop(0))
        return safe, answers

    def _write_or_put_aside(self, delivery: Delivery, hours: HoursInForce | None) -> list[Letter]:
        try:
            return self._write([delivery], hours)
        except _NOT_THE_MESSAGE:
            raise
        except Exception as bug:  # noqa: BLE001  one message must not stop the line; its story is logged and kept
            _log.exception("a message by %s broke the ear and is put aside", delivery.topic)
            self._put_aside(delivery, f"{type(bug).__name__}: {bug}")
            return []

    def _put_aside(self, delivery: Delivery, why: str) -> None:
        with self._station.memory.writes.begin() as session:
            self._reject(session, delivery, BUG, why)

    def _write(self, deliveries: Sequence[Delivery], hours: HoursInForce | None) -> list[Letter]:
        heard, refused = self._open(deliveries)
        with self._station.memory.writes.begin() as session:
            for delivery, refusal in refused:
                self._reject(session, delivery, refusal.code.value, str(refusal))
            return list(self._hear(session, heard, hours))

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
    ) -> Iterator[Letter]:
        now = self._station.clock.now()
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
                yield from self._keys_for(said.held, now)
            elif isinstance(said, Hello):
                yield from self._hear_hello(session, status, said, hours)
            elif isinstance(said, Event):
                key = (word.topic.name, word.opened.kid.hex())
                events.setdefault(key, []).append(event_of(said, word.envelope))
        told = [Told(known[name], kid, each) for (name, kid), each in events.items()]
        journal.hear_events(session, told, now=now)
        answers.hear_events(session, told, now=now)
        for each in told:
            yield self._letters.ev_ack(each.status.device_id, each.status.journal_to, now)

    def _keys_for(self, held: Held, now: datetime) -> Iterator[Letter]:
        """Say root's list again where a speaker has an older one; all hear it, so not more often than they report."""
        station = self._station
        if (held.epoch, held.keys) >= (station.epoch, station.key_version):
            return
        if self._told_keys_at is None or not timedelta() <= now - self._told_keys_at < _KEYS_AGAIN:
            self._told_keys_at = now
            yield self._letters.keys()

    def _hear_hello(
        self, session: Session, status: SpeakerStatus, hello: Hello, hours: HoursInForce | None
    ) -> Iterator[Letter]:
        now = self._station.clock.now()
        reporting.hear_hello(
            session,
            status,
            boot=hello.boot,
            conn=hello.connection,
            firmware=hello.firmware,
            clock=hello.clock.value,
            lowest_event=hello.first_event,
            issued=hello.scope.issued,
            now=now,
        )
        yield self._letters.time_answer(status.device_id, hello)
        yield self._letters.ev_ack(status.device_id, status.journal_to, now)
        policy = self._letters.policy(status.device_id, hours)
        if policy and hours and hello.held.policy != int(hours.since.timestamp()):
            yield policy

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
