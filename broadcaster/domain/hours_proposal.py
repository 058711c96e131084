"""Air hours that wait for a second person: one enters what UBND xã decided in writing, another compares it."""

from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person


@dataclass
class HoursProposal:
    """An entity: air hours as one person wrote them down. They count once another one has confirmed them.

    Closed means confirmed, or given up by anybody who may decide.
    """

    id: str
    commune_id: str
    hours: AirHours
    proposed_by: str
    proposed_at: datetime
    closed_by: str | None = None
    closed_at: datetime | None = None
    is_confirmed: bool = False

    def confirm(self, *, by: Person, today: date, now: datetime) -> None:
        """Take the second person's word.

        StationError `not_allowed`, `proposal_closed`, `same_person`, `hours_past` (too much time went by meanwhile).
        """
        self._check_open(by)
        if by.id == self.proposed_by:
            raise StationError("same_person")
        check_hours(self.hours, today=today)
        self.closed_by, self.closed_at, self.is_confirmed = by.id, now, True

    def give_up(self, *, by: Person, now: datetime) -> None:
        """Let it count for nothing. StationError `not_allowed`, `proposal_closed`."""
        self._check_open(by)
        self.closed_by, self.closed_at = by.id, now

    def _check_open(self, by: Person) -> None:
        by.require(Act.DECIDE_HOURS)
        if self.closed_at is not None:
            raise StationError("proposal_closed")


def check_hours(hours: AirHours, *, today: date) -> None:
    """Raise StationError `decision_missing`, `hours_past` for what no commune can have decided."""
    if not hours.decided_by.strip():
        raise StationError("decision_missing")
    if hours.effective_from < today:
        raise StationError("hours_past", effective_from=hours.effective_from)
