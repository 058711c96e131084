"""What a report says of others than the radio: units and their quotas, science tasks, residents' opinions."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.newsroom_tables import opinions
from broadcaster.domain.calendar import day_of
from broadcaster.domain.opinion import OpinionState
from broadcaster.queries.report_counts import Plain, Window
from broadcaster.queries.science_tasks_page import task_lines
from broadcaster.queries.units_page import unit_lines

MOST_ANSWERS = 200


def units_of(session: Session, commune_id: str, months: Sequence[date], *, now: datetime) -> list[Plain]:
    """Return every unit with what it owed, sent and had accepted in these whole months, and what was on air since."""
    found: dict[str, Plain] = {}
    for month_on in months:
        for line in unit_lines(session, commune_id, month_on, now=now):
            counts = found.setdefault(
                line.unit.id,
                {"unit": line.unit.name, "owed": 0, "sent": 0, "accepted": 0, "waiting": 0, "aired": 0},
            )
            counts["owed"] += line.duty.owed
            counts["sent"] += line.sent
            counts["accepted"] += line.duty.accepted
            counts["waiting"] += line.duty.waiting
            counts["aired"] += line.aired
    return sorted(found.values(), key=lambda each: each["unit"])


def tasks_of(session: Session, window: Window, from_on: date, until_on: date, zone: str) -> list[Plain]:
    """Return the science tasks that ran in these days, with the day on which each was first on air, if any."""
    lines = task_lines(session, window.commune_id, now=window.until_at, during=(from_on, until_on))
    return [
        {
            "code": line.task.code,
            "name": line.task.name,
            "lead": line.task.lead,
            "bulletins": len(line.bulletins),
            "first_on": day_of(line.first_at, zone).isoformat() if line.first_at else None,
        }
        for line in lines
    ]


def opinions_of(session: Session, window: Window) -> Plain:
    """Count the opinions sent in these days by kind and by where they stand, with what was answered."""
    column = opinions.c
    own = (
        column.commune_id == window.commune_id,
        column.sent_at >= window.from_at,
        column.sent_at < window.until_at,
    )
    kinds: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for kind, state, count in session.execute(
        select(column.kind, column.state, func.count()).where(*own).group_by(column.kind, column.state)
    ):
        kinds[kind.value] += count
        states[state.value] += count
    answered = session.execute(
        select(column.hamlet, column.kind, column.answer)
        .where(*own, column.state == OpinionState.ANSWERED)
        .order_by(column.answered_at.desc(), column.id)
        .limit(MOST_ANSWERS)
    )
    return {
        "all": sum(states.values()),
        "kinds": dict(sorted(kinds.items())),
        "states": dict(sorted(states.items())),
        "answers": [{"hamlet": row.hamlet, "kind": row.kind.value, "answer": row.answer} for row in answered],
    }
