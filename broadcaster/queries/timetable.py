"""The timetable: programmes, recurring slots and the coming days, the rows of *Lịch phát*."""

from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown import Skip, Why
from broadcaster.queries.on_air import AirItem, Kind


@dataclass(frozen=True)
class ProgrammeLine:
    """A recurring unit of air; `topics` fill it by themselves (none: every topic)."""

    id: str
    name: str
    minutes: int
    topics: tuple[Topic, ...]
    takes_hamlet_news: bool
    slots: int


@dataclass(frozen=True)
class SlotLine:
    """A recurring slot or a one-off; `hamlets` are names, none means the whole commune.

    `waits_for_second` where it has odd hours that nobody has agreed to: it is not planned.
    """

    id: str
    name: str
    programme: str
    recurrence: Recurrence
    length_ms: int
    hamlets: tuple[str, ...]
    waits_for_second: bool = False


@dataclass(frozen=True)
class PlannedAiring:
    """One start of one schedule, all its hamlets (names) together.

    `is_new_hour` when no speaker sounded at this hour of this weekday in the four weeks before.
    `schedule_id` and `starts_at` together name it; `length_ms` is the longest that its slot allows. `items` are what
    most of its hamlets hear, `alike` of them, among these the one with the code `heard_by`.
    """

    schedule_id: str
    title: str
    kind: Kind
    precedence: Precedence
    starts_at: datetime
    ends_at: datetime
    hamlets: tuple[str, ...]
    speakers: int
    is_whole_commune: bool
    is_one_off: bool
    is_new_hour: bool
    length_ms: int = 0
    items: tuple[AirItem, ...] = ()
    heard_by: str = ""
    alike: int = 0


@dataclass(frozen=True)
class Week:
    """Seven days from `starts_on`; `hours` is the decision in force on the first of them (None: none is)."""

    starts_on: date
    now_at: datetime
    airings: tuple[PlannedAiring, ...]
    hours: AirHours | None


@dataclass(frozen=True)
class RundownLine:
    """One item of a rundown and why it stands here."""

    item: AirItem
    why: Why
    bulletin_id: str | None


@dataclass(frozen=True)
class SkippedLine:
    """A bulletin that is not in the rundown, and why."""

    bulletin_id: str
    title: str
    skip: Skip


@dataclass(frozen=True)
class AiringView:
    """One airing opened, as one of its hamlets hears it: the rundown to the second."""

    airing: PlannedAiring
    hamlet: str
    lines: tuple[RundownLine, ...]
    skipped: tuple[SkippedLine, ...]
    length_ms: int


@dataclass(frozen=True)
class Timetable:
    """Programmes and slots, for the lists below the week."""

    programmes: tuple[ProgrammeLine, ...]
    slots: tuple[SlotLine, ...]


@dataclass(frozen=True)
class AirableLine:
    """An approved, unexpired bulletin that a one-off broadcast may air."""

    bulletin_id: str
    title: str
    duration_ms: int
    expires_on: date
