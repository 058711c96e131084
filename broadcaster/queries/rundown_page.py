"""One start opened to be worked on: what people asked of it, until when they may, what competes for the first place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.bulletin_tables import bulletins
from broadcaster.db.commune_tables import hamlets, people
from broadcaster.db.timetable_tables import rundown_edits
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown_edit import EditKind
from broadcaster.services import planning_marks, rundowns


@dataclass(frozen=True)
class EditLine:
    """What somebody asked; `place` is a hamlet's name, or "" for all that hear this start."""

    id: str
    kind: EditKind
    titles: tuple[str, ...]
    place: str
    reason: str
    made_by: str
    made_at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True)
class RundownDesk:
    """What stands beside a rundown that is worked on.

    `is_open` while nothing is fixed; `is_replanning` while a change is not worked in yet; `urgent` are the bulletins of
    class PRIORITY that compete here, ids and titles, those that found no room too.
    """

    hamlet_code: str
    frozen_at: datetime
    is_open: bool
    is_replanning: bool
    edits: tuple[EditLine, ...]
    urgent: tuple[tuple[str, str], ...]
    broadcast_id: str


def rundown_desk(
    session: Session, commune_id: str, schedule_id: str, starts_at: datetime, *, hamlet: str, now: datetime
) -> RundownDesk:
    """Return what belongs to one start as one hamlet (the first for "") hears it."""
    column = broadcasts.c
    rows = session.execute(
        select(column.id, column.hamlet, column.rundown)
        .where(
            column.commune_id == commune_id, column.schedule_id == schedule_id, column.start_at == starts_at
        )
        .order_by(column.hamlet)
    ).all()
    row = next((one for one in rows if one.hamlet == hamlet), rows[0] if rows else None)
    ids = [] if row is None else [item.bulletin_id for item in row.rundown.items if item.bulletin_id]
    others = [] if row is None else [key for key, _ in row.rundown.skipped]
    frozen_at = rundowns.frozen_from(session, schedule_id, starts_at)
    return RundownDesk(
        hamlet_code=row.hamlet if row else hamlet,
        frozen_at=frozen_at,
        is_open=now < frozen_at,
        is_replanning=planning_marks.is_open(session, commune_id),
        edits=_edits(session, commune_id, schedule_id, starts_at),
        urgent=_urgent(session, [*ids, *others]),
        broadcast_id=row.id if row else "",
    )


def _edits(session: Session, commune_id: str, schedule_id: str, starts_at: datetime) -> tuple[EditLine, ...]:
    column, undoer = rundown_edits.c, people.alias("undoer")
    rows = session.execute(
        select(
            rundown_edits,
            people.c.full_name,
            undoer.c.full_name.label("undone_name"),
            hamlets.c.name.label("place"),
        )
        .join(people, people.c.id == column.made_by)
        .outerjoin(undoer, undoer.c.id == column.undone_by)
        .outerjoin(hamlets, (hamlets.c.commune_id == column.commune_id) & (hamlets.c.code == column.hamlet))
        .where(
            column.commune_id == commune_id, column.schedule_id == schedule_id, column.start_at == starts_at
        )
        .order_by(column.made_at.desc(), column.id)
    ).all()
    titles = _titles(session, (key for row in rows for key in row.bulletins))
    return tuple(
        EditLine(
            row.id,
            row.kind,
            tuple(titles.get(key, key) for key in row.bulletins),
            row.place or row.hamlet,
            row.reason,
            row.full_name,
            row.made_at,
            row.undone_name or "",
            row.undone_at,
        )
        for row in rows
    )


def _urgent(session: Session, ids: list[str]) -> tuple[tuple[str, str], ...]:
    """Return those of class PRIORITY, in the order in which they air."""
    rows = session.execute(
        select(bulletins.c.id, bulletins.c.title).where(
            bulletins.c.id.in_(ids), bulletins.c.precedence == Precedence.PRIORITY
        )
    )
    titles: dict[str, str] = {row.id: row.title for row in rows}
    return tuple((key, titles[key]) for key in ids if key in titles)


def _titles(session: Session, ids: Iterable[str]) -> dict[str, str]:
    rows = session.execute(select(bulletins.c.id, bulletins.c.title).where(bulletins.c.id.in_(set(ids))))
    return {row.id: row.title for row in rows}
