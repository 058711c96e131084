"""The dictionary of readings, and the bulletins that it would have read otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from broadcaster.db.bulletin_tables import bulletins, renditions
from broadcaster.db.commune_tables import people
from broadcaster.db.library_tables import kept_readings
from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition
from broadcaster.domain.kept_reading import ReadingRegion
from broadcaster.services.bulletins import latest_rendition
from broadcaster.services.ports import Speller

PAGE = 50


@dataclass(frozen=True)
class ReadingLine:
    """A reading in force, with who keeps it since when."""

    id: str
    written: str
    spoken: str
    region: ReadingRegion
    kept_by: str
    kept_at: datetime


@dataclass(frozen=True)
class ReadingPage:
    """A page of the dictionary; `total` counts all that was found."""

    lines: tuple[ReadingLine, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Outdated:
    """A bulletin whose sound says its words otherwise than they are read today."""

    id: str
    title: str
    state: BulletinState
    expires_on: date
    said: str
    """What the sound says, from the first words that differ."""
    read: str
    """What is read there today."""


def reading_page(session: Session, commune_id: str, *, words: str = "", page: int = 1) -> ReadingPage:
    """Return a page of the readings in force, by their written form."""
    column = kept_readings.c
    where: list[ColumnElement[bool]] = [column.commune_id == commune_id, column.ended_version.is_(None)]
    if words:
        where.append(
            or_(*(each.icontains(words, autoescape=True) for each in (column.written, column.spoken)))
        )
    total = session.scalar(select(func.count()).select_from(kept_readings).where(*where)) or 0
    rows = session.execute(
        select(kept_readings, people.c.full_name)
        .join(people, people.c.id == column.kept_by)
        .where(*where)
        .order_by(func.lower(column.written), column.written, column.region)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = tuple(
        ReadingLine(row.id, row.written, row.spoken, row.region, row.full_name, row.kept_at) for row in rows
    )
    return ReadingPage(lines, total, page, max(1, -(-total // PAGE)))


def reading_line(session: Session, commune_id: str, reading_id: str) -> ReadingLine | None:
    """Return one reading in force."""
    column = kept_readings.c
    row = session.execute(
        select(kept_readings, people.c.full_name)
        .join(people, people.c.id == column.kept_by)
        .where(column.id == reading_id, column.commune_id == commune_id, column.ended_version.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return ReadingLine(row.id, row.written, row.spoken, row.region, row.full_name, row.kept_at)


def outdated(session: Session, speller: Speller, commune_id: str, *, today: date) -> tuple[Outdated, ...]:
    """Return the bulletins that may still air and whose sound says something else than is read today."""
    alive = session.scalars(
        select(Bulletin)
        .where(*_alive(commune_id, today), bulletins.c.state != BulletinState.WITHDRAWN)
        .order_by(bulletins.c.expires_on, bulletins.c.id)
    )
    sounds = ((bulletin, latest_rendition(session, bulletin)) for bulletin in alive)
    return tuple(_otherwise(speller, ((bulletin, sound) for bulletin, sound in sounds if sound)))


def overtaken(session: Session, speller: Speller, commune_id: str, *, today: date) -> tuple[Outdated, ...]:
    """Return the approved bulletins that the dictionary's changes since would have said otherwise.

    Their sound stays as it was approved, until somebody has it said anew. Only what was read by another dictionary
    than today's is read again, so that this costs nothing while nothing changes.
    """
    present = speller.read("", choices={}).dictionary
    approved = session.execute(
        select(Bulletin, Rendition)
        .join(renditions, renditions.c.id == bulletins.c.approved_rendition_id)
        .where(
            *_alive(commune_id, today),
            bulletins.c.state == BulletinState.APPROVED,
            renditions.c.dictionary_version != present,
        )
        .order_by(bulletins.c.expires_on, bulletins.c.id)
    )
    return tuple(_otherwise(speller, ((row[0], row[1]) for row in approved)))


def _alive(commune_id: str, today: date) -> tuple[ColumnElement[bool], ...]:
    return bulletins.c.commune_id == commune_id, bulletins.c.expires_on >= today


def _otherwise(speller: Speller, sounds: Iterable[tuple[Bulletin, Rendition]]) -> Iterator[Outdated]:
    """Give those of the bulletins that are read otherwise than their sounds say."""
    for bulletin, sound in sounds:
        read = speller.read(bulletin.text, choices={int(at): said for at, said in bulletin.choices.items()})
        if read.text != sound.spoken_text:
            said, now_read = difference(sound.spoken_text, read.text)
            yield Outdated(bulletin.id, bulletin.title, bulletin.state, bulletin.expires_on, said, now_read)


def difference(before: str, after: str, *, around: int = 6) -> tuple[str, str]:
    """Return the words of both texts from a few before the first that differs to a few after the last."""
    left, right = before.split(), after.split()
    head = _alike(left, right)
    tail = _alike(left[head:][::-1], right[head:][::-1])
    start = max(0, head - around)
    return _excerpt(left, start, len(left) - tail + around), _excerpt(
        right, start, len(right) - tail + around
    )


def _alike(left: list[str], right: list[str]) -> int:
    return next(
        (at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other),
        min(len(left), len(right)),
    )


def _excerpt(words: list[str], start: int, end: int) -> str:
    end = min(end, start + 40)
    return f"{'… ' if start else ''}{' '.join(words[start:end])}{' …' if end < len(words) else ''}"
