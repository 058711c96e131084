"""The speaker's numbered events: on the disk first, then sent, and kept until the controller has them."""

from collections.abc import Callable
from typing import Final

from broadcaster.protocol.codec import seal
from broadcaster.protocol.messages import Event, Message, Scope, spell
from broadcaster.protocol.signing import Key
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.speaker.facts import Effect, Publish, Store
from broadcaster.speaker.identity import Identity
from broadcaster.speaker.ledger import Record
from broadcaster.speaker.memory import Memory

WINDOW: Final = 100
"""Events on the way at once."""
RESEND_S: Final = 30.0
_KINDS: Final = {"state": Kind.STATE, "hello": Kind.HELLO, "rep": Kind.REP, "ev": Kind.EV}
Flat = str | int | float | bool


class Diary:
    """Writes records and sends what the speaker says. `out` takes the effects, in order."""

    def __init__(self, identity: Identity, memory: Memory, key: Key, out: list[Effect]) -> None:
        self._identity, self._memory, self._key, self._out = identity, memory, key, out
        self._sending = False
        self._sent = 0
        self._progress_mono = 0.0
        self.utc: Callable[[], float | None] = lambda: None

    def scope(self) -> Scope:
        """Return the common fields of whatever this speaker says."""
        issued = int(self.utc() or 0)
        return Scope(self._identity.site, (self._identity.device,), self._memory.epoch, issued, 0)

    def say(self, message: Message, *, retain: bool = False) -> None:
        """Sign and send a message of this speaker."""
        topic, envelope = self.envelope(message)
        self._out.append(Publish(topic, envelope, retain))

    def envelope(self, message: Message) -> tuple[str, bytes]:
        """Return the topic and the signed envelope of a message of this speaker."""
        topic = Topic(self._identity.site, _KINDS[message.TYPE], self._identity.device)
        return str(topic), seal(spell(message), self._key)

    def write(self, *records: Record) -> None:
        """Store records as one transaction; number the events among them and send them after."""
        number, at_ms = self._memory.last_event, int((self.utc() or 0) * 1_000)
        for record in records:
            if record["k"] == "ev":
                number += 1
                record |= {"seq": number, "at": at_ms}
        for record in records:
            self._memory.apply(record)
        self._out.append(Store(records))
        self._send()

    @property
    def is_heard(self) -> bool:
        """Whether the controller has answered in this session."""
        return self._sending

    def connected(self) -> None:
        """Begin a session: nothing is sent before the controller has said what it has."""
        self._sending = False

    def acknowledged(self, high: int, mono: float) -> None:
        """Forget what the controller has, and send on from there."""
        if any(number <= high for number in self._memory.events):
            self._memory.apply({"k": "evack", "hi": high})
            self._out.append(Store(({"k": "evack", "hi": high},), lasting=False))
        self._progress_mono = mono
        if not self._sending:
            self._sending, self._sent = True, 0
        self._send()

    def asked_for(self, first: int, last: int) -> None:
        """Send some events again."""
        for number in range(max(first, self._memory.first_event), min(last, first + WINDOW) + 1):
            if number in self._memory.events:
                self._say(number)

    def reminds_at(self) -> float | None:
        """Return when `remind` has something to do next."""
        return self._progress_mono + RESEND_S if self._memory.events and self._sending else None

    def remind(self, mono: float) -> None:
        """Send again what was not acknowledged for a while."""
        if self._memory.events and self._sending and mono - self._progress_mono >= RESEND_S:
            self._progress_mono, self._sent = mono, 0
            self._send()

    def _send(self) -> None:
        if not self._sending:
            return
        first = self._memory.first_event
        for number in range(max(self._sent + 1, first), min(self._memory.last_event, first + WINDOW - 1) + 1):
            self._say(number)
            self._sent = number

    def _say(self, number: int) -> None:
        told = self._memory.events[number]
        self.say(Event(self.scope(), number, told["at"], told["kind"], told["id"], told["data"]))


def event(kind: str, name: str = "", **data: Flat) -> Record:
    """Make an event's record; it gets its number and time when it is written."""
    return {"k": "ev", "kind": kind, "id": name, "data": data}
