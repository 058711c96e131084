"""What is known of the speakers, by device id."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.speaker_tables import speakers
from broadcaster.domain.status import SpeakerStatus


def statuses(session: Session, commune_id: str) -> dict[str, SpeakerStatus]:
    """Return the last word of every speaker that joined."""
    found = session.scalars(select(SpeakerStatus).where(speakers.c.commune_id == commune_id))
    return {status.device_id: status for status in found}
