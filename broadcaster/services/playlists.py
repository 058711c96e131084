"""Playlists of the library: sounds in order, and air time for them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.sound_tables import playlists
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_playlist import KeptPlaylist, joined_card, playlist_named
from broadcaster.domain.library import LibrarySound, SoundCard
from broadcaster.domain.people import Act, Person
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.domain.types import Sha256
from broadcaster.services import audit, library, timetable

_MINUTE_MS = 60_000


def make(session: Session, name: str, *, by: Person, now: datetime) -> KeptPlaylist:
    """Begin an empty playlist. StationError `not_allowed`, `name_missing`, `name_too_long`."""
    by.require(Act.WRITE)
    made = playlist_named(name, commune_id=by.commune_id, made_by=by.id, now=now)
    session.add(made)
    session.flush()
    _tell(session, "playlist_made", made, by, now)
    return made


def change(
    session: Session,
    playlist_id: str,
    *,
    by: Person,
    now: datetime,
    name: str | None = None,
    add: str | None = None,
    take_out: int | None = None,
    move: tuple[int, int] | None = None,
) -> KeptPlaylist:
    """Rename it, or add, take out or move a sound. StationError `not_found` and what `KeptPlaylist` refuses.

    What is scheduled already airs as it was.
    """
    by.require(Act.WRITE)
    kept = get(session, playlist_id, by=by)
    if name is not None:
        kept.rename(name)
    if add is not None:
        kept.add(library.get(session, add, by=by).id)
    if take_out is not None:
        kept.take_out(take_out)
    if move is not None:
        kept.move(*move)
    kept.changed_at = now
    _tell(session, "playlist_changed", kept, by, now)
    return kept


def remove(session: Session, playlist_id: str, *, by: Person, now: datetime) -> KeptPlaylist:
    """Put a playlist away; what is scheduled of it stays scheduled."""
    by.require(Act.WRITE)
    kept = get(session, playlist_id, by=by)
    kept.removed_at = now
    _tell(session, "playlist_removed", kept, by, now)
    return kept


def air(
    session: Session,
    playlist_id: str,
    recurrence: Recurrence,
    *,
    hamlets: tuple[str, ...],
    by: Person,
    now: datetime,
) -> Schedule:
    """Put a playlist on air as it stands now, in a slot as long as it lasts, rounded up to a minute.

    StationError `playlist_empty`, what `LibrarySound.require_usable` refuses, and what `timetable.add_schedule` does.
    """
    by.require(Act.SCHEDULE)
    kept = get(session, playlist_id, by=by)
    if not kept.sounds:
        raise StationError("playlist_empty")
    items = tuple(_item(library.get(session, each, by=by), recurrence) for each in kept.sounds)
    copy = Playlist(items)
    length_ms = -(-copy.duration_ms // _MINUTE_MS) * _MINUTE_MS
    slot = Slot(recurrence, length_ms, hamlets)
    return timetable.add_schedule(session, name=kept.name, slot=slot, playlist=copy, by=by, now=now)


def joined(
    session: Session, playlist_id: str, *, by: Person, now: datetime
) -> tuple[SoundCard, tuple[Sha256, ...]]:
    """Return the card of one sound made of a playlist as it stands now, and the sounds that follow each other in it.

    Raises as `air`.
    """
    by.require(Act.WRITE)
    kept = get(session, playlist_id, by=by)
    if not kept.sounds:
        raise StationError("playlist_empty")
    sounds = [library.get(session, each, by=by) for each in kept.sounds]
    today = day_of(now, timetable.zone_name(session, by.commune_id))
    return joined_card(kept.name, sounds), tuple(each.require_usable(today) for each in sounds)


def get(session: Session, playlist_id: str, *, by: Person) -> KeptPlaylist:
    """Return a playlist of the asker's commune, held against other writers. StationError `not_found`."""
    kept = session.get(KeptPlaylist, playlist_id, with_for_update=True)
    if kept is None or kept.commune_id != by.commune_id or kept.removed_at is not None:
        raise StationError("not_found", kind="playlist")
    return kept


def all_of(session: Session, commune_id: str) -> tuple[KeptPlaylist, ...]:
    """Return the commune's playlists by name."""
    column = playlists.c
    found = session.scalars(
        select(KeptPlaylist)
        .where(column.commune_id == commune_id, column.removed_at.is_(None))
        .order_by(column.name, column.id)
    )
    return tuple(found)


def _item(sound: LibrarySound, recurrence: Recurrence) -> PlaylistItem:
    sha = sound.require_usable(recurrence.first_on)
    if sound.duration_ms is None:
        raise StationError("sound_not_ready", title=sound.title)
    return PlaylistItem(sound.title, sha, sound.duration_ms, expires_on=sound.expires_on)


def _tell(session: Session, act: str, kept: KeptPlaylist, by: Person, now: datetime) -> None:
    audit.record(
        session,
        act,
        kept.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        name=kept.name,
        sounds=" ".join(kept.sounds),
    )
