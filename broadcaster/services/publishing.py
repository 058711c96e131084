"""What everybody may read and hear on the web: a person's decision for each approved bulletin."""

from datetime import datetime

from sqlalchemy.orm import Session

from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.publication import Publication
from broadcaster.services import audit, bulletins


def publish(session: Session, bulletin_id: str, *, by: Person, now: datetime) -> Publication:
    """Show an approved bulletin to everybody, with the very sound that was approved.

    StationError `not_allowed`, `not_found`, `not_approved`.
    """
    by.require(Act.WRITE)
    bulletin = bulletins.get(session, bulletin_id, by=by)
    if bulletin.state is not BulletinState.APPROVED or bulletin.approved_rendition_id is None:
        raise StationError("not_approved")
    known = session.get(Publication, bulletin_id)
    if known is None:
        known = Publication(bulletin_id, by.commune_id, bulletin.approved_rendition_id, by.id, now)
        session.add(known)
    elif known.ended_at is not None or known.rendition_id != bulletin.approved_rendition_id:
        known.rendition_id, known.published_by = bulletin.approved_rendition_id, by.id
        known.published_at, known.ended_at = now, None
    audit.record(session, "bulletin_published", bulletin_id, by=by, commune_id=by.commune_id, now=now)
    return known


def end(session: Session, bulletin_id: str, *, by: Person, now: datetime) -> None:
    """Show it to nobody any more; what others have copied stays theirs. StationError `not_allowed`, `not_found`."""
    by.require(Act.WRITE)
    bulletins.get(session, bulletin_id, by=by)
    known = session.get(Publication, bulletin_id)
    if known is None or known.ended_at is not None:
        raise StationError("not_found", kind="publication")
    known.ended_at = now
    audit.record(session, "bulletin_unpublished", bulletin_id, by=by, commune_id=by.commune_id, now=now)
