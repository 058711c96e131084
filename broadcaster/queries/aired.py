"""When bulletins were really on air: only what at least one speaker says that it played to the end counts."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, select, type_coerce
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.domain.asrun import Outcome

_WHOLE = None
_SOUNDED = (Outcome.STARTED, Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED)


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
    heard = _heard(session, commune_id, from_at, until_at)
    starts: defaultdict[str, set[datetime]] = defaultdict(set)
    places: defaultdict[str, set[str]] = defaultdict(set)
    lengths: dict[str, int] = {}
    for broadcast_id, hamlet, start_at, rundown in session.execute(
        select(
            broadcasts.c.id,
            broadcasts.c.hamlet,
            broadcasts.c.start_at,
            type_coerce(broadcasts.c.rundown, JSON),
        )
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at >= from_at,
            broadcasts.c.start_at < until_at,
        )
        .order_by(broadcasts.c.start_at, broadcasts.c.id)
    ):
        numbers = heard.get(broadcast_id, frozenset())
        for number, item in enumerate(rundown["items"]):
            if (key := item["bulletin_id"]) and (numbers is _WHOLE or number in numbers):
                starts[key].add(start_at)
                places[key].add(hamlet)
                lengths[key] = item["duration_ms"]
    return {
        key: Aired(min(when), max(when), len(when), len(places[key]), lengths[key])
        for key, when in starts.items()
    }


def _heard(
    session: Session, commune_id: str, from_at: datetime, until_at: datetime
) -> Mapping[str, AbstractSet[int] | None]:
    """Return, by broadcast, which items some speaker says it played to the end; `_WHOLE` where it says so of all."""
    heard: dict[str, AbstractSet[int] | None] = {}
    for broadcast_id, outcome, items in session.execute(
        select(as_run.c.broadcast_id, as_run.c.outcome, as_run.c["items"]).where(
            as_run.c.commune_id == commune_id,
            as_run.c.start_at >= from_at,
            as_run.c.start_at < until_at,
            as_run.c.outcome.in_(_SOUNDED),
        )
    ):
        before = heard.get(broadcast_id, frozenset())
        if before is _WHOLE or outcome is Outcome.DONE:
            heard[broadcast_id] = _WHOLE
        else:
            heard[broadcast_id] = before | {
                int(number) for number, told in items.items() if told["outcome"] == Outcome.DONE.value
            }
    return heard
