"""Hamlet heads ask, the office answers."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from broadcaster.domain import request
from broadcaster.domain.bulletin import Bulletin, Topic, Wording
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.request import LONGEST_VOICE, AnnouncementRequest, RequestState
from broadcaster.services import audit, bulletins, library

_LONGEST_VOICE_MS = int(LONGEST_VOICE.total_seconds() + 5) * 1000


def ask(
    session: Session,
    *,
    title: str,
    text: str,
    wanted_at: datetime | None,
    by: Person,
    now: datetime,
    voice_id: str | None = None,
) -> AnnouncementRequest:
    """Put a request for the asker's own hamlet into the inbox; see `domain.request.ask` for what is refused.

    `voice_id` is a sound that the asker recorded; the office hears it, and may let it speak the bulletin.
    """
    asked = request.ask(
        by=by, title=title, text=text, wanted_at=wanted_at, now=now, is_spoken=voice_id is not None
    )
    session.add(asked)
    session.flush()
    if voice_id is not None:
        library.attach(session, voice_id, asked.id, by=by, longest_ms=_LONGEST_VOICE_MS)
    audit.record(
        session, "request_sent", asked.id, by=by, commune_id=by.commune_id, now=now, hamlet=asked.hamlet
    )
    return asked


def accept(
    session: Session, request_id: str, *, expires_on: date, by: Person, now: datetime, text: str = ""
) -> Bulletin:
    """Turn a request into a bulletin of that hamlet; from here it goes the way of every bulletin.

    `text` is what the office heard where the request was only spoken.
    """
    asked = get(session, request_id, by=by)
    asked.answer(RequestState.ACCEPTED, by=by, now=now)
    wording = Wording(
        title=asked.title,
        text=asked.text or text,
        topic=Topic.COMMUNITY,
        precedence=Precedence.ROUTINE,
        expires_on=expires_on,
        hamlets=(asked.hamlet,),
    )
    bulletin = bulletins.write(session, wording, by=by, now=now, request_id=asked.id)
    asked.bulletin_id = bulletin.id
    audit.record(
        session, "request_accepted", asked.id, by=by, commune_id=by.commune_id, now=now, bulletin=bulletin.id
    )
    return bulletin


def refuse(
    session: Session, request_id: str, *, reason: str, by: Person, now: datetime
) -> AnnouncementRequest:
    """Say no, with the reason that the hamlet head will read."""
    asked = get(session, request_id, by=by)
    asked.answer(RequestState.REFUSED, by=by, now=now, reason=reason)
    audit.record(
        session, "request_refused", asked.id, by=by, commune_id=by.commune_id, now=now, reason=reason
    )
    return asked


def cancel(session: Session, request_id: str, *, by: Person, now: datetime) -> AnnouncementRequest:
    """Take back one's own request before it was answered."""
    asked = get(session, request_id, by=by)
    asked.answer(RequestState.CANCELLED, by=by, now=now)
    audit.record(session, "request_cancelled", asked.id, by=by, commune_id=by.commune_id, now=now)
    return asked


def get(session: Session, request_id: str, *, by: Person) -> AnnouncementRequest:
    """Return a request that the asker may see: of the commune, and for a hamlet head of the own hamlet."""
    asked = session.get(AnnouncementRequest, request_id, with_for_update=True)
    if asked is None or asked.commune_id != by.commune_id:
        raise StationError("not_found", kind="request")
    if not by.may(Act.SEE_STATION) and asked.hamlet != by.hamlet:
        raise StationError("not_found", kind="request")
    return asked
