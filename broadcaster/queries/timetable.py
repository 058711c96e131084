"""The timetable: programmes, recurring slots and the coming days, the rows of *Lịch phát*."""

from dataclasses import dataclass
from datetime import date, datetime, time

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.precedence import Precedence
from broadcaster.queries.on_air import AirItem, Kind


@dataclass(frozen=True)
class ProgrammeLine:
    """A recurring unit of air; `topics` fill it by themselves, `duration_ms` is what it may last at most."""

    id: str
    name: str
    kind: Kind
    topics: tuple[Topic, ...]
    takes_hamlet_news: bool
    duration_ms: int
    slots: int


@dataclass(frozen=True)
class SlotLine:
    """A recurring slot: `weekdays` are ISO (1 Monday), no `hamlets` means the whole commune."""

    id: str
    programme_id: str
    programme: str
    kind: Kind
    weekdays: tuple[int, ...]
    starts: time
    duration_ms: int
    from_on: date
    until_on: date | None
    except_on: tuple[date, ...]
    hamlets: tuple[str, ...]


@dataclass(frozen=True)
class PlannedAiring:
    """One programme start, all its hamlets (names) together.

    `is_new_hour` when no speaker sounded at this hour of this weekday in the four weeks before.
    """

    id: str
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


@dataclass(frozen=True)
class Week:
    """Seven days from `starts_on`.

    `windows` are the hours in which speakers may sound, in the commune's time; `minutes_a_day` their limit.
    """

    starts_on: date
    now_at: datetime
    airings: tuple[PlannedAiring, ...]
    windows: tuple[tuple[time, time], ...]
    minutes_a_day: int | None


@dataclass(frozen=True)
class RundownLine:
    """One item of a rundown and, in a stable code, why it stands here."""

    item: AirItem
    bulletin_id: str | None
    is_approved: bool
    why: str


@dataclass(frozen=True)
class AiringView:
    """One airing opened: its rundown to the second."""

    airing: PlannedAiring
    lines: tuple[RundownLine, ...]
    may_cancel: bool


@dataclass(frozen=True)
class Timetable:
    """Programmes and slots, for the lists below the week."""

    programmes: tuple[ProgrammeLine, ...]
    slots: tuple[SlotLine, ...]
