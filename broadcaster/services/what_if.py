"""Before anything is saved: what would change on which pole."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.domain.horizon import DAYS_AHEAD, Station, expand
from broadcaster.domain.what_if import WhatIf, compare
from broadcaster.services.planning import FREEZE
from broadcaster.services.planning_view import known_broadcasts, look_around

LONGEST_LOOK = 28
"""Days ahead that are compared at most."""


def look(
    session: Session,
    commune_id: str,
    changed: Callable[[Station], Station],
    *,
    now: datetime,
    days: int = DAYS_AHEAD,
) -> WhatIf:
    """Compare the coming days as they stand with those after a change; nothing is written."""
    fleet = fleet_rows.load(session, commune_id)
    known = known_broadcasts(session, commune_id, now)
    station = look_around(session, fleet, known.values(), now)
    span = max(1, min(days, LONGEST_LOOK))
    return compare(
        expand(station, now=now, days=span, freeze=FREEZE),
        expand(changed(station), now=now, days=span, freeze=FREEZE),
    )
