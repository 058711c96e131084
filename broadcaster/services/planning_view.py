"""All that planning looks at, gathered from the rows."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import airing_tables, bulletin_tables, timetable_tables
from broadcaster.db.timetable_tables import rundown_edits
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.candidate import Airing, Candidate, CandidateKind
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.horizon import Station
from broadcaster.domain.programme import Programme
from broadcaster.domain.rundown_edit import RundownEdit
from broadcaster.domain.types import as_sha256
from broadcaster.services import library, odd_hours, special_days, timetable

_MEMORY = timedelta(days=31)
"""How far back airings count for repeats and monthly minimums."""


def known_broadcasts(session: Session, commune_id: str, now: datetime) -> dict[str, Broadcast]:
    """Return the broadcasts of the last month and all that are to come, by id."""
    column = airing_tables.broadcasts.c
    found = session.scalars(
        select(Broadcast).where(column.commune_id == commune_id, column.start_at >= now - _MEMORY)
    )
    return {each.id: each for each in found}


def look_around(session: Session, fleet: Fleet, known: Iterable[Broadcast], now: datetime) -> Station:
    """Gather schedules, programmes, what is approved, what was on air and what stands."""
    commune_id = fleet.commune.code
    today = day_of(now, fleet.commune.zone)
    candidates = _candidates(session, commune_id, today)
    topics = {candidate.bulletin_id: candidate.topic for candidate in candidates}
    today_at, _ = day_span(today, fleet.commune.zone)
    live = [each for each in known if each.state is not BroadcastState.WITHDRAWN]
    programmes = session.scalars(
        select(Programme).where(timetable_tables.programmes.c.commune_id == commune_id)
    )
    return Station(
        commune=commune_id,
        zone=fleet.commune.zone,
        hamlets=tuple(hamlet.code for hamlet in fleet.hamlets),
        schedules=odd_hours.to_plan(session, commune_id, now=now),
        programmes={each.id: each for each in programmes},
        candidates=candidates,
        air_hours=timetable.air_hours(session, commune_id),
        history=_airings([each for each in live if each.end_at < today_at], topics),
        standing=[each for each in live if each.end_at >= today_at],
        edits=_edits(session, commune_id, today_at),
        special_days=special_days.current(session, commune_id),
        last_days=library.last_days(session, commune_id),
    )


def _edits(session: Session, commune_id: str, since: datetime) -> tuple[RundownEdit, ...]:
    """Return what people want of the starts from a moment on."""
    column = rundown_edits.c
    found = session.scalars(
        select(RundownEdit)
        .where(column.commune_id == commune_id, column.start_at >= since, column.undone_at.is_(None))
        .order_by(column.made_at, column.id)
    )
    return tuple(found)


def _candidates(session: Session, commune_id: str, today: date) -> tuple[Candidate, ...]:
    """Return the approved bulletins with the very sounds that were approved, but for those that expired long ago.

    What ran out yesterday may still be sounding; what ran out before would only be told as expired for ever.
    """
    column = bulletin_tables.bulletins.c
    rows = session.execute(
        select(Bulletin, Rendition)
        .join(Rendition, bulletin_tables.renditions.c.id == column.approved_rendition_id)
        .where(
            column.commune_id == commune_id,
            column.state == BulletinState.APPROVED,
            column.expires_on >= today - timedelta(days=1),
        )
        .order_by(column.id)
    )
    return tuple(_candidate(bulletin, sound) for bulletin, sound in rows)


def _candidate(bulletin: Bulletin, sound: Rendition) -> Candidate:
    if bulletin.approved_at is None or sound.sound_sha is None or sound.duration_ms is None:
        raise ValueError(f"bulletin {bulletin.id} is approved without a sound")
    return Candidate(
        bulletin_id=bulletin.id,
        title=bulletin.title,
        topic=bulletin.topic.value,
        precedence=bulletin.precedence,
        hamlets=bulletin.hamlets,
        sound=as_sha256(sound.sound_sha),
        duration_ms=sound.duration_ms,
        approved_at=bulletin.approved_at,
        expires_on=bulletin.expires_on,
        # What a unit sent speaks to the commune; so does what a hamlet asked for, once the office made it for all.
        kind=(
            CandidateKind.HAMLET_ANNOUNCEMENT
            if bulletin.request_id and bulletin.hamlets
            else CandidateKind.BULLETIN
        ),
    )


def _airings(aired: Iterable[Broadcast], topics: Mapping[str, str]) -> tuple[Airing, ...]:
    """Return what was on air, bulletin by bulletin."""
    return tuple(
        Airing(
            item.bulletin_id,
            broadcast.hamlet,
            broadcast.start_at,
            item.topic or topics.get(item.bulletin_id, ""),
        )
        for broadcast in aired
        if broadcast.state is BroadcastState.PLANNED
        for item in broadcast.rundown.items
        if item.bulletin_id is not None
    )
