"""The register of budget-funded science tasks, and which bulletins made each of them public."""

from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from broadcaster.db.newsroom_tables import science_tasks, task_bulletins
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.science_task import ScienceTask, TaskCard, science_task
from broadcaster.services import audit, bulletins


def add(session: Session, card: TaskCard, *, by: Person, now: datetime) -> ScienceTask:
    """Enter a task. StationError `not_allowed`, `task_taken` and what `TaskCard.check` refuses."""
    by.require(Act.WRITE)
    made = science_task(card, commune_id=by.commune_id, added_by=by.id, now=now)
    _refuse_twin(session, made)
    session.add(made)
    session.flush()
    _tell(session, "task_added", made, by, now)
    return made


def describe(session: Session, task_id: str, card: TaskCard, *, by: Person, now: datetime) -> ScienceTask:
    """Say something else of a task. StationError as `add`, and `not_found`."""
    by.require(Act.WRITE)
    known = get(session, task_id, by=by)
    known.describe(card)
    _refuse_twin(session, known)
    _tell(session, "task_changed", known, by, now)
    return known


def remove(session: Session, task_id: str, *, by: Person, now: datetime) -> ScienceTask:
    """Take out a task that was entered by mistake. StationError `not_allowed`, `not_found`."""
    by.require(Act.WRITE)
    known = get(session, task_id, by=by)
    known.removed_at = now
    _tell(session, "task_removed", known, by, now)
    return known


def link(session: Session, task_id: str, bulletin_id: str, *, by: Person, now: datetime) -> None:
    """Say that a bulletin makes a task public; said again, nothing changes. StationError `not_allowed`, `not_found`."""
    by.require(Act.WRITE)
    task, bulletin = get(session, task_id, by=by), bulletins.get(session, bulletin_id, by=by)
    column = task_bulletins.c
    known = select(column.task_id).where(column.task_id == task.id, column.bulletin_id == bulletin.id)
    if session.scalar(known) is None:
        session.execute(
            insert(task_bulletins).values(
                task_id=task.id,
                bulletin_id=bulletin.id,
                commune_id=by.commune_id,
                linked_by=by.id,
                linked_at=now,
            )
        )
        _tell(session, "task_linked", task, by, now, bulletin=bulletin.id)


def unlink(session: Session, task_id: str, bulletin_id: str, *, by: Person, now: datetime) -> None:
    """Take a link back. StationError `not_allowed`, `not_found`."""
    by.require(Act.WRITE)
    task = get(session, task_id, by=by)
    column = task_bulletins.c
    session.execute(
        delete(task_bulletins).where(column.task_id == task.id, column.bulletin_id == bulletin_id)
    )
    _tell(session, "task_unlinked", task, by, now, bulletin=bulletin_id)


def get(session: Session, task_id: str, *, by: Person) -> ScienceTask:
    """Return a task of the asker's commune. StationError `not_found`."""
    known = session.get(ScienceTask, task_id, with_for_update=True)
    if known is None or known.commune_id != by.commune_id or known.removed_at is not None:
        raise StationError("not_found", kind="task")
    return known


def _refuse_twin(session: Session, made: ScienceTask) -> None:
    """Refuse a number that another task bears. StationError `task_taken`."""
    column = science_tasks.c
    twin = select(column.id).where(
        column.commune_id == made.commune_id,
        column.code == made.code,
        column.id != made.id,
        column.removed_at.is_(None),
    )
    with session.no_autoflush:
        if made.code and session.scalar(twin) is not None:
            raise StationError("task_taken", number=made.code)


def _tell(session: Session, act: str, task: ScienceTask, by: Person, now: datetime, **detail: object) -> None:
    audit.record(
        session,
        act,
        task.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        code=task.code,
        name=task.name,
        **detail,
    )
