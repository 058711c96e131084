"""What waits for a second pair of eyes: alerts, air hours, odd hours, messages of others."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import alerts
from broadcaster.domain.alert import CONFIRMED_FOR, Alert
from broadcaster.services import cap_inbox, hours, odd_hours


@dataclass(frozen=True)
class SecondPerson:
    """How much of each waits; `alerts` are those whose first confirmation still counts."""

    alerts: tuple[Alert, ...]
    air_hours: int
    odd_hours: tuple[str, ...]
    notices: int

    def __bool__(self) -> bool:
        """Tell whether anything waits."""
        return bool(self.alerts or self.air_hours or self.odd_hours or self.notices)


def second_person(session: Session, commune_id: str, *, now: datetime) -> SecondPerson:
    """Return what waits for a second person now."""
    confirmed = session.scalars(
        select(Alert).where(
            alerts.c.commune_id == commune_id,
            alerts.c.first_at > now - CONFIRMED_FOR,
            alerts.c.second_id.is_(None),
        )
    )
    return SecondPerson(
        alerts=tuple(each for each in confirmed if each.waits_for_second(now)),
        air_hours=len(hours.open_proposals(session, commune_id)),
        odd_hours=tuple(each.name for each in odd_hours.waiting(session, commune_id, now=now)),
        notices=len(cap_inbox.waiting(session, commune_id, now=now)),
    )
