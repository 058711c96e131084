"""What the page of a programme offers: sounds that may go on air, and who uses the programme."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.domain.errors import StationError
from broadcaster.domain.library import LibrarySound, SoundKind
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import Filler, FixedSound
from broadcaster.domain.types import Sha256
from broadcaster.services import library, programmes, timetable


@dataclass(frozen=True)
class AirableSound:
    """A sound that a programme may play by itself."""

    sound: Sha256
    title: str
    duration_ms: int
    is_music: bool
    has_ended: bool = False
    """Nobody has the right to air it any more: planning leaves it out."""


def airable_sounds(session: Session, commune_id: str, *, today: date) -> tuple[AirableSound, ...]:
    """Return the library's sounds that may go on air today, and those that programmes play already."""
    found = {one.sound: one for one in _of_programmes(programmes.current(session, commune_id))}
    for one in session.scalars(select(LibrarySound).filter_by(commune_id=commune_id, removed_at=None)):
        try:
            sha = one.require_usable(today)
        except StationError:
            continue
        if one.duration_ms and one.request_id is None:
            found[sha] = AirableSound(sha, one.title, one.duration_ms, one.kind is SoundKind.MUSIC)
    over = {sound for sound, last_on in library.last_days(session, commune_id).items() if last_on < today}
    marked = (replace(one, has_ended=one.sound in over) for one in found.values())
    return tuple(sorted(marked, key=lambda one: one.title.casefold()))


def slots_of(session: Session, commune_id: str, programme_id: str) -> tuple[str, ...]:
    """Return the names of the schedules that air a programme."""
    current = timetable.current_schedules(session, commune_id)
    return tuple(one.name for one in current if one.programme_id == programme_id)


def _of_programmes(known: Iterable[Programme]) -> Iterable[AirableSound]:
    for programme in known:
        for part in programme.parts:
            if isinstance(part, FixedSound):
                yield AirableSound(part.sound, part.title, part.duration_ms, part.is_music)
            elif isinstance(part, Filler):
                yield AirableSound(part.sound, part.title, part.duration_ms, is_music=True)
