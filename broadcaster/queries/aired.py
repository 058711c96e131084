"""When bulletins were really on air: only broadcasts count that at least one speaker says it played to the end."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, distinct, select, type_coerce
from sqlalchemy.orm import Session

from broadcaster.db.tables import as_run, broadcasts
from broadcaster.domain.asrun import Outcome


@dataclass(frozen=True)
class Aired:
    """A bulletin's time on air: its first and last start, how many different starts, and in how many hamlets."""

    first_at: datetime
    last_at: datetime
    airings: int
    hamlets: int
    duration_ms: int
    """How long it lasts, as it was planned the last time."""


def aired(session: Session, commune_id: str, *, from_at: datetime, until_at: datetime) -> Mapping[str, Aired]:
    """Return, by bulletin, its time on air in [from_at, until_at); what nobody heard to the end is not in it."""
    played = (
        select(distinct(as_run.c.broadcast_id))
        .where(
            as_run.c.commune_id == commune_id,
            as_run.c.start_at >= from_at,
            as_run.c.start_at < until_at,
            as_run.c.outcome == Outcome.DONE,
        )
        .scalar_subquery()
    )
    starts: defaultdict[str, set[datetime]] = defaultdict(set)
    places: defaultdict[str, set[str]] = defaultdict(set)
    lengths: dict[str, int] = {}
    for hamlet, start_at, rundown in session.execute(
        select(broadcasts.c.hamlet, broadcasts.c.start_at, type_coerce(broadcasts.c.rundown, JSON))
        .where(broadcasts.c.id.in_(played))
        .order_by(broadcasts.c.start_at, broadcasts.c.id)
    ):
        for item in rundown["items"]:
            if key := item["bulletin_id"]:
                starts[key].add(start_at)
                places[key].add(hamlet)
                lengths[key] = item["duration_ms"]
    return {
        key: Aired(min(when), max(when), len(when), len(places[key]), lengths[key])
        for key, when in starts.items()
    }
