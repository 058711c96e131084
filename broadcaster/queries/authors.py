"""Who wrote what was on air: the counts from which an office works out royalties. Money is none of its business."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import bulletins, requests
from broadcaster.db.commune_tables import people
from broadcaster.db.newsroom_tables import units
from broadcaster.domain.bulletin import Topic
from broadcaster.queries.aired import Aired, aired


@dataclass(frozen=True)
class AiredItem:
    """One bulletin that was first on air in the window: its author and the author's unit ("" for the office)."""

    bulletin_id: str
    title: str
    topic: Topic
    author: str
    unit: str
    characters: int
    air: Aired


@dataclass(frozen=True)
class AuthorLine:
    """One author's items, in the order in which they were first heard."""

    author: str
    unit: str
    items: tuple[AiredItem, ...]

    @property
    def airings(self) -> int:
        """How often they were on air, all together."""
        return sum(item.air.airings for item in self.items)

    @property
    def duration_ms(self) -> int:
        """How long they last, each counted once."""
        return sum(item.air.duration_ms for item in self.items)


def author_lines(
    session: Session, commune_id: str, *, from_at: datetime, until_at: datetime
) -> tuple[AuthorLine, ...]:
    """Return the authors of what was first on air in [from_at, until_at), by unit and name.

    An item counts once, for the month of its first airing; its airings are those of this window. The author of an item
    that somebody sent in is who is named there, else who sent it; of everything else it is who wrote it in the office.
    """
    found: defaultdict[tuple[str, str], list[AiredItem]] = defaultdict(list)
    for item in _items(session, commune_id, from_at, until_at):
        found[item.unit, item.author].append(item)
    return tuple(
        AuthorLine(author, unit, tuple(sorted(items, key=lambda item: (item.air.first_at, item.bulletin_id))))
        for (unit, author), items in sorted(found.items())
    )


def _items(session: Session, commune_id: str, from_at: datetime, until_at: datetime) -> list[AiredItem]:
    heard = aired(session, commune_id, from_at=from_at, until_at=until_at)
    if not heard:
        return []
    sender = people.alias("sender")
    rows = session.execute(
        select(
            bulletins.c.id,
            bulletins.c.title,
            bulletins.c.text,
            bulletins.c.topic,
            people.c.full_name,
            sender.c.full_name.label("sent_by"),
            requests.c.author,
            units.c.name.label("unit"),
        )
        .join(people, people.c.id == bulletins.c.author_id)
        .outerjoin(requests, requests.c.id == bulletins.c.request_id)
        .outerjoin(sender, sender.c.id == requests.c.person_id)
        .outerjoin(units, units.c.id == requests.c.unit_id)
        .where(bulletins.c.id.in_(list(heard)))
    ).all()
    before = _heard_before(session, commune_id, set(heard), from_at)
    return [
        AiredItem(
            bulletin_id=row.id,
            title=row.title,
            topic=row.topic,
            author=row.author or row.sent_by or row.full_name,
            unit=row.unit or "",
            characters=len(row.text),
            air=heard[row.id],
        )
        for row in rows
        if row.id not in before
    ]


def _heard_before(session: Session, commune_id: str, ids: set[str], from_at: datetime) -> set[str]:
    """Return which of these were on air before the window: they counted then."""
    oldest_at = session.scalar(
        select(func.min(bulletins.c.created_at)).where(
            bulletins.c.id.in_(ids), bulletins.c.created_at < from_at
        )
    )
    if oldest_at is None:
        return set()
    return ids & aired(session, commune_id, from_at=oldest_at, until_at=from_at).keys()
