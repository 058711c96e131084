"""What sounds now, next and today: the rows of the strip and of the page *Hôm nay*."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.opinion import OpinionKind
from broadcaster.domain.precedence import Precedence


class Kind(enum.Enum):
    """What sort of thing a stretch of air is; decides its colour and its sign."""

    TUNE = "tune"
    BULLETIN = "bulletin"
    HAMLET = "hamlet"
    COLUMN = "column"
    RELAY = "relay"
    LIVE = "live"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Sounding:
    """What is on air. `speakers` is how many should sound, `sounding` how many say that they do."""

    title: str
    precedence: Precedence
    starts_at: datetime
    ends_at: datetime
    sounding: int
    speakers: int


@dataclass(frozen=True)
class Speaking:
    """Somebody speaks, or is about to, from a microphone in the office."""

    talk_id: str
    title: str
    person: str
    starts_at: datetime


@dataclass(frozen=True)
class Upcoming:
    """The next broadcast: its start, and how many hamlets and speakers it is for."""

    title: str
    starts_at: datetime
    hamlets: int
    speakers: int


@dataclass(frozen=True)
class Strip:
    """What stands on top of every page.

    `silent` counts speakers that are lost; `failures` the workers that stand still, by name. `fresh_at` is
    when the station last wrote down anything the speakers told it (None: never). `held_until_at` is set
    while all broadcasting is stopped. `waiting` counts bulletins to approve, `requests` those that nobody
    answered.
    """

    now_at: datetime
    sounding: Sounding | None
    upcoming: Upcoming | None
    silent: int
    failures: tuple[str, ...]
    fresh_at: datetime | None
    held_until_at: datetime | None
    waiting: int
    requests: int
    speaking: Speaking | None = None


@dataclass(frozen=True)
class Tally:
    """How many speakers stand at each outcome."""

    counts: tuple[tuple[Outcome, int], ...]

    @property
    def total(self) -> int:
        """All speakers counted."""
        return sum(count for _, count in self.counts)

    def of(self, *outcomes: Outcome) -> int:
        """Count the speakers that stand at any of `outcomes`."""
        return sum(count for outcome, count in self.counts if outcome in outcomes)


@dataclass(frozen=True)
class AirItem:
    """One part of a broadcast: when it begins, how long it is, and what it is."""

    title: str
    kind: Kind
    starts_at: datetime
    duration_ms: int


@dataclass(frozen=True)
class AirBlock:
    """One broadcast to one hamlet, with its parts in order and how its speakers fared.

    `reason` is the code of the worst outcome's reason ("" when there is none), `shortest_ms` the least that
    any speaker really played (None: no report yet), `latest_ms` the worst start error.
    """

    broadcast_id: str
    title: str
    precedence: Precedence
    starts_at: datetime
    ends_at: datetime
    items: tuple[AirItem, ...]
    tally: Tally
    reason: str = ""
    shortest_ms: int | None = None
    latest_ms: int | None = None


@dataclass(frozen=True)
class Lane:
    """The day of one hamlet; `silent_since_at` is when its longest lost speaker was last heard."""

    hamlet_code: str
    hamlet: str
    speakers: int
    silent: int
    silent_since_at: datetime | None
    blocks: tuple[AirBlock, ...]


@dataclass(frozen=True)
class WaitingLine:
    """A bulletin to approve; `needed_at` is the first airing that would take it."""

    bulletin_id: str
    title: str
    duration_ms: int | None
    needed_at: datetime | None


@dataclass(frozen=True)
class RequestLine:
    """A request of a hamlet or a unit (`sender`) that nobody has answered yet, and until when somebody must."""

    request_id: str
    sender: str
    title: str
    sent_at: datetime
    wanted_at: datetime | None
    due_at: datetime


@dataclass(frozen=True)
class BehindLine:
    """A unit that still owes `missing` items, due on a day that is near."""

    unit: str
    missing: int
    due_on: date


@dataclass(frozen=True)
class OpinionLine:
    """What a resident said at a place and nobody has answered; `place` is the hamlet's name."""

    opinion_id: str
    place: str
    kind: OpinionKind
    text: str
    sent_at: datetime


@dataclass(frozen=True)
class SilentLine:
    """A lost speaker: `heard_at` is its last word (None: never), `households` those who may hear nothing."""

    device_id: str
    hamlet: str
    heard_at: datetime | None
    households: int | None
    holds_plan_until_at: datetime | None


@dataclass(frozen=True)
class Today:
    """One day of the commune. The lists of things to do are cut short; the totals beside them are whole."""

    day: date
    now_at: datetime
    lanes: tuple[Lane, ...]
    waiting: tuple[WaitingLine, ...]
    waiting_total: int
    requests: tuple[RequestLine, ...]
    requests_total: int
    silent: tuple[SilentLine, ...]
    silent_total: int
    behind: tuple[BehindLine, ...] = ()
    opinions: tuple[OpinionLine, ...] = ()
    opinions_total: int = 0
