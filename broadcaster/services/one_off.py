"""A single broadcast of one approved bulletin, outside every programme."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition
from broadcaster.domain.calendar import moment_at
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.playlist import Playlist, PlaylistItem
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.services import bulletins, timetable


def air_once(
    session: Session,
    bulletin_id: str,
    *,
    on: date,
    at: time,
    hamlets: tuple[str, ...],
    by: Person,
    now: datetime,
) -> Schedule:
    """Put a bulletin on air at one hour of one day, in these hamlets (none: where the bulletin is for).

    Raises StationError `not_allowed`, `not_found`, `not_approved`, `expired_by_then`, `start_past`, `other_hamlets`
    (the bulletin is for others), and what `timetable.add_schedule` refuses.
    """
    by.require(Act.SCHEDULE)
    bulletin = bulletins.get(session, bulletin_id, by=by)
    sound = _approved_sound(session, bulletin)
    if bulletin.expires_on < on:
        raise StationError("expired_by_then", expires_on=bulletin.expires_on)
    if moment_at(on, at, timetable.zone_name(session, by.commune_id)) <= now:
        raise StationError("start_past")
    if bulletin.hamlets and not set(hamlets) <= set(bulletin.hamlets):
        raise StationError("other_hamlets", hamlets=", ".join(sorted(set(hamlets) - set(bulletin.hamlets))))
    slot = Slot(Recurrence.once(on, at), sound.duration_ms, hamlets or bulletin.hamlets)
    return timetable.add_schedule(
        session, name=bulletin.title, slot=slot, playlist=Playlist((sound,)), by=by, now=now
    )


def _approved_sound(session: Session, bulletin: Bulletin) -> PlaylistItem:
    """Return the very sound that was approved."""
    found = session.get(Rendition, bulletin.approved_rendition_id) if bulletin.approved_rendition_id else None
    if bulletin.state is not BulletinState.APPROVED or found is None:
        raise StationError("not_approved", state=bulletin.state.value)
    if found.sound_sha is None or found.duration_ms is None:
        raise StationError("sound_missing")
    return PlaylistItem(bulletin.title, found.sound_sha, found.duration_ms, bulletin.id)
