"""Whether words have been on air: as planned, whatever became of them on each speaker."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts
from broadcaster.domain.broadcast import BroadcastState


def was_on_air(session: Session, bulletin_id: str, *, since: datetime, now: datetime) -> bool:
    """Tell whether any broadcast with the bulletin has begun since then."""
    column = broadcasts.c
    rundowns = session.scalars(
        select(column.rundown).where(
            column.start_at >= since, column.start_at <= now, column.state == BroadcastState.PLANNED
        )
    )
    return any(item.bulletin_id == bulletin_id for rundown in rundowns for item in rundown.items)
