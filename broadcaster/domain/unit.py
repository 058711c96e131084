"""Units (*đơn vị*): schools, the health station, the police and others that owe the radio items each month."""

import enum
from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.errors import StationError
from broadcaster.domain.months import last_day, month_of
from broadcaster.domain.types import new_id

USUAL_QUOTA = 2
"""Items a month that the communes' plans ask of each school and of the health station."""
MOST_QUOTA = 60
LONGEST_NAME = 160
REMIND_DAYS = 10
"""A unit that is behind is reminded urgently when no more days than this are left of the month."""


class UnitKind(enum.Enum):
    """What sort of unit it is."""

    SCHOOL = "school"
    HEALTH = "health"
    POLICE = "police"
    FRONT = "front"
    """The Fatherland Front and the associations in it."""
    OTHER = "other"


class Reminder(enum.Enum):
    """How a unit stands with its month."""

    NOTHING_OWED = "nothing_owed"
    MET = "met"
    """The office has accepted as many items as are owed."""
    WAITING = "waiting"
    """It would be met if the office accepted what lies in the inbox: the office must act, not the unit."""
    TO_COME = "to_come"
    """Items are missing, and there is time."""
    URGENT = "urgent"
    """Items are missing and few days are left."""
    MISSED = "missed"
    """The month is over and items are missing."""


@dataclass
class Unit:
    """A unit with what it owes: `monthly_quota` items accepted by the office, from the month of `since_on` on."""

    id: str
    commune_id: str
    name: str
    kind: UnitKind
    monthly_quota: int
    since_on: date
    ended_at: datetime | None = None

    def describe(self, *, name: str, kind: UnitKind, monthly_quota: int) -> None:
        """Say something else of it. StationError `unit_name`, `unit_quota`."""
        tidy = " ".join(name.split())
        if not 0 < len(tidy) <= LONGEST_NAME:
            raise StationError("unit_name", limit=LONGEST_NAME)
        if not 0 <= monthly_quota <= MOST_QUOTA:
            raise StationError("unit_quota", limit=MOST_QUOTA)
        self.name, self.kind, self.monthly_quota = tidy, kind, monthly_quota

    def owes_in(self, month_on: date) -> int:
        """Return how many items it owes in a month."""
        return self.monthly_quota if month_of(month_on) >= month_of(self.since_on) else 0


def unit(*, commune_id: str, name: str, kind: UnitKind, monthly_quota: int, since_on: date) -> Unit:
    """Enter a unit. StationError as `Unit.describe`."""
    made = Unit(new_id(), commune_id, "", kind, 0, since_on)
    made.describe(name=name, kind=kind, monthly_quota=monthly_quota)
    return made


@dataclass(frozen=True)
class Duty:
    """One unit's month in figures: `owed` items, those that the office `accepted`, those that wait for its answer.

    An item counts for the month in which it was sent, whenever it is answered.
    """

    owed: int
    accepted: int
    waiting: int
    month_on: date

    def __post_init__(self) -> None:
        if min(self.owed, self.accepted, self.waiting) < 0 or self.month_on.day != 1:
            raise ValueError(f"no month of a unit: {self}")

    @property
    def missing(self) -> int:
        """Items that nobody has sent yet."""
        return max(0, self.owed - self.accepted - self.waiting)

    @property
    def due_on(self) -> date:
        """The last day on which an item counts for this month."""
        return last_day(self.month_on)

    def reminder(self, today: date) -> Reminder:
        """Return how the unit stands on a day."""
        if not self.owed:
            return Reminder.NOTHING_OWED
        if self.accepted >= self.owed:
            return Reminder.MET
        if not self.missing:
            return Reminder.WAITING
        if today > self.due_on:
            return Reminder.MISSED
        return Reminder.URGENT if (self.due_on - today).days < REMIND_DAYS else Reminder.TO_COME
