"""Changes of the timetable: looked at, saved whole or not at all, and taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db.timetable_tables import timetable_changes
from broadcaster.domain.calendar import moment_at
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.playlist import Playlist
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.types import new_id
from broadcaster.domain.what_if import WhatIf
from broadcaster.services import audit, planning_marks, timetable, what_if
from broadcaster.services.timetable_proposals import Proposal

_FIELDS = (
    "name", "recurrence", "length_ms", "hamlets", "programme_id", "playlist", "late_ms", "ended_at",
)  # fmt: skip


def look(session: Session, proposal: Proposal, *, by: Person, now: datetime, days: int) -> WhatIf:
    """Return what the proposal would change on which pole."""
    by.require(Act.SCHEDULE)
    return what_if.look(session, by.commune_id, proposal.within, now=now, days=days)


def save(session: Session, proposal: Proposal, *, by: Person, now: datetime) -> str:
    """Save all of a proposal; return the name of the change, by which it is taken back.

    Raises StationError `not_allowed`, `start_past`, `clash` and what the air hours refuse; then nothing is saved.
    """
    by.require(Act.SCHEDULE)
    planning_marks.want(session, by.commune_id)  # whoever comes second waits, and sees the first
    before = [_standing(session, one.id) for one in proposal.schedules]
    check(session, proposal.schedules, commune_id=by.commune_id, now=now)
    for one in proposal.schedules:
        put(session, one.id, by.commune_id, spell(one))
    return record(session, proposal.act, proposal.subject, before, proposal.schedules, by=by, now=now)


def undo(session: Session, change_id: str, *, by: Person, now: datetime) -> str:
    """Let the timetable be as before a change; return what was changed.

    StationError `not_allowed`, `not_found`, `changed_since` (by somebody else, later), `programme_ended`, `clash` and
    what the air hours refuse: what stood before may no longer fit.
    """
    by.require(Act.SCHEDULE)
    planning_marks.want(session, by.commune_id)
    column = timetable_changes.c
    row = session.execute(
        select(timetable_changes).where(column.id == change_id, column.commune_id == by.commune_id)
    ).one_or_none()
    if row is None:
        raise StationError("not_found", kind="change")
    standing = {key: _standing(session, key) for key in row.after}
    if row.undone_at is not None or any(standing[key] != row.after[key] for key in row.after):
        raise StationError("changed_since")
    wanted = {key: row.before[key] or {**row.after[key], "ended_at": now.isoformat()} for key in row.after}
    restored = [_read(key, by.commune_id, plain) for key, plain in wanted.items()]
    check(session, restored, commune_id=by.commune_id, now=now, is_return=True)
    for key, plain in wanted.items():
        put(session, key, by.commune_id, plain)
    session.execute(
        update(timetable_changes).where(column.id == change_id).values(undone_by=by.id, undone_at=now)
    )
    audit.record(
        session, "timetable_undone", change_id, by=by, commune_id=by.commune_id, now=now, what=row.subject
    )
    return str(row.subject)


def check(
    session: Session,
    wanted: Sequence[Schedule],
    *,
    commune_id: str,
    now: datetime,
    is_return: bool = False,
) -> None:
    """Refuse what clashes with others or among itself, what air hours refuse, and what is over before it begins."""
    current = {one.id: one for one in timetable.current_schedules(session, commune_id)}
    current.update({one.id: one for one in wanted})
    live = {key: one for key, one in current.items() if one.ended_at is None}
    zone = timetable.zone_name(session, commune_id)
    for one in wanted:
        if one.ended_at is not None:
            continue
        if one.programme_id is not None:
            timetable.check_programme(session, one.programme_id, commune_id=commune_id)
        others = {key: other for key, other in live.items() if key != one.id}
        timetable.check_beside(session, one.name, one.slot, others, commune_id=commune_id)
        rule = one.recurrence
        is_over = rule.is_single and moment_at(rule.first_on, rule.times[0], zone) <= now
        if is_over and not is_return:
            raise StationError("start_past")


def record(
    session: Session,
    act: str,
    subject: str,
    before: Iterable[dict[str, Any] | None],
    after: Sequence[Schedule],
    *,
    by: Person,
    now: datetime,
) -> str:
    """Write down a change with what stood before it; return its name."""
    key = new_id()
    session.execute(
        insert(timetable_changes).values(
            id=key,
            commune_id=by.commune_id,
            act=act,
            subject=subject[:200],
            before={one.id: plain for one, plain in zip(after, before, strict=True)},
            after={one.id: spell(one) for one in after},
            made_by=by.id,
            made_at=now,
        )
    )
    audit.record(
        session, f"timetable_{act}", key, by=by, commune_id=by.commune_id, now=now, what=subject,
        schedules=", ".join(one.id for one in after),
    )  # fmt: skip
    return key


def spell(schedule: Schedule) -> dict[str, Any]:
    """Return a schedule as JSON holds it; `put` takes it back."""
    return {
        "name": schedule.name,
        "recurrence": schedule.recurrence.to_plain(),
        "length_ms": schedule.length_ms,
        "hamlets": list(schedule.hamlets),
        "programme_id": schedule.programme_id,
        "playlist": schedule.playlist.to_plain() if schedule.playlist else None,
        "late_ms": schedule.late_ms,
        "ended_at": schedule.ended_at.isoformat() if schedule.ended_at else None,
    }


def put(session: Session, key: str, commune_id: str, plain: dict[str, Any]) -> None:
    """Let the schedule of this id be as spelled."""
    wanted, stands = _read(key, commune_id, plain), session.get(Schedule, key)
    if stands is None:
        session.add(wanted)
    else:
        for name in _FIELDS:
            setattr(stands, name, getattr(wanted, name))
    session.flush()


def _read(key: str, commune_id: str, plain: dict[str, Any]) -> Schedule:
    return Schedule(
        id=key,
        commune=commune_id,
        name=plain["name"],
        recurrence=Recurrence.from_plain(plain["recurrence"]),
        length_ms=plain["length_ms"],
        hamlets=tuple(plain["hamlets"]),
        programme_id=plain["programme_id"],
        playlist=Playlist.from_plain(plain["playlist"]) if plain["playlist"] else None,
        late_ms=plain["late_ms"],
        ended_at=datetime.fromisoformat(plain["ended_at"]) if plain["ended_at"] else None,
    )


def _standing(session: Session, key: str) -> dict[str, Any] | None:
    found = session.get(Schedule, key)
    return spell(found) if found is not None else None
