"""Units and their month: the office's list, and the page of one unit's contributor."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import requests
from broadcaster.db.commune_tables import people
from broadcaster.domain.calendar import day_of, moment_at
from broadcaster.domain.errors import StationError
from broadcaster.domain.months import month_of, next_month
from broadcaster.domain.people import Role
from broadcaster.domain.request import RequestState
from broadcaster.domain.unit import Duty, Reminder, Unit
from broadcaster.queries.aired import aired
from broadcaster.queries.desk import Story
from broadcaster.queries.request_stories import stories
from broadcaster.services import timetable, units

_BEHIND = (Reminder.URGENT, Reminder.MISSED)


@dataclass(frozen=True)
class UnitLine:
    """One unit's month: all that it sent, what the office gave back, what was on air, and who may send for it."""

    unit: Unit
    duty: Duty
    reminder: Reminder
    sent: int
    refused: int
    aired: int
    accounts: int


@dataclass(frozen=True)
class UnitHome:
    """The page of a unit: its month, and its newest items of all `stories_total`."""

    unit: Unit
    duty: Duty
    reminder: Reminder
    aired: int
    stories: tuple[Story, ...]
    stories_total: int


def unit_lines(session: Session, commune_id: str, month_on: date, *, now: datetime) -> tuple[UnitLine, ...]:
    """Return every unit with its month, those that are behind first."""
    today = day_of(now, timetable.zone_name(session, commune_id))
    duties = units.duties(session, commune_id, month_on)
    sent = units.sent_in(session, commune_id, month_on)
    on_air = aired_items(session, commune_id, month_on, now=now)
    accounts = _accounts(session, commune_id)
    lines = [
        UnitLine(
            unit=each,
            duty=duties[each.id],
            reminder=duties[each.id].reminder(today),
            sent=sum(count for (unit_id, _), count in sent.items() if unit_id == each.id),
            refused=sent.get((each.id, RequestState.REFUSED), 0),
            aired=on_air[each.id],
            accounts=accounts.get(each.id, 0),
        )
        for each in units.owing(session, commune_id)
    ]
    return tuple(sorted(lines, key=lambda line: line.reminder not in _BEHIND))


def behind(session: Session, commune_id: str, *, now: datetime) -> tuple[tuple[Unit, Duty], ...]:
    """Return the units that must hurry this month, for the things to do of the day."""
    today = day_of(now, timetable.zone_name(session, commune_id))
    duties = units.duties(session, commune_id, month_of(today))
    return tuple(
        (each, duties[each.id])
        for each in units.owing(session, commune_id)
        if duties[each.id].reminder(today) in _BEHIND
    )


def unit_home(
    session: Session, commune_id: str, unit_id: str | None, *, now: datetime, shown: int
) -> UnitHome:
    """Return the page of one unit. StationError `unit_missing` where it is gone."""
    unit = session.get(Unit, unit_id) if unit_id else None
    if unit is None or unit.commune_id != commune_id or unit.ended_at is not None:
        raise StationError("unit_missing")
    today = day_of(now, timetable.zone_name(session, commune_id))
    month_on = month_of(today)
    duty = units.duties(session, commune_id, month_on)[unit.id]
    total = select(func.count()).where(requests.c.commune_id == commune_id, requests.c.unit_id == unit.id)
    return UnitHome(
        unit=unit,
        duty=duty,
        reminder=duty.reminder(today),
        aired=aired_items(session, commune_id, month_on, now=now)[unit.id],
        stories=stories(session, commune_id, unit_id=unit.id, limit=shown),
        stories_total=session.scalar(total) or 0,
    )


def aired_items(session: Session, commune_id: str, month_on: date, *, now: datetime) -> Counter[str]:
    """Count, by unit, the items of a month that have been on air since."""
    zone = timetable.zone_name(session, commune_id)
    from_at = moment_at(month_on, time(), zone)
    until_at = moment_at(next_month(month_on), time(), zone)
    rows = session.execute(
        select(requests.c.unit_id, requests.c.bulletin_id).where(
            requests.c.commune_id == commune_id,
            requests.c.unit_id.is_not(None),
            requests.c.bulletin_id.is_not(None),
            requests.c.created_at >= from_at,
            requests.c.created_at < until_at,
        )
    ).all()
    heard = aired(session, commune_id, from_at=from_at, until_at=now) if rows else {}
    return Counter(unit_id for unit_id, bulletin_id in rows if bulletin_id in heard)


def _accounts(session: Session, commune_id: str) -> dict[str, int]:
    rows = session.execute(
        select(people.c.unit_id, func.count())
        .where(people.c.commune_id == commune_id, people.c.role == Role.CONTRIBUTOR, people.c.is_active)
        .group_by(people.c.unit_id)
    )
    return {row[0]: row[1] for row in rows}
