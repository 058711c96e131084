"""The library's playlists, and one of them with its sounds."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.library_tables import library_sounds
from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_playlist import KeptPlaylist
from broadcaster.domain.library import LibrarySound
from broadcaster.queries.names import people_names
from broadcaster.services import library, playlists


@dataclass(frozen=True)
class PlaylistSound:
    """One sound at its place; `trouble` is a stable code where it may not air ("" where it may)."""

    id: str
    title: str
    sha256: str | None
    duration_ms: int
    expires_on: date | None
    trouble: str


@dataclass(frozen=True)
class PlaylistView:
    """A playlist as its page shows it."""

    id: str
    name: str
    sounds: tuple[PlaylistSound, ...]
    changed_at: datetime
    made_by: str

    @property
    def duration_ms(self) -> int:
        """How long it lasts."""
        return sum(each.duration_ms for each in self.sounds)


def playlist_views(session: Session, commune_id: str, *, today: date) -> tuple[PlaylistView, ...]:
    """Return every playlist by name."""
    kept = playlists.all_of(session, commune_id)
    names = people_names(session, commune_id)
    sounds = _sounds(session, commune_id, {each for one in kept for each in one.sounds})
    return tuple(_view(one, names, sounds, today) for one in kept)


def playlist_view(session: Session, commune_id: str, playlist_id: str, *, today: date) -> PlaylistView:
    """Return one playlist. StationError `not_found`."""
    for view in playlist_views(session, commune_id, today=today):
        if view.id == playlist_id:
            return view
    raise StationError("not_found", kind="playlist")


def addable(session: Session, commune_id: str, *, today: date) -> tuple[LibrarySound, ...]:
    """Return the sounds that may be put into a playlist today, by title."""
    return tuple(
        sorted(library.usable(session, commune_id, today=today), key=lambda each: each.title.casefold())
    )


def _view(
    kept: KeptPlaylist, names: dict[str, str], sounds: dict[str, LibrarySound], today: date
) -> PlaylistView:
    lines = tuple(_line(sounds[each], today) for each in kept.sounds if each in sounds)
    return PlaylistView(kept.id, kept.name, lines, kept.changed_at, names.get(kept.made_by, ""))


def _line(sound: LibrarySound, today: date) -> PlaylistSound:
    trouble = ""
    try:
        sound.require_usable(today)
    except StationError as refusal:
        trouble = refusal.code
    return PlaylistSound(
        sound.id, sound.title, sound.sound_sha, sound.duration_ms or 0, sound.expires_on, trouble
    )


def _sounds(session: Session, commune_id: str, wanted: set[str]) -> dict[str, LibrarySound]:
    column = library_sounds.c
    found = session.scalars(
        select(LibrarySound).where(column.commune_id == commune_id, column.id.in_(wanted))
    )
    return {each.id: each for each in found}
