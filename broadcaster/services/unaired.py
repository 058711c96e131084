"""Starts of the timetable that do not air in a hamlet: written down with the rule, so that people can ask why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import unaired
from broadcaster.domain.horizon import Unplanned
from broadcaster.services.writes import Row, Write

Key = tuple[str, datetime, str]
_KEYED = (
    unaired.c.commune_id == bindparam("of_commune"),
    unaired.c.schedule_id == bindparam("of_schedule"),
    unaired.c.start_at == bindparam("at_start"),
    unaired.c.hamlet == bindparam("in_hamlet"),
)


def writes(
    session: Session, commune_id: str, found: Iterable[Unplanned], *, now: datetime
) -> tuple[Write, ...]:
    """Return what must be written so that the starts to come are told as `found`; what is over is history."""
    stand = _standing(session, commune_id, now)
    wanted = {(one.schedule_id, one.start_at, one.hamlet): one for one in found}
    told = {key: _told(one) for key, one in wanted.items()}
    gone = [key for key in stand if told.get(key) != stand[key]]
    fresh = [key for key in wanted if told[key] != stand.get(key)]
    return (
        Write(delete(unaired).where(*_KEYED), [_keyed(commune_id, key) for key in gone]),
        Write(insert(unaired), [_row(commune_id, key, told[key], now) for key in fresh]),
    )


def _told(one: Unplanned) -> tuple[str, dict[str, str], list[list[str]]]:
    facts = {name: str(fact) for name, fact in one.because.facts.items()}
    return one.because.code, facts, [[key, skip.value] for key, skip in one.because.skipped]


def _standing(session: Session, commune_id: str, now: datetime) -> dict[Key, Any]:
    rows = session.execute(
        select(unaired).where(unaired.c.commune_id == commune_id, unaired.c.start_at >= now)
    )
    return {(row.schedule_id, row.start_at, row.hamlet): (row.code, row.facts, row.skipped) for row in rows}


def _keyed(commune_id: str, key: Key) -> Row:
    schedule_id, start_at, hamlet = key
    return {
        "of_commune": commune_id,
        "of_schedule": schedule_id,
        "at_start": start_at,
        "in_hamlet": hamlet,
    }


def _row(commune_id: str, key: Key, told: tuple[str, Any, Any], now: datetime) -> Row:
    schedule_id, start_at, hamlet = key
    code, facts, skipped = told
    return {
        "commune_id": commune_id,
        "schedule_id": schedule_id,
        "start_at": start_at,
        "hamlet": hamlet,
        "code": code,
        "facts": facts,
        "skipped": skipped,
        "noted_at": now,
    }
