"""How the station sounds: what the commune decided, with its history, and what a bulletin wears of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from broadcaster.db.sound_tables import sound_styles
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.sound_style import OWN, SoundStyle
from broadcaster.domain.types import new_id
from broadcaster.services import audit, library, timetable


@dataclass(frozen=True)
class Wish:
    """What an editor wants around one bulletin; `bed` None: as is usual at the station."""

    tunes: bool = True
    bed: bool | None = None


USUAL = Wish()


def present(session: Session, commune_id: str) -> SoundStyle:
    """Return the style as it was decided last; the standard one until somebody decides."""
    column = sound_styles.c
    found = session.scalar(
        select(column.style)
        .where(column.commune_id == commune_id)
        .order_by(column.set_at.desc(), column.id.desc())
        .limit(1)
    )
    return found or SoundStyle()


def worn(session: Session, commune_id: str, wish: Wish, *, now: datetime) -> SoundStyle:
    """Return what a bulletin made now wears: sounds that may not air any more are left out."""
    style = present(session, commune_id).for_bulletin(tunes=wish.tunes, bed=wish.bed)
    return style.without(lapsed(session, commune_id, style, today=_today(session, commune_id, now)))


def lapsed(session: Session, commune_id: str, style: SoundStyle, *, today: date) -> frozenset[str]:
    """Return the sounds of a style that the commune may not air on a day, or that left the library."""
    wanted = {name for name in style.names if name and not name.startswith(OWN)}
    return frozenset(wanted - {each.sound_sha for each in library.usable(session, commune_id, today=today)})


def decide(session: Session, style: SoundStyle, *, by: Person, now: datetime) -> None:
    """Write down how bulletins shall sound from now on; those that are made stay. StationError `sound_not_usable`."""
    by.require(Act.KEEP_SETTINGS)
    if lapsed(session, by.commune_id, style, today=_today(session, by.commune_id, now)):
        raise StationError("sound_not_usable")
    if style == present(session, by.commune_id):
        return
    session.execute(
        insert(sound_styles).values(
            id=new_id(), commune_id=by.commune_id, style=style, set_by=by.id, set_at=now
        )
    )
    audit.record(
        session,
        "sound_style_set",
        by.commune_id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        **style.to_plain(),
    )


def _today(session: Session, commune_id: str, now: datetime) -> date:
    return day_of(now, timetable.zone_name(session, commune_id))
