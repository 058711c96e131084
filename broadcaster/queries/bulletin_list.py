"""The desk's list of bulletins."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import approvals, bulletins, renditions
from broadcaster.db.commune_tables import people
from broadcaster.domain.approval import Verdict
from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition, RenditionState
from broadcaster.queries.desk import BulletinLine, BulletinPage
from broadcaster.queries.names import hamlet_names
from broadcaster.queries.today import next_airings

PAGE = 30


def bulletin_page(
    session: Session,
    commune_id: str,
    *,
    now: datetime,
    state: BulletinState | None = None,
    words: str = "",
    page: int = 1,
) -> BulletinPage:
    """Return a page of the desk's list, what was changed last first."""
    mine = bulletins.c.commune_id == commune_id
    where: list[ColumnElement[bool]] = [mine]
    if state is not None:
        where.append(bulletins.c.state == state)
    if words:
        where.append(
            or_(
                *(
                    column.icontains(words, autoescape=True)
                    for column in (bulletins.c.title, bulletins.c.text)
                )
            )
        )
    counts = session.execute(select(bulletins.c.state, func.count()).where(mine).group_by(bulletins.c.state))
    total = session.scalar(select(func.count()).select_from(bulletins).where(*where)) or 0
    found = session.execute(
        select(Bulletin, people.c.full_name)
        .join(people, people.c.id == bulletins.c.author_id)
        .where(*where)
        .order_by(bulletins.c.changed_at.desc(), bulletins.c.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    sounds = _newest_sounds(session, [row[0] for row in found])
    reasons = _reasons(session, [row[0].id for row in found])
    soonest = next_airings(session, commune_id, now)
    names = hamlet_names(session, commune_id)
    lines = tuple(
        _line(
            bulletin,
            author,
            sounds.get(bulletin.id),
            names,
            soonest.get(bulletin.id),
            reasons.get(bulletin.id, ""),
        )
        for bulletin, author in found
    )
    return BulletinPage(lines, tuple((row[0], row[1]) for row in counts), page, max(1, -(-total // PAGE)))


def _newest_sounds(session: Session, found: Sequence[Bulletin]) -> dict[str, Rendition]:
    ids = {bulletin.id: bulletin.revision for bulletin in found}
    rows = session.scalars(
        select(Rendition).where(renditions.c.bulletin_id.in_(ids)).order_by(renditions.c.created_at)
    )
    return {row.bulletin_id: row for row in rows if row.revision == ids[row.bulletin_id]}


def _reasons(session: Session, ids: Sequence[str]) -> dict[str, str]:
    rows = session.execute(
        select(approvals.c.bulletin_id, approvals.c.reason)
        .where(approvals.c.bulletin_id.in_(ids), approvals.c.verdict == Verdict.RETURNED)
        .order_by(approvals.c.decided_at)
    )
    return {row.bulletin_id: row.reason for row in rows}


def _line(
    bulletin: Bulletin,
    author: str,
    sound: Rendition | None,
    names: dict[str, str],
    next_at: datetime | None,
    reason: str,
) -> BulletinLine:
    return BulletinLine(
        id=bulletin.id,
        title=bulletin.title,
        state=bulletin.state,
        rendition=sound.state if sound else None,
        precedence=bulletin.precedence,
        topic=bulletin.topic,
        hamlets=tuple(names.get(code, code) for code in bulletin.hamlets),
        author=author,
        changed_at=bulletin.changed_at,
        duration_ms=sound.duration_ms if sound and sound.state is RenditionState.READY else None,
        expires_on=bulletin.expires_on,
        next_at=next_at,
        note=reason if bulletin.state is BulletinState.RETURNED else "",
    )
