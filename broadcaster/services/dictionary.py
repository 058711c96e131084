"""The commune's dictionary of readings: kept, changed, forgotten, taken over from a table; each change audited.

Every change makes a new version. The voice that reads asks for the version before each text, so that what one
process keeps, all others say from their next text on.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db import commune_tables
from broadcaster.db.library_tables import kept_readings
from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_reading import KeptReading, ReadingRule, kept
from broadcaster.domain.people import Act, Person
from broadcaster.services import audit

_column = kept_readings.c


def version(session: Session, commune_id: str) -> int:
    """Return the number of the last change; 0 for a dictionary in which nothing was ever kept."""
    newest = select(func.max(_column.version)).where(_column.commune_id == commune_id)
    ended = select(func.max(_column.ended_version)).where(_column.commune_id == commune_id)
    row = session.execute(select(newest.scalar_subquery(), ended.scalar_subquery())).one()
    return max(row[0] or 0, row[1] or 0)


def in_force(session: Session, commune_id: str) -> tuple[KeptReading, ...]:
    """Return every reading of the present version, by its written form."""
    found = session.scalars(
        select(KeptReading)
        .where(_column.commune_id == commune_id, _column.ended_version.is_(None))
        .order_by(_column.written, _column.region)
    )
    return tuple(found)


def keep(session: Session, rule: ReadingRule, *, by: Person, now: datetime) -> KeptReading:
    """Keep a reading, in place of an earlier one of the same words and region.

    StationError `not_allowed` and what `ReadingRule.check` refuses.
    """
    return _keep(session, [rule], by=by, now=now)[0]


def change(session: Session, reading_id: str, rule: ReadingRule, *, by: Person, now: datetime) -> KeptReading:
    """Replace one reading by another, other words or another region included. StationError also `not_found`."""
    rule.check()
    before = _get(session, reading_id, by)
    if before.rule == rule:
        return before
    if (before.written, before.region) != (rule.written, rule.region):
        forget(session, reading_id, by=by, now=now)
    return keep(session, rule, by=by, now=now)


def forget(session: Session, reading_id: str, *, by: Person, now: datetime) -> KeptReading:
    """Read these words by the grammar again. StationError `not_allowed`, `not_found`."""
    reading = _get(session, reading_id, by)
    reading.end(version(session, by.commune_id) + 1, by=by, now=now)
    _tell(session, "reading_forgotten", reading, by, now, spoken=reading.spoken)
    session.flush()
    return reading


def take_over(session: Session, rules: Iterable[ReadingRule], *, by: Person, now: datetime) -> int:
    """Keep every reading of a table that is not kept already, all or none; return how many were new or changed."""
    present = {each.rule for each in in_force(session, by.commune_id)}
    return len(_keep(session, [rule for rule in rules if rule not in present], by=by, now=now))


def _keep(session: Session, rules: list[ReadingRule], *, by: Person, now: datetime) -> list[KeptReading]:
    by.require(Act.WRITE)
    _hold(session, by.commune_id)
    present = {(each.written, each.region): each for each in in_force(session, by.commune_id)}
    next_version = version(session, by.commune_id) + 1
    made: list[KeptReading] = []
    for rule in rules:
        before = present.get((rule.written, rule.region))
        if before is not None and before.spoken == rule.spoken:
            made.append(before)
            continue
        if before is not None:
            before.end(next_version, by=by, now=now)
        made.append(kept(rule, version=next_version, by=by, now=now))
        session.add(made[-1])
        _tell(
            session,
            "reading_kept",
            made[-1],
            by,
            now,
            spoken=rule.spoken,
            before=before.spoken if before else "",
        )
    session.flush()
    return made


def _get(session: Session, reading_id: str, by: Person) -> KeptReading:
    by.require(Act.WRITE)
    _hold(session, by.commune_id)
    reading = session.get(KeptReading, reading_id)
    if reading is None or reading.commune_id != by.commune_id or reading.ended_version is not None:
        raise StationError("not_found", kind="reading")
    return reading


def _hold(session: Session, commune_id: str) -> None:
    """One change at a time: two that number the same version would hide one from whoever loads by version."""
    held = select(commune_tables.communes.c.code).where(commune_tables.communes.c.code == commune_id)
    session.execute(held.with_for_update())


def _tell(
    session: Session, act: str, reading: KeptReading, by: Person, now: datetime, **detail: object
) -> None:
    audit.record(
        session,
        act,
        reading.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        written=reading.written,
        region=reading.region.value,
        **detail,
    )
