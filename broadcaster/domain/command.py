"""What the station tells speakers at once, and how long it insists: live orders, stops and tests.

The row is its own outbox. A command is said to whole groups first, then again after 1, 2, 4 and 8 seconds to those
speakers alone that have not answered; whoever is still missing learns of it from the next plan body.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from broadcaster.domain.precedence import Precedence

ID_PREFIX = "cmd-"
"""How a command's id begins, so that a speaker's word about it is told from one about a broadcast."""

_PATIENCE_S = (1, 2, 4, 8)
LONGEST_WAIT = timedelta(seconds=_PATIENCE_S[-1])
"""A command is never put off for longer; one that is was put off by a clock that was ahead, and is due now."""


class CommandKind(enum.Enum):
    """What sort of thing is said at once."""

    ORDER = "order"
    STOP = "stop"
    TEST = "test"
    """A tone, or the silent one that goes the same way and is heard by nobody."""


class Answer(enum.Enum):
    """Where one speaker stands with one command, by its own signed word."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    SOUNDING = "sounding"
    DONE = "done"
    """It played the order whole, at least once."""
    ENDED = "ended"
    """It played less than the whole, or nothing; the reason says why."""
    STOPPED = "stopped"
    REFUSED = "refused"


@dataclass
class Command:
    """One thing said at once to `groups`, or to single `devices`.

    `payload` is what is said, in plain words; `envelopes` the signed forms by group or device, once they were made.
    `due_at` is when to say it (again); None means that nobody insists any more. `withdrawn_at` is set for an order
    that was taken back: it is over for every speaker.
    """

    id: str
    commune_id: str
    kind: CommandKind
    groups: tuple[str, ...]
    devices: tuple[str, ...]
    payload: Mapping[str, Any]
    created_at: datetime
    expires_at: datetime
    due_at: datetime | None
    title: str = ""
    precedence: Precedence = Precedence.EMERGENCY
    subject_id: str | None = None
    attempts: int = 0
    envelopes: Mapping[str, str] = field(default_factory=dict)
    withdrawn_at: datetime | None = None

    def __post_init__(self) -> None:
        if not self.id.startswith(ID_PREFIX):
            raise ValueError(f"a command's id begins with {ID_PREFIX}: {self.id!r}")
        if bool(self.groups) == bool(self.devices):
            raise ValueError("a command goes to groups or to single speakers")
        if self.expires_at <= self.created_at:
            raise ValueError("a command counts for some time")

    @property
    def is_fresh(self) -> bool:
        """Tell whether it was never said: then it goes to everybody, later only to the missing."""
        return self.attempts == 0

    def said(self, now: datetime) -> None:
        """Note that it went out: it is due again a little later, four times at most, never after its end."""
        self.attempts += 1
        again = self.attempts <= len(_PATIENCE_S)
        due_at = now + timedelta(seconds=_PATIENCE_S[self.attempts - 1]) if again else None
        self.due_at = due_at if due_at is not None and due_at < self.expires_at else None

    def unsaid(self, now: datetime) -> None:
        """Note that no broker took it: it is due again soon, for as long as it counts."""
        due_at = now + timedelta(milliseconds=250)
        self.due_at = due_at if due_at < self.expires_at else None

    def enough(self) -> None:
        """Insist no more: everybody answered, or nobody is to hear it now."""
        self.due_at = None

    def counts_at(self, now: datetime) -> bool:
        """Tell whether speakers may still act on it."""
        return self.withdrawn_at is None and now < self.expires_at


def base_id(said: str) -> str:
    """Return the command's id of an order id as a speaker says it: repetition `n` is `{id}:{n}`."""
    return said.partition(":")[0]


def round_of(said: str) -> int:
    """Return which repetition of an order a speaker speaks of; 0 is the first playing."""
    number = said.partition(":")[2]
    return int(number) if number.isdecimal() and len(number) <= 5 else 0


@dataclass
class CommandAnswer:
    """One speaker's word about one command.

    `address` is the group or device whose envelope is this speaker's. `rounds` are the repetitions that it played
    whole; `progress` numbers its newest word, so that an older one that comes late or twice unsays nothing.
    """

    command_id: str
    device_id: str
    commune_id: str
    address: str
    answer: Answer = Answer.WAITING
    reason: str = ""
    progress: int = -1
    rounds: list[int] = field(default_factory=list)
    answered_at: datetime | None = None
    first_sound_at: datetime | None = None
    ended_at: datetime | None = None

    def hear(
        self, answer: Answer, *, number: int, now: datetime, reason: str = "", at: datetime | None = None
    ) -> None:
        """Take the speaker's word about repetition `number`; `at` is the speaker's own time for it."""
        self.answered_at = self.answered_at or now
        if answer is Answer.SOUNDING:
            self.first_sound_at = min(filter(None, (self.first_sound_at, at or now)))
        if answer is Answer.DONE and number not in self.rounds:
            self.rounds = sorted({*self.rounds, number})
        progress = _PHASE.get(answer, 2) + 2 * number
        if progress <= self.progress:
            return
        self.progress = progress
        if answer in {Answer.DONE, Answer.ENDED}:
            self.ended_at = at or now
        if answer is Answer.ENDED and self.rounds:
            answer, reason = (
                Answer.DONE,
                "",
            )  # it was heard whole before: a repetition cut short unsays nothing
        self.answer, self.reason = answer, reason


_PHASE = {Answer.ACCEPTED: 0, Answer.SOUNDING: 1}
