"""Hamlet heads say how a broadcast was heard where they stood."""

from datetime import datetime

from sqlalchemy.orm import Session

from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.errors import StationError
from broadcaster.domain.hear_check import HearCheck, Hearing, check_hearing
from broadcaster.domain.people import Act, Person
from broadcaster.services import audit


def say(
    session: Session, broadcast_id: str, hearing: Hearing, *, note: str = "", by: Person, now: datetime
) -> HearCheck:
    """Write down a person's word on a broadcast in the own hamlet; said again, the later word stands.

    StationError `not_allowed`, `not_found` (also for a broadcast to others), and what `check_hearing` refuses.
    """
    by.require(Act.REQUEST)
    aired = session.get(Broadcast, broadcast_id)
    if aired is None or (aired.commune, aired.hamlet) != (by.commune_id, by.hamlet):
        raise StationError("not_found", kind="broadcast")
    if aired.state is not BroadcastState.PLANNED:
        raise StationError("not_found", kind="broadcast")
    words = " ".join(note.split())
    check_hearing(start_at=aired.start_at, note=words, now=now)
    said = session.get(HearCheck, (broadcast_id, by.id), with_for_update=True)
    if said is None:
        said = HearCheck(broadcast_id, by.id, by.commune_id, aired.hamlet, hearing, words, now)
        session.add(said)
    else:
        said.hearing, said.note, said.said_at = hearing, words, now
    session.flush()
    audit.record(
        session, "heard_said", broadcast_id, by=by, commune_id=by.commune_id, now=now, hearing=hearing.value
    )
    return said
