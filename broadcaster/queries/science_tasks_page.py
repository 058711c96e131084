"""The register of science tasks: each with the bulletins that made it public, and when those were on air."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import bulletins
from broadcaster.db.newsroom_tables import science_tasks, task_bulletins
from broadcaster.domain.bulletin import BulletinState, Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.science_task import ScienceTask
from broadcaster.queries.aired import Aired, aired

_OFFERED = 60


@dataclass(frozen=True)
class TaskBulletin:
    """A bulletin that is to make a task public; `air` is None while no speaker has played it."""

    id: str
    title: str
    state: BulletinState
    air: Aired | None


@dataclass(frozen=True)
class TaskLine:
    """A task with its bulletins."""

    task: ScienceTask
    bulletins: tuple[TaskBulletin, ...]

    @property
    def is_public(self) -> bool:
        """Tell whether one of its bulletins was on air."""
        return any(each.air for each in self.bulletins)

    @property
    def first_at(self) -> datetime | None:
        """When it was first heard of."""
        return min((each.air.first_at for each in self.bulletins if each.air), default=None)


def task_lines(
    session: Session,
    commune_id: str,
    *,
    now: datetime,
    task_id: str | None = None,
    during: tuple[date, date] | None = None,
) -> tuple[TaskLine, ...]:
    """Return the register, newest tasks first; one task alone, or those that ran within some days."""
    column = science_tasks.c
    where: list[ColumnElement[bool]] = [column.commune_id == commune_id, column.removed_at.is_(None)]
    if task_id is not None:
        where.append(column.id == task_id)
    if during is not None:
        where += [column.from_on <= during[1], column.until_on >= during[0]]
    tasks = session.scalars(
        select(ScienceTask).where(*where).order_by(column.from_on.desc(), column.code, column.id)
    ).all()
    linked = _linked(session, commune_id, [each.id for each in tasks], now)
    return tuple(TaskLine(each, tuple(linked[each.id])) for each in tasks)


def task_line(session: Session, commune_id: str, task_id: str, *, now: datetime) -> TaskLine:
    """Return one task. StationError `not_found`."""
    found = task_lines(session, commune_id, now=now, task_id=task_id)
    if not found:
        raise StationError("not_found", kind="task")
    return found[0]


def offered(session: Session, commune_id: str, without: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return bulletins that may be linked, id and title: those on innovation first, then the newest."""
    column = bulletins.c
    rows = session.execute(
        select(column.id, column.title)
        .where(
            column.commune_id == commune_id,
            column.state != BulletinState.WITHDRAWN,
            column.id.not_in(list(without)),
        )
        .order_by((column.topic != Topic.INNOVATION), column.changed_at.desc(), column.id)
        .limit(_OFFERED)
    )
    return tuple((row.id, row.title) for row in rows)


def _linked(
    session: Session, commune_id: str, ids: Sequence[str], now: datetime
) -> defaultdict[str, list[TaskBulletin]]:
    linked: defaultdict[str, list[TaskBulletin]] = defaultdict(list)
    rows = session.execute(
        select(task_bulletins.c.task_id, bulletins.c.id, bulletins.c.title, bulletins.c.state)
        .join(bulletins, bulletins.c.id == task_bulletins.c.bulletin_id)
        .where(task_bulletins.c.task_id.in_(ids))
        .order_by(task_bulletins.c.linked_at, bulletins.c.id)
    ).all()
    if not rows:
        return linked
    oldest_at = session.scalar(
        select(func.min(bulletins.c.created_at)).where(bulletins.c.id.in_({row.id for row in rows}))
    )
    heard = aired(session, commune_id, from_at=oldest_at or now, until_at=now)
    for row in rows:
        linked[row.task_id].append(TaskBulletin(row.id, row.title, row.state, heard.get(row.id)))
    return linked
