"""Hamlet heads and units ask, the office answers."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db import bulletin_tables
from broadcaster.domain import request
from broadcaster.domain.bulletin import Bulletin, Topic, Wording
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.plain_words import blanks
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.request import (
    LONGEST_ITEM_VOICE,
    LONGEST_VOICE,
    QUOTA_A_MONTH,
    AnnouncementRequest,
    RequestState,
)
from broadcaster.services import audit, bulletins, library, on_air, timetable

_VOICE_GRACE = timedelta(seconds=5)
"""By how much a recording may be longer: recorders stop a little late."""


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
    """Put a request for the asker's own hamlet into the inbox.

    StationError as `domain.request.ask` says, `blanks_left` (of a template), `request_quota`.
    `voice_id` is a sound that the asker recorded; the office hears it, and may let it speak the bulletin.
    """
    asked = request.ask(
        by=by, title=title, text=text, wanted_at=wanted_at, now=now, is_spoken=voice_id is not None
    )
    if left := blanks(asked.text):
        raise StationError("blanks_left", blanks=", ".join(left))
    if sent_this_month(session, by, now=now) >= QUOTA_A_MONTH:
        raise StationError("request_quota", limit=QUOTA_A_MONTH)
    _send(session, asked, voice_id, LONGEST_VOICE, by, now)
    return asked


def contribute(
    session: Session,
    *,
    title: str,
    text: str,
    topic: Topic,
    author: str,
    by: Person,
    now: datetime,
    wanted_at: datetime | None = None,
    voice_id: str | None = None,
) -> AnnouncementRequest:
    """Put an item of the sender's unit into the same inbox; see `domain.request.contribute` for what is refused."""
    sent = request.contribute(
        by=by,
        title=title,
        text=text,
        topic=topic,
        author=author,
        wanted_at=wanted_at,
        now=now,
        is_spoken=voice_id is not None,
    )
    _send(session, sent, voice_id, LONGEST_ITEM_VOICE, by, now)
    return sent


def accept(
    session: Session, request_id: str, *, expires_on: date, by: Person, now: datetime, text: str = ""
) -> Bulletin:
    """Turn a request into a bulletin of that hamlet, a unit's of the commune; from here it goes every bulletin's way.

    `text` is what the office heard where the request was only spoken.
    """
    asked = get(session, request_id, by=by)
    asked.answer(RequestState.ACCEPTED, by=by, now=now)
    wording = Wording(
        title=asked.title,
        text=asked.text or text,
        topic=asked.topic or Topic.COMMUNITY,
        precedence=Precedence.ROUTINE,
        expires_on=expires_on,
        hamlets=(asked.hamlet,) if asked.hamlet else (),
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
    """Say no, with the reason that the sender will read."""
    asked = get(session, request_id, by=by)
    asked.answer(RequestState.REFUSED, by=by, now=now, reason=reason)
    audit.record(
        session, "request_refused", asked.id, by=by, commune_id=by.commune_id, now=now, reason=reason
    )
    return asked


def cancel(session: Session, request_id: str, *, by: Person, now: datetime) -> AnnouncementRequest:
    """Take back one's own request, also after the office took it on: until it is on air its bulletin is withdrawn.

    StationError `not_found`, `not_allowed`, `already_answered`, `already_aired`.
    """
    asked = get(session, request_id, by=by)
    was_accepted = asked.state is RequestState.ACCEPTED
    if was_accepted and asked.bulletin_id is not None:
        if on_air.was_on_air(session, asked.bulletin_id, since=asked.created_at, now=now):
            raise StationError("already_aired")
        bulletins.withdraw_for_asker(session, asked.bulletin_id, by=by, asked_by=asked.person_id, now=now)
    asked.call_off(by=by, now=now)
    audit.record(session, "request_cancelled", asked.id, by=by, commune_id=by.commune_id, now=now)
    return asked


def sent_this_month(session: Session, by: Person, *, now: datetime) -> int:
    """Count what the asker's hamlet has asked for in this month of the commune, what was taken back aside."""
    zone = timetable.zone_name(session, by.commune_id)
    month_at, _ = day_span(day_of(now, zone).replace(day=1), zone)
    column = bulletin_tables.requests.c
    return (
        session.scalar(
            select(func.count()).where(
                column.commune_id == by.commune_id,
                column.hamlet == by.hamlet,
                column.created_at >= month_at,
                column.state != RequestState.CANCELLED,
            )
        )
        or 0
    )


def get(session: Session, request_id: str, *, by: Person) -> AnnouncementRequest:
    """Return a request that the asker may see: of the commune, and for outsiders of the own hamlet or unit."""
    asked = session.get(AnnouncementRequest, request_id, with_for_update=True)
    if asked is None or asked.commune_id != by.commune_id:
        raise StationError("not_found", kind="request")
    is_own = asked.unit_id == by.unit_id if asked.unit_id else asked.hamlet == by.hamlet
    if not by.may(Act.SEE_STATION) and not is_own:
        raise StationError("not_found", kind="request")
    return asked


def _send(
    session: Session,
    sent: AnnouncementRequest,
    voice_id: str | None,
    longest: timedelta,
    by: Person,
    now: datetime,
) -> None:
    session.add(sent)
    session.flush()
    if voice_id is not None:
        longest_ms = (longest + _VOICE_GRACE) // timedelta(milliseconds=1)
        library.attach(session, voice_id, sent.id, by=by, longest_ms=longest_ms)
    where = {"unit": sent.unit_id} if sent.unit_id else {"hamlet": sent.hamlet}
    audit.record(session, "request_sent", sent.id, by=by, commune_id=by.commune_id, now=now, **where)
