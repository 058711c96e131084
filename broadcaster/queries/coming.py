"""The starts to come, hamlets of one start together: what a calendar program shows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import broadcasts
from broadcaster.domain.broadcast import BroadcastState

_BACK = timedelta(days=31)


@dataclass(frozen=True)
class ComingStart:
    """One start: `places` names of hamlets, none for the whole commune; `items` what one of them hears, by title."""

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    places: tuple[str, ...]
    items: tuple[str, ...]


def coming(session: Session, commune_id: str, *, hamlet: str = "", now: datetime) -> tuple[ComingStart, ...]:
    """Return the starts of the last month and all that are planned, of one hamlet or of the commune."""
    fleet = fleet_rows.load(session, commune_id)
    column = broadcasts.c
    query = (
        select(column.schedule_id, column.start_at, column.hamlet, column.title, column.rundown)
        .where(
            column.commune_id == commune_id,
            column.start_at >= now - _BACK,
            column.state == BroadcastState.PLANNED,
        )
        .order_by(column.start_at, column.schedule_id, column.hamlet)
    )
    if hamlet:
        query = query.where(column.hamlet == hamlet)
    together: defaultdict[tuple[datetime, str], list[str]] = defaultdict(list)
    first: dict[tuple[datetime, str], Row[Any, Any, Any, Any, Any]] = {}
    length_ms: defaultdict[tuple[datetime, str], int] = defaultdict(int)
    for row in session.execute(query):
        key = (row.start_at, row.schedule_id)
        together[key].append(row.hamlet)
        first.setdefault(key, row)
        length_ms[key] = max(length_ms[key], row.rundown.duration_ms)
    names = {one.code: one.name for one in fleet.hamlets}
    return tuple(
        ComingStart(
            key=f"{schedule_id}-{start_at:%Y%m%dT%H%M%S}",
            title=first[start_at, schedule_id].title,
            starts_at=start_at,
            ends_at=start_at + timedelta(milliseconds=length_ms[start_at, schedule_id]),
            places=() if len(here) == len(names) else tuple(names.get(code, code) for code in here),
            items=tuple(item.title for item in first[start_at, schedule_id].rundown.items),
        )
        for (start_at, schedule_id), here in together.items()
    )
