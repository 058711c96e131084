"""Is every worker alive? Told from rows, so that it is true for one process and for many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.changes import changed_rows
from broadcaster.db.process_tables import workers

SILENT_AFTER = timedelta(seconds=30)
"""A worker tells of itself at least every 5 s, also from within a long step; one that did not so long is not alive."""
FORGOTTEN_AFTER = timedelta(days=1)
NEEDED = ("gateway", "janitor", "renderer", "scheduler")
"""Without any of these the station does not do its work, in whichever processes they run."""


@dataclass(frozen=True)
class Heartbeat:
    """The end of one step: when, when the next one is due, and what went wrong if anything did."""

    name: str
    instance: str
    stepped_at: datetime
    next_at: datetime
    error: str | None


@dataclass(frozen=True)
class WorkerHealth:
    """The freshest heartbeat of a worker, and whether it may be called alive."""

    name: str
    stepped_at: datetime
    error: str | None
    is_alive: bool


def beat(session: Session, heartbeat: Heartbeat) -> None:
    """Write a worker's heartbeat over its last one."""
    same = (workers.c.name == heartbeat.name, workers.c.instance == heartbeat.instance)
    told = {"stepped_at": heartbeat.stepped_at, "next_at": heartbeat.next_at, "error": heartbeat.error}
    done = session.execute(update(workers).where(*same).values(**told))
    if not changed_rows(done):
        session.execute(insert(workers).values(name=heartbeat.name, instance=heartbeat.instance, **told))


def forget(session: Session, *names: str) -> None:
    """Drop the heartbeats of workers that are no longer wanted: what is switched off is no trouble."""
    session.execute(delete(workers).where(workers.c.name.in_(names)))


def forget_old(session: Session, *, now: datetime) -> None:
    """Drop heartbeats of processes that ended long ago."""
    session.execute(delete(workers).where(workers.c.stepped_at < now - FORGOTTEN_AFTER))


def workers_health(session: Session, *, now: datetime) -> tuple[WorkerHealth, ...]:
    """Return the freshest word of each worker that was seen within a day, by name."""
    newest: dict[str, WorkerHealth] = {}
    for row in session.execute(select(workers).order_by(workers.c.stepped_at)):
        if now - row.stepped_at > FORGOTTEN_AFTER:
            continue
        fresh = now - row.stepped_at <= SILENT_AFTER
        newest[row.name] = WorkerHealth(row.name, row.stepped_at, row.error, fresh and row.error is None)
    return tuple(newest[name] for name in sorted(newest))


@dataclass(frozen=True)
class Readiness:
    """Whether the station can do its work: every needed worker by name, alive or not; one never seen is not."""

    workers: Mapping[str, bool]

    @property
    def is_ready(self) -> bool:
        """Tell whether nothing is missing."""
        return all(self.workers.values())


def readiness(session: Session, *, now: datetime) -> Readiness:
    """Return whether every needed worker lives, and every other one that was seen."""
    alive = {worker.name: worker.is_alive for worker in workers_health(session, now=now)}
    return Readiness({name: alive.get(name, False) for name in sorted({*alive, *NEEDED})})
