"""The commune's special days: entered, ended, never deleted."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.timetable_tables import special_days
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.special_day import DayEffect, SpecialDay, make_special_day
from broadcaster.services import audit, planning_marks

USUAL: tuple[tuple[str, DayEffect, int, int, bool, int, str], ...] = (
    ("Tết Dương lịch", DayEffect.NOTE, 1, 1, False, 1, ""),
    ("Tết Nguyên đán", DayEffect.SILENT, 1, 1, True, 3, ""),
    ("Giỗ Tổ Hùng Vương", DayEffect.NOTE, 3, 10, True, 1, ""),
    ("Ngày Giải phóng miền Nam", DayEffect.NOTE, 4, 30, False, 1, ""),
    ("Ngày Quốc tế Lao động", DayEffect.NOTE, 5, 1, False, 1, ""),
    (
        "Ngày Khoa học, Công nghệ và Đổi mới sáng tạo",
        DayEffect.TOPIC,
        5,
        18,
        False,
        1,
        Topic.INNOVATION.value,
    ),
    ("Quốc khánh", DayEffect.NOTE, 9, 2, False, 1, ""),
    ("Ngày Đổi mới sáng tạo quốc gia", DayEffect.TOPIC, 10, 1, False, 1, Topic.INNOVATION.value),
    ("Ngày Chuyển đổi số quốc gia", DayEffect.TOPIC, 10, 10, False, 1, Topic.INNOVATION.value),
)
"""What a new station may take over: name, effect, month, day, whether lunar, days in a row, topic."""


def current(session: Session, commune_id: str) -> tuple[SpecialDay, ...]:
    """Return the rules that nobody has ended."""
    column = special_days.c
    found = session.scalars(
        select(SpecialDay)
        .where(column.commune_id == commune_id, column.ended_at.is_(None))
        .order_by(column.is_lunar, column.month, column.day, column.id)
    )
    return tuple(found)


def ended(session: Session, commune_id: str, special_id: str) -> SpecialDay | None:
    """Return a rule of the commune that somebody has ended; None where there is no such rule, or it counts."""
    found = session.get(SpecialDay, special_id)
    is_ours = found is not None and found.commune_id == commune_id
    return found if found is not None and is_ours and found.ended_at is not None else None


def add(
    session: Session,
    *,
    name: str,
    effect: DayEffect,
    month: int,
    day: int,
    is_lunar: bool,
    year: int | None,
    days: int,
    topic: str,
    by: Person,
    now: datetime,
) -> SpecialDay:
    """Enter a rule. StationError `not_allowed` and what `make_special_day` refuses."""
    by.require(Act.SCHEDULE)
    made = make_special_day(
        commune_id=by.commune_id,
        name=name,
        effect=effect,
        month=month,
        day=day,
        is_lunar=is_lunar,
        year=year,
        days=days,
        topic=topic,
        made_by=by.id,
        now=now,
    )
    session.add(made)
    _tell(session, "special_day_added", made, by, now)
    return made


def take_usual(session: Session, *, by: Person, now: datetime) -> int:
    """Enter the usual days that the commune does not have yet; return how many."""
    known = {(one.month, one.day, one.is_lunar) for one in current(session, by.commune_id)}
    missing = [one for one in USUAL if (one[2], one[3], one[4]) not in known]
    for name, effect, month, day, is_lunar, days, topic in missing:
        add(
            session,
            name=name,
            effect=effect,
            month=month,
            day=day,
            is_lunar=is_lunar,
            year=None,
            days=days,
            topic=topic,
            by=by,
            now=now,
        )
    return len(missing)


def end(session: Session, special_id: str, *, by: Person, now: datetime) -> SpecialDay:
    """End a rule; ended already, it stays so. StationError `not_allowed`, `not_found`."""
    found = _held(session, special_id, by)
    if found.ended_at is None:
        found.ended_by, found.ended_at = by.id, now
        _tell(session, "special_day_ended", found, by, now)
    return found


def restore(session: Session, special_id: str, *, by: Person, now: datetime) -> SpecialDay:
    """Let a rule that was ended count again; one that never was, stays. StationError `not_allowed`, `not_found`."""
    found = _held(session, special_id, by)
    if found.ended_at is not None:
        found.ended_by, found.ended_at = None, None
        _tell(session, "special_day_restored", found, by, now)
    return found


def _held(session: Session, special_id: str, by: Person) -> SpecialDay:
    """Return a rule of the asker's commune, held against other writers."""
    by.require(Act.SCHEDULE)
    found = session.get(SpecialDay, special_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="special_day")
    return found


def _tell(session: Session, act: str, one: SpecialDay, by: Person, now: datetime) -> None:
    session.flush()
    audit.record(session, act, one.id, by=by, commune_id=one.commune_id, now=now, name=one.name)
    planning_marks.want(session, one.commune_id)
