"""What reports count in the log: broadcasts on speakers, and how often each bulletin was heard."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, func, select, type_coerce
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.bulletin_tables import bulletins
from broadcaster.domain.asrun import OPEN, Outcome

Plain = dict[str, Any]


@dataclass(frozen=True)
class Window:
    """The days reported on, [from_at, until_at), cut at the present."""

    commune_id: str
    from_at: datetime
    until_at: datetime

    def of(self, table: Any) -> tuple[Any, ...]:
        """Return the conditions that pick a log table's rows of these days."""
        return (
            table.c.commune_id == self.commune_id,
            table.c.start_at >= self.from_at,
            table.c.start_at < self.until_at,
        )


class Pairs(NamedTuple):
    """Broadcasts on speakers, summed up."""

    planned: int = 0
    successful: int = 0
    failed: int = 0
    unknown: int = 0
    played_ms: int = 0
    planned_ms: int = 0

    def and_(self, outcome: Outcome, count: int, played_ms: int, planned_ms: int) -> "Pairs":
        """Return these and as many more of one outcome."""
        failed = outcome in {Outcome.MISSED, Outcome.REJECTED}
        return Pairs(
            self.planned + count,
            self.successful + (count if outcome is Outcome.DONE else 0),
            self.failed + (count if failed else 0),
            self.unknown + (count if outcome is Outcome.UNKNOWN else 0),
            self.played_ms + played_ms,
            self.planned_ms + planned_ms,
        )


def by_device(session: Session, window: Window) -> Mapping[str, Pairs]:
    """Sum up what became of broadcasts on each speaker."""
    found: defaultdict[str, Pairs] = defaultdict(Pairs)
    rows = session.execute(
        select(
            as_run.c.device_id,
            as_run.c.outcome,
            func.count(),
            func.sum(as_run.c.played_ms),
            func.sum(as_run.c.duration_ms),
        )
        .where(*window.of(as_run), as_run.c.outcome.not_in([*OPEN, Outcome.CANCELLED]))
        .group_by(as_run.c.device_id, as_run.c.outcome)
    )
    for device, outcome, count, played_ms, planned_ms in rows:
        found[device] = found[device].and_(outcome, count, int(played_ms), int(planned_ms))
    return found


def together(by_device: Mapping[str, Pairs]) -> Pairs:
    """Sum up all speakers."""
    return Pairs(*(sum(column) for column in zip(*by_device.values(), strict=True))) if by_device else Pairs()


def aired_bulletins(session: Session, window: Window) -> list[Plain]:
    """Return every bulletin that was to be heard: how often, on how many speakers, for how long."""
    played = {
        key: (pairs, done)
        for key, pairs, done in session.execute(
            select(
                as_run.c.broadcast_id,
                func.count(),
                func.count().filter(as_run.c.outcome == Outcome.DONE),
            )
            .where(*window.of(as_run), as_run.c.outcome.not_in([*OPEN, Outcome.CANCELLED]))
            .group_by(as_run.c.broadcast_id)
        )
    }
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    hamlets: defaultdict[str, set[str]] = defaultdict(set)
    starts: defaultdict[str, set[datetime]] = defaultdict(set)
    rows = session.execute(
        select(
            broadcasts.c.id,
            broadcasts.c.hamlet,
            broadcasts.c.start_at,
            type_coerce(broadcasts.c.rundown, JSON),
        ).where(*window.of(broadcasts))
    )
    for key, hamlet, start_at, rundown in rows:
        if key not in played:
            continue
        pairs, done = played[key]
        for item in rundown["items"]:
            if item["bulletin_id"]:
                of = item["bulletin_id"]
                sums[of].update(
                    plays=pairs,
                    play_successful=done,
                    play_time_ms=done * item["duration_ms"],
                    request_duration_ms=pairs * item["duration_ms"],
                )
                hamlets[of].add(hamlet)
                starts[of].add(start_at)
    return [
        {**row, **sums[row["id"]], "hamlets": len(hamlets[row["id"]]), "airings": len(starts[row["id"]])}
        for row in _bulletins(session, sums)
    ]


def _bulletins(session: Session, wanted: Mapping[str, object]) -> Iterator[Plain]:
    rows = session.execute(
        select(bulletins.c.id, bulletins.c.title, bulletins.c.topic, bulletins.c.precedence)
        .where(bulletins.c.id.in_(list(wanted)))
        .order_by(bulletins.c.topic, bulletins.c.title, bulletins.c.id)
    )
    for key, title, topic, precedence in rows:
        yield {"id": key, "title": title, "topic": topic.value, "precedence": precedence.name}
