"""The office's inbox: what waits for an answer, until when, and what looks like it was asked already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import bulletins
from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.inbox import answer_due_at
from broadcaster.domain.likeness import twins
from broadcaster.domain.request import RequestState
from broadcaster.queries.desk import Story
from broadcaster.queries.request_stories import stories

MOST = 200
_LOOK_BACK = timedelta(days=30)
_MOST_BULLETINS = 500


@dataclass(frozen=True)
class Alike:
    """Something that says nearly the same: a bulletin, or another request; `percent` of its word pairs are shared."""

    id: str
    title: str
    is_bulletin: bool
    percent: int


@dataclass(frozen=True)
class InboxLine:
    """One request that waits for an answer."""

    story: Story
    due_at: datetime
    is_late: bool
    alike: Alike | None


def waiting(session: Session, commune_id: str, *, now: datetime) -> tuple[InboxLine, ...]:
    """Return what nobody has answered, what is due first on top."""
    open_ones = stories(session, commune_id, state=RequestState.SUBMITTED, limit=MOST)
    alike = _alike(session, commune_id, open_ones, open_ones, now=now)
    lines = [_line(each, alike.get(each.id), now) for each in open_ones]
    return tuple(sorted(lines, key=lambda line: (line.due_at, line.story.id)))


def answered(session: Session, commune_id: str) -> tuple[Story, ...]:
    """Return what was answered or taken back, the newest first."""
    found = stories(session, commune_id, limit=MOST)
    return tuple(each for each in found if each.state is not RequestState.SUBMITTED)


def one(session: Session, commune_id: str, request_id: str, *, now: datetime) -> InboxLine | None:
    """Return one request, with what looks like it where it still waits."""
    found = stories(session, commune_id, request_id=request_id)
    if not found:
        return None
    if found[0].state is not RequestState.SUBMITTED:
        return _line(found[0], None, now)
    others = stories(session, commune_id, state=RequestState.SUBMITTED, limit=MOST)
    return _line(found[0], _alike(session, commune_id, found, others, now=now).get(request_id), now)


def _line(story: Story, alike: Alike | None, now: datetime) -> InboxLine:
    due_at = answer_due_at(story.sent_at, story.wanted_at)
    return InboxLine(story, due_at, story.state is RequestState.SUBMITTED and due_at < now, alike)


def _alike(
    session: Session,
    commune_id: str,
    asked: tuple[Story, ...],
    others: tuple[Story, ...],
    *,
    now: datetime,
) -> dict[str, Alike]:
    """Return, by request, which of the `others` or of the last month's bulletins says nearly the same."""
    written = {
        row.id: row
        for row in session.execute(
            select(bulletins.c.id, bulletins.c.title, bulletins.c.text)
            .where(
                bulletins.c.commune_id == commune_id,
                bulletins.c.changed_at >= now - _LOOK_BACK,
                bulletins.c.state != BulletinState.WITHDRAWN,
            )
            .order_by(bulletins.c.changed_at.desc())
            .limit(_MOST_BULLETINS)
        )
    }
    texts = {each.id: f"{each.title}\n{each.text}" for each in asked if each.text}
    among = {row.id: f"{row.title}\n{row.text}" for row in written.values()}
    among |= {each.id: f"{each.title}\n{each.text}" for each in others if each.text}
    titles = {each.id: each.title for each in others} | {key: row.title for key, row in written.items()}
    return {
        key: Alike(twin.key, titles[twin.key], twin.key in written, round(100 * twin.likeness))
        for key, twin in twins(texts, among).items()
    }
