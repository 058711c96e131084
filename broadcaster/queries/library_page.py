"""The library's list and one sound of it, with where it is used."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from broadcaster.db.commune_tables import people
from broadcaster.db.library_tables import library_sounds
from broadcaster.domain.errors import StationError
from broadcaster.domain.library import Cut, LibrarySound, SoundCard, SoundKind, SoundState
from broadcaster.queries.bulletin_pages import bars
from broadcaster.queries.desk import Sound
from broadcaster.services import library
from broadcaster.services.library import Uses

PAGE = 30
_column = library_sounds.c


@dataclass(frozen=True)
class SoundView:
    """One sound of the library; `sound` only once it was taken in, `uses` only where one asks for it alone."""

    id: str
    card: SoundCard
    state: SoundState
    progress: int
    failure: str
    brought_by: str
    brought_by_id: str
    created_at: datetime
    request_id: str | None
    sound: Sound | None
    uses: Uses = field(default_factory=Uses)
    cut: Cut | None = None
    whole: str = ""
    """Title of the sound that this is a part of."""
    parts: tuple[tuple[str, str], ...] = ()
    """Parts that were made of it: id and title."""


@dataclass(frozen=True)
class SoundPage:
    """A page of the library."""

    lines: tuple[SoundView, ...]
    total: int
    page: int
    pages: int


def sound_page(
    session: Session, commune_id: str, *, words: str = "", kind: SoundKind | None = None, page: int = 1
) -> SoundPage:
    """Return a page of the library, what was brought last first."""
    where: list[ColumnElement[bool]] = [_column.commune_id == commune_id, _column.removed_at.is_(None)]
    if kind is not None:
        where.append(_column.kind == kind)
    if words:
        where.append(
            or_(*(each.icontains(words, autoescape=True) for each in (_column.title, _column.source)))
        )
    total = session.scalar(select(func.count()).select_from(library_sounds).where(*where)) or 0
    rows = session.execute(
        select(LibrarySound, people.c.full_name)
        .join(people, people.c.id == _column.brought_by)
        .where(*where)
        .order_by(_column.created_at.desc(), _column.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    lines = tuple(_view(sound, name) for sound, name in rows)
    return SoundPage(lines, total, page, max(1, -(-total // PAGE)))


def sound_view(session: Session, commune_id: str, sound_id: str) -> SoundView:
    """Return one sound with where it is used. StationError `not_found`."""
    row = session.execute(
        select(LibrarySound, people.c.full_name)
        .join(people, people.c.id == _column.brought_by)
        .where(_column.id == sound_id, _column.commune_id == commune_id, _column.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise StationError("not_found", kind="sound")
    sound, brought_by = row
    used = library.uses(session, commune_id, sound.sound_sha) if sound.sound_sha else Uses()
    whole = session.get(LibrarySound, sound.cut.of) if sound.cut else None
    return replace(
        _view(sound, brought_by, used),
        whole=whole.title if whole else "",
        parts=library.parts_of(session, sound.id, commune_id),
    )


def voices(session: Session, commune_id: str, *, today: date, most: int = 20) -> tuple[tuple[str, str], ...]:
    """Return the recorded voices that a bulletin may use today, the newest first: id and title."""
    found = library.usable(session, commune_id, today=today)
    return tuple((each.id, each.title) for each in found if each.kind is SoundKind.SPEECH)[:most]


def voice_of_request(session: Session, commune_id: str, request_id: str) -> SoundView | None:
    """Return the voice that speaks a request."""
    row = session.execute(
        select(LibrarySound, people.c.full_name)
        .join(people, people.c.id == _column.brought_by)
        .where(_column.request_id == request_id, _column.commune_id == commune_id)
    ).first()
    return _view(row[0], row[1]) if row else None


def _view(sound: LibrarySound, brought_by: str, uses: Uses | None = None) -> SoundView:
    return SoundView(
        id=sound.id,
        card=sound.card,
        state=sound.state,
        progress=sound.progress,
        failure=sound.failure,
        brought_by=brought_by,
        brought_by_id=sound.brought_by,
        created_at=sound.created_at,
        request_id=sound.request_id,
        sound=_sound(sound),
        uses=uses or Uses(),
        cut=sound.cut,
    )


def _sound(sound: LibrarySound) -> Sound | None:
    if sound.sound_sha is None or sound.duration_ms is None:
        return None
    return Sound(
        sha256=sound.sound_sha,
        duration_ms=sound.duration_ms,
        peaks=bars(sound.peaks),
        voice="",
        loudness_lufs=sound.loudness_lufs,
        true_peak_dbtp=sound.true_peak_dbtp,
    )
