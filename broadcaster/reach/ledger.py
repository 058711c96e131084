"""Sufficient counts: all that reach needs of the as-run log, as a value that can be added, moved and rebuilt.

Reach depends on the log only through the number of plays per (speaker, topic, month, daypart, status).
Counts add up over months and topics; reach does not, so reach is always worked out from counts and never
stored. Where the counts rest between two reports is the database's business.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import MappingProxyType

from broadcaster.domain.asrun import Outcome

COMPLETE = 0.8
"""A play counts as an occasion from this completeness on."""


class Status(enum.Enum):
    """What a scheduled play is worth as evidence. Only CONFIRMED enters the headline."""

    CONFIRMED = "confirmed"
    PARTIAL = "partial"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    MANUAL = "manual"


POSSIBLE = frozenset({Status.CONFIRMED, Status.PARTIAL, Status.UNCONFIRMED, Status.MANUAL})
"""What the upper bound counts: everything but what is known to have failed."""


class Daypart(enum.Enum):
    """Parts of the local day by how many people are at home."""

    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    OTHER = "other"


_DAYPARTS = (
    (Daypart.MORNING, time(5), time(7)),
    (Daypart.MIDDAY, time(11), time(13)),
    (Daypart.AFTERNOON, time(16, 30), time(18, 30)),
    (Daypart.EVENING, time(18, 30), time(22)),
)


def daypart_of(local: time) -> Daypart:
    """Return the daypart of a local time of day; ends belong to what follows, and the night to OTHER."""
    return next((part for part, start, end in _DAYPARTS if start <= local < end), Daypart.OTHER)


def status_of(
    outcome: Outcome, completeness: float, *, is_over: bool, is_silent: bool = False, is_manual: bool = False
) -> Status | None:
    """Return what an as-run outcome is worth, None while it is not due or was cancelled.

    `completeness` is seconds played over planned; `is_over` whether its planned end and the wait for late
    journals have passed; `is_silent` a volume known to be zero, `is_manual` typed in by a person instead of
    reported by the speaker.
    """
    if outcome is Outcome.CANCELLED:
        return None
    if outcome in {Outcome.MISSED, Outcome.REJECTED}:
        return Status.FAILED
    if outcome in {Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED}:
        if is_manual:
            return Status.MANUAL
        if is_silent:
            return Status.FAILED
        is_whole = outcome is Outcome.DONE or completeness >= COMPLETE
        return Status.CONFIRMED if is_whole else Status.PARTIAL
    return Status.UNCONFIRMED if is_over or outcome is Outcome.UNKNOWN else None


@dataclass(frozen=True, order=True)
class Cell:
    """What plays are counted by; `month_on` is the first day of the local month."""

    speaker: str
    topic: str
    month_on: date
    daypart: str

    def __post_init__(self) -> None:
        if self.month_on.day != 1:
            raise ValueError(f"a month is named by its first day, not {self.month_on}")


def cell_of(speaker: str, topic: str, local_start_at: datetime) -> Cell:
    """Return the cell of a play that starts at that moment, told in the commune's own zone."""
    daypart = daypart_of(local_start_at.time())
    return Cell(speaker, topic, local_start_at.date().replace(day=1), daypart.value)


@dataclass(frozen=True)
class Tally:
    """Plays, and milliseconds played and planned in them: integers, so that moves are exact."""

    plays: int = 0
    played_ms: int = 0
    planned_ms: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.plays + other.plays, self.played_ms + other.played_ms, self.planned_ms + other.planned_ms
        )

    @property
    def completeness(self) -> float | None:
        """Share of the planned time that was played, None where none was planned."""
        return self.played_ms / self.planned_ms if self.planned_ms else None


@dataclass(frozen=True)
class Play:
    """One broadcast on one speaker, as the log has it at some moment."""

    cell: Cell
    status: Status
    played_ms: int
    planned_ms: int


@dataclass(frozen=True)
class Ledger:
    """Tallies by cell and status; empty ones are left out, so that equal counts are equal ledgers."""

    tallies: Mapping[tuple[Cell, Status], Tally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {key: tally for key, tally in self.tallies.items() if tally != Tally()}
        object.__setattr__(self, "tallies", MappingProxyType(kept))

    def __add__(self, other: "Ledger") -> "Ledger":
        merged = dict(self.tallies)
        for key, tally in other.tallies.items():
            merged[key] = merged.get(key, Tally()) + tally
        return Ledger(merged)

    def __iter__(self) -> Iterator[tuple[Cell, Status, Tally]]:
        return ((cell, status, tally) for (cell, status), tally in self.tallies.items())

    def plays(self, cell: Cell, status: Status) -> int:
        """Return how many plays of that status the cell holds."""
        return self.tallies.get((cell, status), Tally()).plays


def changes(plays: Iterable[tuple[Play | None, Play | None]]) -> Ledger:
    """Return the ledger of what became of plays, each as it was and as it is, to be added to what is kept.

    None for what it was is a new play, for what it is one taken out; the same play on both sides changes nothing,
    so telling a report twice does no harm.
    """
    tallies: dict[tuple[Cell, Status], Tally] = {}
    for before, after in plays:
        if before == after:
            continue
        for play, sign in ((before, -1), (after, 1)):
            if play is not None:
                key = (play.cell, play.status)
                moved = Tally(sign, sign * play.played_ms, sign * play.planned_ms)
                tallies[key] = tallies.get(key, Tally()) + moved
    return Ledger(tallies)


def rebuild(plays: Iterable[Play]) -> Ledger:
    """Return the ledger of a whole log."""
    return changes((None, play) for play in plays)
