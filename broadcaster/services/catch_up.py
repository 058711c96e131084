"""After an outage: what a hamlet missed and may still hear is offered to a person; nothing is played late by itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.bulletin_tables import bulletins, renditions
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.rundown import RundownItem
from broadcaster.services import timetable

LOOKS_BACK = timedelta(days=3)
_SOUNDED = frozenset({Outcome.STARTED, Outcome.DONE, Outcome.PARTIAL})
_OPEN = frozenset({Outcome.PLANNED, Outcome.SENT, Outcome.ACCEPTED, Outcome.READY})


@dataclass(frozen=True)
class Missed:
    """A bulletin that whole hamlets did not hear and still may.

    `hamlets` are codes; `missed_at` when it should first have sounded, `again_at` when the plan brings it to all of
    them by itself (None: never), `expires_on` its last day.
    """

    bulletin_id: str
    title: str
    duration_ms: int
    expires_on: date
    hamlets: tuple[str, ...]
    missed_at: datetime
    again_at: datetime | None


def missed(session: Session, commune_id: str, *, now: datetime) -> tuple[Missed, ...]:
    """Return what was missed in the last days, what expires first ahead."""
    silent = _silent_broadcasts(session, commune_id, now)
    lost: defaultdict[str, dict[str, datetime]] = defaultdict(dict)
    heard: set[tuple[str, str]] = set()
    coming: dict[tuple[str, str], datetime] = {}
    column = broadcasts.c
    for row in session.execute(
        select(column.id, column.hamlet, column.start_at, column.rundown)
        .where(
            column.commune_id == commune_id,
            column.start_at > now - LOOKS_BACK,
            column.state == BroadcastState.PLANNED,
        )
        .order_by(column.start_at)
    ):
        for key in _bulletins(row.rundown.items):
            if row.start_at > now:
                coming.setdefault((key, row.hamlet), row.start_at)
            elif row.id in silent:
                lost[key].setdefault(row.hamlet, row.start_at)
            else:
                heard.add((key, row.hamlet))
    valid = _valid(session, lost, day_of(now, timetable.zone_name(session, commune_id)))
    found = []
    for key, (title, duration_ms, expires_on) in valid.items():
        waiting = {code: at for code, at in lost[key].items() if (key, code) not in heard}
        if not waiting:
            continue
        again = [coming.get((key, code)) for code in waiting]
        found.append(
            Missed(
                key,
                title,
                duration_ms,
                expires_on,
                tuple(sorted(waiting)),
                min(waiting.values()),
                max(at for at in again if at) if all(again) else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.expires_on, one.missed_at, one.bulletin_id)))


def missed_one(session: Session, commune_id: str, bulletin_id: str, *, now: datetime) -> Missed:
    """Return one of them. StationError `nothing_missed`."""
    found = next(
        (one for one in missed(session, commune_id, now=now) if one.bulletin_id == bulletin_id), None
    )
    if found is None:
        raise StationError("nothing_missed")
    return found


def _silent_broadcasts(session: Session, commune_id: str, now: datetime) -> set[str]:
    """Return the broadcasts of the last days that are settled and sounded on no speaker."""
    column = as_run.c
    counts: defaultdict[str, set[Outcome]] = defaultdict(set)
    for row in session.execute(
        select(column.broadcast_id, column.outcome, func.count())
        .where(column.commune_id == commune_id, column.start_at > now - LOOKS_BACK, column.start_at <= now)
        .group_by(column.broadcast_id, column.outcome)
    ):
        counts[row.broadcast_id].add(row.outcome)
    return {key for key, outcomes in counts.items() if not outcomes & (_SOUNDED | _OPEN)}


def _bulletins(items: Iterable[RundownItem]) -> set[str]:
    return {item.bulletin_id for item in items if item.bulletin_id}


def _valid(session: Session, ids: Iterable[str], today: date) -> dict[str, tuple[str, int, date]]:
    """Return title, length and last day of the bulletins that may still be heard."""
    column = bulletins.c
    rows = session.execute(
        select(column.id, column.title, column.expires_on, renditions.c.duration_ms)
        .join(renditions, renditions.c.id == column.approved_rendition_id)
        .where(
            column.id.in_(list(ids)),
            column.state == BulletinState.APPROVED,
            column.expires_on >= today,
        )
    )
    return {row.id: (row.title, row.duration_ms or 0, row.expires_on) for row in rows}
