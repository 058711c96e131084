"""The library's book: what was brought, what is said of it, what a bulletin takes from it, what leaves it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from broadcaster.db import airing_tables, bulletin_tables, timetable_tables
from broadcaster.db.library_tables import library_sounds
from broadcaster.db.sound_tables import playlists, sound_styles
from broadcaster.domain.errors import StationError
from broadcaster.domain.kept_playlist import KeptPlaylist
from broadcaster.domain.library import (
    LibrarySound,
    SoundCard,
    SoundLicence,
    SoundState,
    brought,
    cut_out,
)
from broadcaster.domain.people import Act, Person
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import Filler, FixedSound
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.types import Sha256
from broadcaster.services import audit, planning_marks


@dataclass(frozen=True)
class Uses:
    """Where a sound is used: bulletins and playlists by id and name, programmes and schedules, count of broadcasts."""

    bulletins: tuple[tuple[str, str], ...] = ()
    programmes: tuple[str, ...] = ()
    schedules: tuple[str, ...] = ()
    broadcasts: int = 0
    playlists: tuple[tuple[str, str], ...] = ()
    is_of_the_station: bool = False
    """The station wears it around its bulletins, or did."""

    @property
    def any(self) -> bool:
        """Tell whether a log or a plan refers to it."""
        return bool(
            self.bulletins
            or self.programmes
            or self.schedules
            or self.broadcasts
            or self.playlists
            or self.is_of_the_station
        )


def bring(session: Session, sound_id: str, card: SoundCard, *, by: Person, now: datetime) -> LibrarySound:
    """Enter a sound whose bytes were received under `sound_id`; a renderer takes it in.

    StationError `not_allowed` and what `SoundCard.check` refuses. Who asks from outside brings a voice.
    """
    if not by.may(Act.REQUEST) and not by.may(Act.CONTRIBUTE):
        by.require(Act.WRITE)
    sound = brought(sound_id, card, by=by, now=now)
    session.add(sound)
    session.flush()
    _tell(session, "sound_brought", sound, by, now)
    return sound


def cut(
    session: Session, sound_id: str, title: str, *, from_ms: int, until_ms: int, by: Person, now: datetime
) -> LibrarySound:
    """Make a sound of a part of another one, which stays as it is. Raises what `cut_out` refuses."""
    by.require(Act.WRITE)
    part = cut_out(get(session, sound_id, by=by), title, from_ms=from_ms, until_ms=until_ms, by=by, now=now)
    session.add(part)
    session.flush()
    _tell(session, "sound_cut", part, by, now)
    return part


def describe(session: Session, sound_id: str, card: SoundCard, *, by: Person, now: datetime) -> LibrarySound:
    """Say something else of a sound: title, kind, right to air it, source, last day. Plans heed it at once."""
    by.require(Act.WRITE)
    planning_marks.want(session, by.commune_id)
    sound = get(session, sound_id, by=by)
    sound.describe(card)
    _tell(session, "sound_described", sound, by, now)
    return sound


def remove(session: Session, sound_id: str, *, by: Person, now: datetime) -> LibrarySound:
    """Take a sound out of the library. StationError `sound_in_use` while a log or a plan refers to it."""
    by.require(Act.WRITE)
    sound = get(session, sound_id, by=by)
    if sound.request_id is not None or (
        sound.sound_sha and uses(session, sound.commune_id, sound.sound_sha).any
    ):
        raise StationError("sound_in_use", title=sound.title)
    sound.removed_at = now
    _tell(session, "sound_removed", sound, by, now)
    return sound


def attach(session: Session, sound_id: str, request_id: str, *, by: Person, longest_ms: int) -> LibrarySound:
    """Let a voice speak for a request of the one who brought it. StationError `not_found`, `voice_too_long`."""
    sound = session.get(LibrarySound, sound_id, with_for_update=True)
    if sound is None or sound.brought_by != by.id or sound.request_id is not None:
        raise StationError("not_found", kind="sound")
    if sound.duration_ms is not None and sound.duration_ms > longest_ms:
        raise StationError("voice_too_long", limit_s=longest_ms // 1000)
    sound.request_id = request_id
    return sound


def get(session: Session, sound_id: str, *, by: Person) -> LibrarySound:
    """Return a sound of the asker's commune, held against other writers. StationError `not_found`."""
    sound = session.get(LibrarySound, sound_id, with_for_update=True)
    if sound is None or sound.commune_id != by.commune_id or sound.removed_at is not None:
        raise StationError("not_found", kind="sound")
    return sound


def usable(session: Session, commune_id: str, *, today: date) -> tuple[LibrarySound, ...]:
    """Return the sounds that may air today, the newest first."""
    column = library_sounds.c
    found = session.scalars(
        select(LibrarySound)
        .where(
            column.commune_id == commune_id,
            column.state == SoundState.READY,
            column.licence != SoundLicence.UNKNOWN,
            column.removed_at.is_(None),
            (column.expires_on.is_(None)) | (column.expires_on >= today),
        )
        .order_by(column.created_at.desc(), column.id)
    )
    return tuple(found)


def last_days(session: Session, commune_id: str) -> dict[Sha256, date]:
    """Return the last day of every sound that may not air for ever; a sound that is kept twice has the better right.

    What nobody has a right to any more had its last day before all days.
    """
    column = library_sounds.c
    rows = session.execute(
        select(column.sound_sha, column.licence, column.expires_on).where(
            column.commune_id == commune_id, column.sound_sha.is_not(None), column.removed_at.is_(None)
        )
    )
    rights: defaultdict[Sha256, list[date]] = defaultdict(list)
    for row in rows:
        ends_on = date.min if row.licence is SoundLicence.UNKNOWN else row.expires_on or date.max
        rights[row.sound_sha].append(ends_on)
    ends = {sound: max(days) for sound, days in rights.items()}
    return {sound: last_on for sound, last_on in ends.items() if last_on < date.max}


def parts_of(session: Session, sound_id: str, commune_id: str) -> tuple[tuple[str, str], ...]:
    """Return the parts that were made of a sound: id and title."""
    column = library_sounds.c
    found = session.scalars(
        select(LibrarySound)
        .where(column.commune_id == commune_id, column.removed_at.is_(None), column.cut.is_not(None))
        .order_by(column.created_at)
    )
    return tuple((each.id, each.title) for each in found if each.cut and each.cut.of == sound_id)


def uses(session: Session, commune_id: str, sha: Sha256) -> Uses:
    """Return every place of logs and plans that refers to a sound."""
    renditions, bulletins = bulletin_tables.renditions.c, bulletin_tables.bulletins.c
    spoken = session.execute(
        select(bulletins.id, bulletins.title)
        .join_from(
            bulletin_tables.renditions, bulletin_tables.bulletins, renditions.bulletin_id == bulletins.id
        )
        .where(
            or_(
                renditions.sound_sha == sha,
                renditions.recorded_sha == sha,
                cast(renditions.style, String).contains(sha),
            )
        )
        .distinct()
        .order_by(bulletins.title)
    )
    programmes = session.scalars(
        select(Programme).where(timetable_tables.programmes.c.commune_id == commune_id)
    )
    schedules = session.scalars(
        select(Schedule).where(
            timetable_tables.schedules.c.commune_id == commune_id,
            cast(timetable_tables.schedules.c.playlist, String).contains(sha),
        )
    )
    styles = select(func.count()).where(
        sound_styles.c.commune_id == commune_id, cast(sound_styles.c.style, String).contains(sha)
    )
    aired = select(func.count()).where(
        airing_tables.broadcasts.c.commune_id == commune_id,
        cast(airing_tables.broadcasts.c.rundown, String).contains(sha),
    )
    return Uses(
        bulletins=tuple((row.id, row.title) for row in spoken),
        programmes=tuple(
            each.name
            for each in programmes
            if any(isinstance(part, FixedSound | Filler) and part.sound == sha for part in each.parts)
        ),
        schedules=tuple(each.name for each in schedules),
        broadcasts=session.scalar(aired) or 0,
        playlists=tuple((each.id, each.name) for each in _playlists(session, commune_id, sha)),
        is_of_the_station=bool(session.scalar(styles)),
    )


def _playlists(session: Session, commune_id: str, sha: Sha256) -> list[KeptPlaylist]:
    """Return the playlists that hold a sound, under whichever of its cards."""
    cards = session.scalars(select(library_sounds.c.id).where(library_sounds.c.sound_sha == sha))
    wanted = set(cards)
    column = playlists.c
    kept = select(KeptPlaylist).where(column.commune_id == commune_id, column.removed_at.is_(None))
    return [
        each for each in session.scalars(kept.order_by(column.name)) if not wanted.isdisjoint(each.sounds)
    ]


def _tell(session: Session, act: str, sound: LibrarySound, by: Person, now: datetime) -> None:
    card = sound.card
    audit.record(
        session,
        act,
        sound.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        title=card.title,
        kind=card.kind.value,
        licence=card.licence.value,
        source=card.source,
        expires_on=card.expires_on or "",
    )
