"""The timetable's pages: the week, one airing with its rundown, programmes and slots."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.bulletin_tables import bulletins, renditions
from broadcaster.db.timetable_tables import programmes, schedules
from broadcaster.domain.air_hours import AirHours, in_force
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import BulletinState, Topic
from broadcaster.domain.calendar import day_of, day_span, local, moment_at
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown import Rundown
from broadcaster.queries.on_air import Kind
from broadcaster.queries.timetable import (
    AirableLine,
    AiringView,
    PlannedAiring,
    ProgrammeLine,
    RundownLine,
    SkippedLine,
    SlotLine,
    Timetable,
    Week,
)
from broadcaster.queries.today import air_items, kind_of
from broadcaster.services import odd_hours, timetable

_DAYS = 7
_BEFORE = timedelta(weeks=4)


def week(session: Session, commune_id: str, *, starts_on: date, now: datetime) -> Week:
    """Return seven days of airings, planned and past, the hamlets of one start together."""
    fleet = fleet_rows.load(session, commune_id)
    zone = fleet.commune.zone
    from_at, _ = day_span(starts_on, zone)
    until_at, _ = day_span(starts_on + timedelta(days=_DAYS), zone)
    usual = {_hour(row.start_at, zone) for row in _starts(session, commune_id, from_at - _BEFORE, from_at)}
    airings = _together(_planned(session, commune_id, from_at, until_at), fleet, usual)
    return Week(starts_on, now, tuple(airings), _hours(session, commune_id, starts_on))


def airing(
    session: Session, commune_id: str, schedule_id: str, starts_at: datetime, *, hamlet: str = ""
) -> AiringView:
    """Return one start as one of its hamlets hears it (the first for ""). StationError `not_found`."""
    fleet = fleet_rows.load(session, commune_id)
    rows = [
        row
        for row in _planned(session, commune_id, starts_at, starts_at + timedelta(seconds=1))
        if row.schedule_id == schedule_id
    ]
    if not rows:
        raise StationError("not_found", kind="broadcast")
    chosen = next((row for row in rows if row.hamlet == hamlet), rows[0])
    rundown: Rundown = chosen.rundown
    names = {each.code: each.name for each in fleet.hamlets}
    titles = _titles(session, [key for key, _ in rundown.skipped])
    lines = tuple(
        RundownLine(shown, item.why, item.bulletin_id)
        for shown, item in zip(air_items(chosen.start_at, rundown.items), rundown.items, strict=True)
    )
    skipped = tuple(SkippedLine(key, titles[key], skip) for key, skip in rundown.skipped if key in titles)
    whole = next(iter(_together(rows, fleet, set())))
    return AiringView(whole, names.get(chosen.hamlet, chosen.hamlet), lines, skipped, chosen.length_ms)


def timetable_lists(session: Session, commune_id: str, *, now: datetime) -> Timetable:
    """Return programmes, and the slots that are still to come."""
    fleet = fleet_rows.load(session, commune_id)
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    current = timetable.current_schedules(session, commune_id)
    live = [each for each in current if _last_start_at(each.recurrence, fleet.commune.zone) > now]
    held = {each.id for each in odd_hours.waiting(session, commune_id, now=now)}
    found = session.execute(
        select(programmes)
        .where(programmes.c.commune_id == commune_id, programmes.c.ended_at.is_(None))
        .order_by(programmes.c.name)
    ).all()
    titles = {row.id: row.name for row in found}
    used = Counter(each.programme_id for each in live)
    return Timetable(
        programmes=tuple(_programme_line(row, used[row.id]) for row in found),
        slots=tuple(
            SlotLine(
                each.id,
                each.name,
                titles.get(each.programme_id or "", ""),
                each.recurrence,
                each.length_ms,
                tuple(names.get(code, code) for code in each.hamlets),
                waits_for_second=each.id in held,
            )
            for each in sorted(live, key=lambda each: (each.recurrence.times[0], each.name))
        ),
    )


def _last_start_at(rule: Recurrence, zone: str) -> datetime:
    return moment_at(rule.ends_on, rule.times[-1], zone)


def airable(session: Session, commune_id: str, *, now: datetime) -> tuple[AirableLine, ...]:
    """Return the approved, unexpired bulletins that a one-off broadcast may air, the newest first."""
    today = day_of(now, timetable.zone_name(session, commune_id))
    rows = session.execute(
        select(bulletins.c.id, bulletins.c.title, renditions.c.duration_ms, bulletins.c.expires_on)
        .join(renditions, renditions.c.id == bulletins.c.approved_rendition_id)
        .where(
            bulletins.c.commune_id == commune_id,
            bulletins.c.state == BulletinState.APPROVED,
            bulletins.c.expires_on >= today,
        )
        .order_by(bulletins.c.approved_at.desc(), bulletins.c.id)
    )
    return tuple(AirableLine(*row) for row in rows)


def _planned(session: Session, commune_id: str, from_at: datetime, until_at: datetime) -> Sequence[Row[Any]]:
    return session.execute(
        select(broadcasts, schedules.c.recurrence, schedules.c.length_ms)
        .join(schedules, schedules.c.id == broadcasts.c.schedule_id)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at >= from_at,
            broadcasts.c.start_at < until_at,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at, broadcasts.c.schedule_id, broadcasts.c.hamlet)
    ).all()


def _starts(session: Session, commune_id: str, from_at: datetime, until_at: datetime) -> Iterable[Row[Any]]:
    return session.execute(
        select(broadcasts.c.start_at)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at >= from_at,
            broadcasts.c.start_at < until_at,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .distinct()
    )


def _together(rows: Iterable[Row[Any]], fleet: Fleet, usual: set[tuple[int, int]]) -> list[PlannedAiring]:
    starts: defaultdict[tuple[datetime, str], list[Row[Any]]] = defaultdict(list)
    for row in rows:
        starts[row.start_at, row.schedule_id].append(row)
    return [_planned_airing(together, fleet, usual) for together in starts.values()]


def _planned_airing(rows: Sequence[Row[Any]], fleet: Fleet, usual: set[tuple[int, int]]) -> PlannedAiring:
    first = rows[0]
    here = {row.hamlet for row in rows}
    length_ms = max(row.rundown.duration_ms for row in rows)
    common, alike = Counter(row.rundown.items for row in rows).most_common(1)[0]
    return PlannedAiring(
        schedule_id=first.schedule_id,
        title=first.title,
        kind=_kind(first.rundown),
        precedence=max(row.precedence for row in rows),
        starts_at=first.start_at,
        ends_at=first.start_at + timedelta(milliseconds=length_ms),
        hamlets=tuple(hamlet.name for hamlet in fleet.hamlets if hamlet.code in here),
        speakers=sum(device.hamlet in here for device in fleet.devices),
        is_whole_commune=len(here) == len(fleet.hamlets),
        is_one_off=first.recurrence.first_on == first.recurrence.last_on,
        is_new_hour=bool(usual) and _hour(first.start_at, fleet.commune.zone) not in usual,
        length_ms=first.length_ms,
        items=air_items(first.start_at, common),
        heard_by=next(row.hamlet for row in rows if row.rundown.items == common),
        alike=alike,
    )


def _kind(rundown: Rundown) -> Kind:
    """Return what the airing is mostly made of, music aside."""
    weight: Counter[Kind] = Counter()
    for item in rundown.items:
        weight[kind_of(item)] += item.duration_ms
    spoken = {kind: ms for kind, ms in weight.items() if kind is not Kind.TUNE}
    return max(spoken or weight, key=lambda kind: (weight[kind], kind.value), default=Kind.TUNE)


def _hour(moment: datetime, zone: str) -> tuple[int, int]:
    there = local(moment, zone)
    return there.weekday(), there.hour


def _hours(session: Session, commune_id: str, day: date) -> AirHours | None:
    try:
        return in_force(timetable.air_hours(session, commune_id), day)
    except StationError:
        return None


def _titles(session: Session, ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(select(bulletins.c.id, bulletins.c.title).where(bulletins.c.id.in_(ids)))
    return {row.id: row.title for row in rows}


def _programme_line(row: Row[Any], slots: int) -> ProgrammeLine:
    topics = [topic for part in row.parts if isinstance(part, CommuneBulletins) for topic in part.topics]
    return ProgrammeLine(
        id=row.id,
        name=row.name,
        minutes=row.minutes,
        topics=tuple(Topic(topic) for topic in dict.fromkeys(topics)),
        takes_hamlet_news=any(isinstance(part, HamletAnnouncements) for part in row.parts),
        slots=slots,
    )
