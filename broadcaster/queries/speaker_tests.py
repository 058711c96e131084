"""What speakers answered to their last tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.command_tables import command_answers, commands
from broadcaster.domain.command import Answer
from broadcaster.services.speaker_tests import NIGHTLY, TONE


@dataclass(frozen=True)
class LastAnswer:
    """One speaker's answer to a test that was asked for at `asked_at`; `reason` where it did not pass."""

    asked_at: datetime
    answer: Answer
    reason: str


@dataclass(frozen=True)
class Night:
    """The last nightly test: when, how many passed it, and which speakers did not."""

    asked_at: datetime
    passed: int
    failed: tuple[str, ...]


def last_night(session: Session, commune_id: str) -> Night | None:
    """Return the last nightly test; None before the first."""
    row, word = commands.c, command_answers.c
    newest = session.execute(
        select(row.id, row.created_at)
        .where(row.commune_id == commune_id, row.subject_id == NIGHTLY)
        .order_by(row.created_at.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        return None
    answers = session.execute(
        select(word.device_id, word.answer).where(word.command_id == newest.id).order_by(word.device_id)
    ).all()
    failed = tuple(each.device_id for each in answers if each.answer is not Answer.DONE)
    return Night(newest.created_at, len(answers) - len(failed), failed)


def last_answers(session: Session, commune_id: str, device_id: str) -> Mapping[str, LastAnswer]:
    """Return one speaker's last answer to each kind of test, by the test's name."""
    row, word = commands.c, command_answers.c
    newest = (
        select(row.subject_id, func.max(row.created_at).label("asked_at"))
        .join(command_answers, word.command_id == row.id)
        .where(row.commune_id == commune_id, word.device_id == device_id, row.subject_id.in_((NIGHTLY, TONE)))
        .group_by(row.subject_id)
        .subquery()
    )
    found = session.execute(
        select(row.subject_id, row.created_at, word.answer, word.reason)
        .join(command_answers, word.command_id == row.id)
        .join(newest, (newest.c.subject_id == row.subject_id) & (newest.c.asked_at == row.created_at))
        .where(word.device_id == device_id, row.commune_id == commune_id)
    )
    return {each.subject_id: LastAnswer(each.created_at, each.answer, each.reason) for each in found}
