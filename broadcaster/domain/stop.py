"""A stop (*lệnh dừng*): silence over a commune, a hamlet or one speaker until a stated time, and who may end it.

One person stops at once. Sound comes back by two: one asks, another agrees. Whoever stopped may undo it alone within
two minutes, for that is a slip of the hand.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person

UNDO_WITHIN = timedelta(minutes=2)
LONGEST = timedelta(days=3)
"""A longer silence is a matter for the schedule."""


class AreaKind(enum.Enum):
    """How wide a stop is."""

    COMMUNE = "commune"
    HAMLET = "hamlet"
    SPEAKER = "speaker"


@dataclass(frozen=True)
class Area:
    """Whom a stop is for; `code` is the hamlet's code or the speaker's id, empty for the whole commune."""

    kind: AreaKind
    code: str = ""

    def __post_init__(self) -> None:
        if (self.kind is AreaKind.COMMUNE) != (self.code == ""):
            raise ValueError(f"a {self.kind.value} is named: {self.code!r}")

    def covers(self, device: Device) -> bool:
        """Tell whether a speaker lies in it."""
        return {
            AreaKind.COMMUNE: True,
            AreaKind.HAMLET: device.hamlet == self.code,
            AreaKind.SPEAKER: device.id == self.code,
        }[self.kind]


@dataclass
class Stop:
    """An entity: one stop. `lifted` are speakers that an emergency let speak again before its end.

    `kept_by` agreed, as the second person, that it may keep a live emergency silent.
    """

    id: str
    commune_id: str
    kind: AreaKind
    code: str
    until_at: datetime
    reason: str
    stopped_by: str
    stopped_at: datetime
    lifted: tuple[str, ...] = ()
    asked_by: str | None = None
    asked_at: datetime | None = None
    released_by: str | None = None
    released_at: datetime | None = None
    kept_by: str | None = None
    kept_at: datetime | None = None

    @property
    def area(self) -> Area:
        """Return whom it is for."""
        return Area(self.kind, self.code)

    def holds_at(self, now: datetime) -> bool:
        """Tell whether it is in force."""
        return self.released_at is None and now < self.until_at

    def holds(self, device: Device, now: datetime) -> bool:
        """Tell whether it keeps this speaker silent."""
        return self.holds_at(now) and self.area.covers(device) and device.id not in self.lifted

    def keep(self, *, by: Person, now: datetime) -> None:
        """Take the second person's word. StationError `not_allowed`, `stop_over`, `same_person`."""
        by.require(Act.STOP)
        if not self.holds_at(now):
            raise StationError("stop_over")
        if by.id == self.stopped_by:
            raise StationError("same_person")
        self.kept_by, self.kept_at = by.id, now

    def may_undo(self, by: Person, now: datetime) -> bool:
        """Tell whether this person may take the stop back alone."""
        return by.id == self.stopped_by and now - self.stopped_at <= UNDO_WITHIN

    def release(self, *, by: Person, now: datetime) -> bool:
        """Ask for sound, or agree with who asked; tell whether the stop is over.

        StationError `not_allowed`, `stop_over`, `same_person`.
        """
        by.require(Act.STOP)
        if not self.holds_at(now):
            raise StationError("stop_over")
        if not self.may_undo(by, now):
            if self.asked_by is None:
                self.asked_by, self.asked_at = by.id, now
                return False
            if self.asked_by == by.id:
                raise StationError("same_person")
        self.released_by, self.released_at = by.id, now
        return True


def held_until(stops: Iterable[Stop], device: Device, now: datetime) -> datetime | None:
    """Return until when a speaker shall be silent; None where nothing holds it."""
    return max((stop.until_at for stop in stops if stop.holds(device, now)), default=None)


def check_stop(until_at: datetime, reason: str, *, now: datetime) -> None:
    """Raise StationError `hold_past`, `hold_long`, `reason_missing` for a stop that says too little or too much."""
    if until_at <= now:
        raise StationError("hold_past", until_at=until_at)
    if until_at - now > LONGEST:
        raise StationError("hold_long", limit=LONGEST // timedelta(hours=1))
    if not reason.strip():
        raise StationError("reason_missing")
