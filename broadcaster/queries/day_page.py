"""The day of one hamlet, start by start: what airs, how it went, what does not air and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts, hear_checks, unaired
from broadcaster.db.timetable_tables import schedules
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.calendar import day_span
from broadcaster.domain.hear_check import Hearing
from broadcaster.domain.special_day import SpecialDay
from broadcaster.queries.on_air import AirItem, Tally
from broadcaster.queries.today import air_items
from broadcaster.services import special_days, timetable


@dataclass(frozen=True)
class DayStart:
    """One start that airs, aired, or was taken back by a person."""

    broadcast_id: str
    schedule_id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    items: tuple[AirItem, ...]
    tally: Tally
    heard: tuple[tuple[Hearing, int], ...]


@dataclass(frozen=True)
class SilentStart:
    """One start of the timetable that does not air here, with the rule that keeps it from it."""

    schedule_id: str
    title: str
    starts_at: datetime
    code: str
    facts: dict[str, str]


@dataclass(frozen=True)
class HamletDay:
    """A day of a hamlet."""

    on: date
    starts: tuple[DayStart, ...]
    silent: tuple[SilentStart, ...]
    special: tuple[SpecialDay, ...]


def hamlet_day(session: Session, commune_id: str, on: date, hamlet: str) -> HamletDay:
    """Return one day of one hamlet."""
    from_at, until_at = day_span(on, timetable.zone_name(session, commune_id))
    column = broadcasts.c
    rows = session.execute(
        select(broadcasts)
        .where(
            column.commune_id == commune_id,
            column.hamlet == hamlet,
            column.start_at >= from_at,
            column.start_at < until_at,
            column.state != BroadcastState.WITHDRAWN,
        )
        .order_by(column.start_at)
    ).all()
    ids = [row.id for row in rows]
    tallies, heard = _tallies(session, ids), hearings(session, ids)
    return HamletDay(
        on,
        tuple(_start(row, tallies, heard) for row in rows),
        _silent(session, commune_id, hamlet, from_at, until_at),
        tuple(one for one in special_days.current(session, commune_id) if one.falls_on(on)),
    )


def hearings(session: Session, ids: Iterable[str]) -> dict[str, Counter[Hearing]]:
    """Return what people said of broadcasts, counted, by broadcast."""
    column = hear_checks.c
    found: defaultdict[str, Counter[Hearing]] = defaultdict(Counter)
    for row in session.execute(
        select(column.broadcast_id, column.hearing, func.count().label("people"))
        .where(column.broadcast_id.in_(list(ids)))
        .group_by(column.broadcast_id, column.hearing)
    ):
        found[row.broadcast_id][row.hearing] = row.people
    return dict(found)


def _start(row: Any, tallies: dict[str, Tally], heard: dict[str, Counter[Hearing]]) -> DayStart:
    return DayStart(
        row.id,
        row.schedule_id,
        row.title,
        row.start_at,
        row.start_at + timedelta(milliseconds=row.rundown.duration_ms),
        row.state is BroadcastState.CANCELLED,
        tuple(air_items(row.start_at, row.rundown.items)),
        tallies.get(row.id, Tally(())),
        tuple(sorted(heard.get(row.id, Counter()).items(), key=lambda pair: pair[0].value)),
    )


def _tallies(session: Session, ids: list[str]) -> dict[str, Tally]:
    counts: defaultdict[str, list[tuple[Outcome, int]]] = defaultdict(list)
    for row in session.execute(
        select(as_run.c.broadcast_id, as_run.c.outcome, func.count().label("speakers"))
        .where(as_run.c.broadcast_id.in_(ids))
        .group_by(as_run.c.broadcast_id, as_run.c.outcome)
    ):
        counts[row.broadcast_id].append((row.outcome, row.speakers))
    return {key: Tally(tuple(pairs)) for key, pairs in counts.items()}


def _silent(
    session: Session, commune_id: str, hamlet: str, from_at: datetime, until_at: datetime
) -> tuple[SilentStart, ...]:
    column, other = unaired.c, schedules.alias("other")
    rows = session.execute(
        select(unaired, schedules.c.name)
        .join(schedules, schedules.c.id == column.schedule_id)
        .where(
            column.commune_id == commune_id,
            column.hamlet == hamlet,
            column.start_at >= from_at,
            column.start_at < until_at,
        )
        .order_by(column.start_at)
    ).all()
    clashing = {row.facts["schedule_id"] for row in rows if "schedule_id" in row.facts}
    names = {
        row.id: row.name
        for row in session.execute(select(other.c.id, other.c.name).where(other.c.id.in_(clashing)))
    }
    return tuple(
        SilentStart(
            row.schedule_id,
            row.name,
            row.start_at,
            row.code,
            {**row.facts, "other": names.get(row.facts.get("schedule_id", ""), "")},
        )
        for row in rows
    )
