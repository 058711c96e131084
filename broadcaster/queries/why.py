"""*Vì sao phát, không phát?* From what was written down when it was decided: rule, person, moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from broadcaster.db import bulletin_tables, fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts, unaired
from broadcaster.db.bulletin_tables import approvals, bulletins
from broadcaster.db.commune_tables import audit, people
from broadcaster.db.timetable_tables import rundown_edits, timetable_changes
from broadcaster.domain.air_hours import in_force
from broadcaster.domain.approval import Verdict
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.rundown import Rundown, Skip
from broadcaster.domain.schedule import Schedule
from broadcaster.services import special_days, timetable

_EMPTY = Rundown(())


@dataclass(frozen=True)
class Decision:
    """One thing that was decided: `what` a stable word, `who` a person's name or "" for a rule of the station."""

    at: datetime | None
    what: str
    who: str
    subject: str = ""
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SpeakerWord:
    """What one speaker came to, as it said itself or as the station had to conclude."""

    device_id: str
    outcome: Outcome
    reason: str
    started_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Why:
    """One start in one hamlet. `state` None: it does not air; `refusal` (code, facts, since when) says why."""

    schedule_id: str
    title: str
    starts_at: datetime
    hamlet_code: str
    hamlet: str
    broadcast_id: str
    state: BroadcastState | None
    refusal: tuple[str, dict[str, str], datetime] | None
    rundown: Rundown
    skipped: tuple[tuple[str, str, Skip], ...]
    decisions: tuple[Decision, ...]
    speakers: tuple[SpeakerWord, ...]


def why(session: Session, commune_id: str, schedule_id: str, starts_at: datetime, *, hamlet: str = "") -> Why:
    """Gather what is known of one start in one hamlet (the first for ""). StationError `not_found`."""
    schedule = session.get(Schedule, schedule_id)
    if schedule is None or schedule.commune != commune_id:
        raise StationError("not_found", kind="schedule")
    column = broadcasts.c
    rows = session.execute(
        select(broadcasts)
        .where(
            column.commune_id == commune_id, column.schedule_id == schedule_id, column.start_at == starts_at
        )
        .order_by(column.hamlet)
    ).all()
    fleet = fleet_rows.load(session, commune_id)
    chosen = next((row for row in rows if row.hamlet == hamlet), None if hamlet else next(iter(rows), None))
    code = hamlet or (chosen.hamlet if chosen else fleet.hamlets[0].code)
    refusal = _refusal(session, commune_id, schedule_id, starts_at, code)
    if chosen is None and refusal is None:
        raise StationError("not_found", kind="broadcast")
    rundown: Rundown = chosen.rundown if chosen else _EMPTY
    left_out = refusal[3] if refusal else rundown.skipped
    return Why(
        schedule_id=schedule_id,
        title=schedule.name,
        starts_at=starts_at,
        hamlet_code=code,
        hamlet=next((one.name for one in fleet.hamlets if one.code == code), code),
        broadcast_id=chosen.id if chosen else "",
        state=chosen.state if chosen and refusal is None else None,
        refusal=refusal[:3] if refusal else None,
        rundown=rundown,
        skipped=_named(session, left_out),
        decisions=tuple(_decisions(session, schedule, starts_at, code, rundown, fleet.commune.zone)),
        speakers=_speakers(session, chosen.id if chosen else ""),
    )


def start_of(session: Session, commune_id: str, broadcast_id: str) -> tuple[str, datetime, str]:
    """Return schedule, start and hamlet of a broadcast. StationError `not_found`, for an alert's orders too."""
    column = broadcasts.c
    row = session.execute(
        select(column.schedule_id, column.start_at, column.hamlet).where(
            column.id == broadcast_id, column.commune_id == commune_id
        )
    ).one_or_none()
    if row is None:
        raise StationError("not_found", kind="broadcast")
    return row.schedule_id, row.start_at, row.hamlet


def _refusal(
    session: Session, commune_id: str, schedule_id: str, starts_at: datetime, hamlet: str
) -> tuple[str, dict[str, str], datetime, tuple[tuple[str, Skip], ...]] | None:
    column = unaired.c
    row = session.execute(
        select(unaired).where(
            column.commune_id == commune_id,
            column.schedule_id == schedule_id,
            column.start_at == starts_at,
            column.hamlet == hamlet,
        )
    ).one_or_none()
    if row is None:
        return None
    facts = dict(row.facts)
    other = session.get(Schedule, facts.get("schedule_id", ""))
    if other is not None:
        facts["other"] = other.name
    return row.code, facts, row.noted_at, tuple((key, Skip(skip)) for key, skip in row.skipped)


def _decisions(
    session: Session, schedule: Schedule, starts_at: datetime, hamlet: str, rundown: Rundown, zone: str
) -> list[Decision]:
    day = day_of(starts_at, zone)
    found = [
        *_hours(session, schedule.commune, starts_at, zone),
        *(
            Decision(one.made_at, "special_day", "", one.name, {"effect": one.effect.value})
            for one in special_days.current(session, schedule.commune)
            if one.falls_on(day)
        ),
        *_audited(session, schedule),
        *_changes(session, schedule),
        *_edits(session, schedule, starts_at, hamlet),
        *_approvals(session, [item.bulletin_id for item in rundown.items if item.bulletin_id]),
    ]
    return sorted(found, key=lambda one: (one.at is not None, one.at or starts_at))


def _hours(session: Session, commune_id: str, starts_at: datetime, zone: str) -> Iterator[Decision]:
    try:
        hours = in_force(timetable.air_hours(session, commune_id), day_of(starts_at, zone))
    except StationError:
        return
    yield Decision(None, "hours", "", hours.decided_by, {"from": hours.effective_from.isoformat()})


def _audited(session: Session, schedule: Schedule) -> Iterator[Decision]:
    column = audit.c
    subjects = [key for key in (schedule.id, schedule.programme_id) if key]
    rows = session.execute(
        select(audit, people.c.full_name)
        .outerjoin(people, people.c.id == column.person_id)
        .where(column.commune_id == schedule.commune, column.subject.in_(subjects))
        .order_by(column.at)
    )
    for row in rows:
        yield Decision(row.at, row.act, row.full_name or "", row.detail.get("name", ""))


def _changes(session: Session, schedule: Schedule) -> Iterator[Decision]:
    column = timetable_changes.c
    undoer = people.alias("undoer")
    rows = session.execute(
        select(timetable_changes, people.c.full_name, undoer.c.full_name.label("undone_name"))
        .join(people, people.c.id == column.made_by)
        .outerjoin(undoer, undoer.c.id == column.undone_by)
        .where(column.commune_id == schedule.commune)
        .order_by(column.made_at)
    )
    for row in rows:
        if schedule.id not in row.after:
            continue
        yield Decision(row.made_at, f"timetable_{row.act}", row.full_name, row.subject)
        if row.undone_at is not None:
            yield Decision(row.undone_at, "timetable_undone", row.undone_name or "", row.subject)


def _edits(session: Session, schedule: Schedule, starts_at: datetime, hamlet: str) -> Iterator[Decision]:
    column = rundown_edits.c
    rows = session.execute(
        select(rundown_edits, people.c.full_name)
        .join(people, people.c.id == column.made_by)
        .where(
            column.schedule_id == schedule.id,
            column.start_at == starts_at,
            or_(column.hamlet == "", column.hamlet == hamlet),
            column.undone_at.is_(None),
        )
    ).all()
    titles = _titles(session, (key for row in rows for key in row.bulletins))
    for row in rows:
        subject = ", ".join(titles.get(key, key) for key in row.bulletins)
        yield Decision(row.made_at, f"edit_{row.kind.value}", row.full_name, subject, {"reason": row.reason})


def _approvals(session: Session, ids: list[str]) -> Iterator[Decision]:
    column = approvals.c
    rows = session.execute(
        select(column.decided_at, bulletins.c.title, people.c.full_name)
        .join(bulletins, bulletins.c.id == column.bulletin_id)
        .join(people, people.c.id == column.person_id)
        .where(
            column.bulletin_id.in_(ids),
            column.verdict == Verdict.APPROVED,
            column.decided_at == bulletins.c.approved_at,
        )
    )
    for row in rows:
        yield Decision(row.decided_at, "approved", row.full_name, row.title)


def _speakers(session: Session, broadcast_id: str) -> tuple[SpeakerWord, ...]:
    column = as_run.c
    rows = session.execute(
        select(column.device_id, column.outcome, column.reason, column.started_at, column.settled_at)
        .where(column.broadcast_id == broadcast_id)
        .order_by(column.device_id)
    )
    return tuple(SpeakerWord(*row) for row in rows)


def _named(session: Session, left_out: Iterable[tuple[str, Skip]]) -> tuple[tuple[str, str, Skip], ...]:
    pairs = tuple(left_out)
    titles = _titles(session, (key for key, _ in pairs))
    return tuple((key, titles[key], skip) for key, skip in pairs if key in titles)


def _titles(session: Session, ids: Iterable[str]) -> dict[str, Any]:
    column = bulletin_tables.bulletins.c
    rows = session.execute(select(column.id, column.title).where(column.id.in_(set(ids))))
    return {row.id: row.title for row in rows}
