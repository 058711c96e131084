"""What leaves the station: what everybody may hear, and what the office could show them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import bulletins, renditions
from broadcaster.db.newsroom_tables import publications
from broadcaster.domain.bulletin import BulletinState, Topic
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import HUMAN_VOICE
from broadcaster.domain.types import Sha256
from broadcaster.queries.names import hamlet_names

NEWEST = 50


@dataclass(frozen=True)
class Published:
    """An approved bulletin with its approved sound; `published_at` is None where nobody showed it to the world.

    `hamlets` are names, none means the whole commune.
    """

    bulletin_id: str
    title: str
    text: str
    topic: Topic
    hamlets: tuple[str, ...]
    approved_at: datetime
    expires_on: date
    sound: Sha256
    duration_ms: int
    is_machine_voice: bool
    published_at: datetime | None


def published(session: Session, commune_id: str, *, limit: int = NEWEST) -> tuple[Published, ...]:
    """Return what is shown to everybody, the newest first."""
    rows = session.execute(
        _approved(commune_id)
        .where(publications.c.bulletin_id.is_not(None))
        .order_by(publications.c.published_at.desc(), bulletins.c.id)
        .limit(limit)
    )
    return _lines(session, commune_id, rows.all())


def publishable(session: Session, commune_id: str, *, limit: int = 2 * NEWEST) -> tuple[Published, ...]:
    """Return the approved bulletins, the newest first, each with whether it is shown to everybody."""
    rows = session.execute(
        _approved(commune_id).order_by(bulletins.c.approved_at.desc(), bulletins.c.id).limit(limit)
    )
    return _lines(session, commune_id, rows.all())


def one(session: Session, commune_id: str, bulletin_id: str, *, is_public: bool) -> Published:
    """Return one approved bulletin; `is_public`: only where everybody may see it. StationError `not_found`."""
    rows = session.execute(_approved(commune_id).where(bulletins.c.id == bulletin_id)).all()
    found = _lines(session, commune_id, rows)
    if not found or (is_public and found[0].published_at is None):
        raise StationError("not_found", kind="bulletin")
    return found[0]


def _approved(commune_id: str) -> Select[Any]:
    """Ask for approved bulletins with their sound; a publication counts while it is of that very sound."""
    return (
        select(
            bulletins,
            renditions.c.sound_sha,
            renditions.c.duration_ms,
            renditions.c.voice,
            publications.c.published_at,
        )
        .join(renditions, renditions.c.id == bulletins.c.approved_rendition_id)
        .outerjoin(
            publications,
            (publications.c.bulletin_id == bulletins.c.id)
            & (publications.c.rendition_id == bulletins.c.approved_rendition_id)
            & publications.c.ended_at.is_(None),
        )
        .where(
            bulletins.c.commune_id == commune_id,
            bulletins.c.state == BulletinState.APPROVED,
            renditions.c.sound_sha.is_not(None),
        )
    )


def _lines(session: Session, commune_id: str, rows: Any) -> tuple[Published, ...]:
    names = hamlet_names(session, commune_id)
    return tuple(_line(row, names) for row in rows)


def _line(row: Row[Any], names: dict[str, str]) -> Published:
    return Published(
        bulletin_id=row.id,
        title=row.title,
        text=row.text,
        topic=row.topic,
        hamlets=tuple(names.get(code, code) for code in row.hamlets),
        approved_at=row.approved_at,
        expires_on=row.expires_on,
        sound=row.sound_sha,
        duration_ms=row.duration_ms,
        is_machine_voice=row.voice != HUMAN_VOICE,
        published_at=row.published_at,
    )
