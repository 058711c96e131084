"""The speakers: the rows of *Cụm loa*."""

from dataclasses import dataclass
from datetime import datetime

from broadcaster.domain.status import Availability
from broadcaster.queries.archive import LogLine


@dataclass(frozen=True)
class SpeakerLine:
    """One speaker in the list.

    `held` of `wanted` sounds are in its cache; `plan` is the version it holds, `plan_wanted` the station's
    own. `clock` is the speaker's own word: T trusted, H holdover, U untrusted; `clock_error_ms` its clock
    minus the station's; `sounding` the title of what it plays now.
    """

    id: str
    name: str
    hamlet_code: str
    hamlet: str
    availability: Availability
    heard_at: datetime | None
    sounding: str
    held: int
    wanted: int
    plan: int | None
    plan_wanted: int
    clock: str
    clock_error_ms: int | None
    gain_db: float
    households: int | None


@dataclass(frozen=True)
class FleetView:
    """All speakers, ordered by hamlet and id."""

    now_at: datetime
    lines: tuple[SpeakerLine, ...]


@dataclass(frozen=True)
class NextAiring:
    """A broadcast that this speaker will play; `is_held` when its sound already lies in the cache."""

    title: str
    starts_at: datetime
    duration_ms: int
    is_held: bool


@dataclass(frozen=True)
class SpeakerView:
    """One speaker: is it well, what does it hold, what will it play, what did it play."""

    line: SpeakerLine
    now_at: datetime
    groups: tuple[str, ...]
    horns: int
    delay_ms: int
    lat: float | None
    lon: float | None
    software: str
    holds_plan_until_at: datetime | None
    free_bytes: int | None
    upcoming: tuple[NextAiring, ...]
    history: tuple[LogLine, ...]
