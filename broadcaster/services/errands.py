"""One touch for what is trusted: taken on, spoken, handed in and put on air as soon as each may be.

The operator's touch stands for the operator's own steps and for no other: an approver still hears the sound to its end.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.newsroom_tables import errands
from broadcaster.domain.bulletin import Bulletin, BulletinState, RenditionState
from broadcaster.domain.calendar import local
from broadcaster.domain.errand import Errand, ErrandState
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.services import audit, bulletins, one_off, requests, timetable
from broadcaster.services.ports import Speller

_BLANK = re.compile(r"\\\[.*?\\\]")
_FILLING = r"[^\[\]\n]{1,80}"


def is_of_template(text: str, templates: Iterable[str]) -> bool:
    """Tell whether a text is one of these templates with nothing but its blanks filled in, each by a few words."""
    return any(
        re.fullmatch(_BLANK.sub(lambda _: _FILLING, re.escape(each.strip())), text.strip())
        for each in templates
    )


def start(
    session: Session, speller: Speller, request_id: str, *, expires_on: date, by: Person, now: datetime
) -> Bulletin:
    """Take a request on and order its sound; the rest follows. Refuses what accepting and preparing refuse."""
    asked = requests.get(session, request_id, by=by)
    made = requests.accept(session, request_id, expires_on=expires_on, by=by, now=now)
    bulletins.prepare(session, speller, made.id, by=by, now=now)
    session.add(Errand(made.id, by.commune_id, by.id, made.revision, now, asked.wanted_at))
    audit.record(session, "errand_begun", made.id, by=by, commune_id=by.commune_id, now=now)
    return made


def open_ones(session: Session, commune_id: str) -> tuple[str, ...]:
    """Return the bulletins whose errands may have become possible."""
    column = errands.c
    return tuple(
        session.scalars(
            select(column.bulletin_id)
            .where(
                column.commune_id == commune_id,
                column.state.in_([ErrandState.SOUND, ErrandState.APPROVAL]),
            )
            .order_by(column.made_at)
        )
    )


def close(session: Session, bulletin_id: str, *, by: Person, now: datetime) -> None:
    """Say that a person has seen to what was stuck. StationError `not_allowed`, `not_found`."""
    by.require(Act.ANSWER_REQUEST)
    errand = session.get(Errand, bulletin_id, with_for_update=True)
    if errand is None or errand.commune_id != by.commune_id or errand.state is not ErrandState.STUCK:
        raise StationError("not_found", kind="errand")
    errand.state = ErrandState.DONE
    audit.record(session, "errand_closed", bulletin_id, by=by, commune_id=by.commune_id, now=now)


def go_on(session: Session, speller: Speller, bulletin_id: str, *, now: datetime) -> Errand | None:
    """Do the next step of an errand if it is possible now. What a step refuses leaves it stuck, with its code."""
    errand = session.get(Errand, bulletin_id, with_for_update=True)
    if errand is None or errand.state not in {ErrandState.SOUND, ErrandState.APPROVAL}:
        return None
    person, bulletin = session.get_one(Person, errand.person_id), session.get_one(Bulletin, bulletin_id)
    try:
        with session.begin_nested():
            errand.state = _step(session, speller, errand, bulletin, person, now)
    except StationError as refusal:
        errand.state, errand.failure = ErrandState.STUCK, refusal.code
    return errand


def _step(
    session: Session, speller: Speller, errand: Errand, bulletin: Bulletin, by: Person, now: datetime
) -> ErrandState:
    if bulletin.revision != errand.revision or bulletin.state in _TAKEN_BACK:
        raise StationError("edited_meanwhile", yours=errand.revision, current=bulletin.revision)
    if errand.state is ErrandState.SOUND:
        return _hand_in(session, speller, bulletin, by, now)
    if bulletin.state is not BulletinState.APPROVED:
        return ErrandState.APPROVAL
    if errand.air_at is not None:
        wall = local(errand.air_at, timetable.zone_name(session, by.commune_id))
        one_off.air_once(session, bulletin.id, on=wall.date(), at=wall.time(), hamlets=(), by=by, now=now)
    return ErrandState.DONE


_TAKEN_BACK = frozenset({BulletinState.RETURNED, BulletinState.WITHDRAWN})


def _hand_in(
    session: Session, speller: Speller, bulletin: Bulletin, by: Person, now: datetime
) -> ErrandState:
    sound = bulletins.latest_rendition(session, bulletin)
    if sound is not None and sound.state is RenditionState.QUEUED:
        return ErrandState.SOUND
    bulletins.submit(session, speller, bulletin.id, by=by, now=now)
    return ErrandState.APPROVAL
