"""Looking ahead: schedules become broadcasts for seven days, and every (broadcast, speaker) pair gets its row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows, tables
from broadcaster.domain.asrun import AsRunEntry, Outcome, entry_id
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.bulletin import Bulletin, BulletinState, Rendition
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.candidate import Airing, Candidate, CandidateKind
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.horizon import Station, expand
from broadcaster.domain.programme import Programme
from broadcaster.domain.types import as_sha256
from broadcaster.services import timetable
from broadcaster.services.dispatching import DAYS_AHEAD

FREEZE = timedelta(seconds=30)
"""So near to air nothing is rewritten any more, for the speakers must have it; words withdrawn still fall out."""
_MEMORY = timedelta(days=31)
"""How far back airings count for repeats and monthly minimums."""


def plan_ahead(session: Session, commune_id: str, *, now: datetime) -> int:
    """Bring the broadcasts of the coming days up to date; return how many changed."""
    fleet = fleet_rows.load(session, commune_id)
    known = _known(session, commune_id, now - _MEMORY)
    horizon = expand(_station(session, fleet, known.values(), now), now=now, days=DAYS_AHEAD, freeze=FREEZE)
    speakers: defaultdict[str, list[str]] = defaultdict(list)
    for device in fleet.devices:
        speakers[device.hamlet].append(device.id)
    changed = 0
    for broadcast in horizon.broadcasts:
        changed += _put(session, broadcast, known.get(broadcast.id), speakers[broadcast.hamlet], now)
    for key in horizon.withdrawn:
        known[key].state = BroadcastState.WITHDRAWN
        _cancel(session, known[key], now)
    return changed + len(horizon.withdrawn)


def _station(session: Session, fleet: Fleet, known: Iterable[Broadcast], now: datetime) -> Station:
    """Gather all that planning looks at."""
    commune_id = fleet.commune.code
    candidates = _candidates(session, commune_id)
    topics = {candidate.bulletin_id: candidate.topic for candidate in candidates}
    today_at, _ = day_span(day_of(now, fleet.commune.zone), fleet.commune.zone)
    live = [each for each in known if each.state is not BroadcastState.WITHDRAWN]
    programmes = session.scalars(select(Programme).where(tables.programmes.c.commune_id == commune_id))
    return Station(
        commune=commune_id,
        zone=fleet.commune.zone,
        hamlets=tuple(hamlet.code for hamlet in fleet.hamlets),
        schedules=timetable.current_schedules(session, commune_id),
        programmes={each.id: each for each in programmes},
        candidates=candidates,
        air_hours=timetable.air_hours(session, commune_id),
        history=_airings([each for each in live if each.end_at < today_at], topics),
        standing=[each for each in live if each.end_at >= today_at],
    )


def _put(
    session: Session, wanted: Broadcast, planned: Broadcast | None, devices: Iterable[str], now: datetime
) -> bool:
    """Write a wanted broadcast and its pairs; tell whether anything changed."""
    if planned is None:
        session.add(wanted)
        _pair(session, wanted, devices, now)
        return True
    if planned is wanted or not _differ(planned, wanted):
        return False
    planned.rundown, planned.title, planned.precedence = wanted.rundown, wanted.title, wanted.precedence
    planned.late_ms, planned.state = wanted.late_ms, wanted.state
    _pair(session, planned, devices, now)
    return True


def _differ(planned: Broadcast, wanted: Broadcast) -> bool:
    return (planned.rundown, planned.title, planned.precedence, planned.late_ms, planned.state) != (
        wanted.rundown,
        wanted.title,
        wanted.precedence,
        wanted.late_ms,
        wanted.state,
    )


def _pair(session: Session, broadcast: Broadcast, devices: Iterable[str], now: datetime) -> None:
    """Give every (broadcast, speaker) pair its row in the as-run log, before air."""
    column = tables.as_run.c
    there = {
        entry.device_id: entry
        for entry in session.scalars(select(AsRunEntry).where(column.broadcast_id == broadcast.id))
    }
    for device_id in devices:
        entry = there.get(device_id)
        if entry is None:
            session.add(
                AsRunEntry(
                    id=entry_id(broadcast.id, device_id),
                    commune_id=broadcast.commune,
                    broadcast_id=broadcast.id,
                    device_id=device_id,
                    hamlet=broadcast.hamlet,
                    start_at=broadcast.start_at,
                    duration_ms=broadcast.duration_ms,
                    item_count=len(broadcast.rundown.items),
                    planned_at=now,
                )
            )
        else:
            entry.plan_again(broadcast.duration_ms, len(broadcast.rundown.items), now=now)


def _cancel(session: Session, broadcast: Broadcast, now: datetime) -> None:
    """Close the pairs of a broadcast that will not sound; where no speaker ever heard of it, nothing remains."""
    column = tables.as_run.c
    session.execute(
        delete(tables.as_run).where(column.broadcast_id == broadcast.id, column.outcome == Outcome.PLANNED)
    )
    for entry in session.scalars(select(AsRunEntry).where(column.broadcast_id == broadcast.id)):
        entry.cancel("replanned", now=now)


def _known(session: Session, commune_id: str, from_at: datetime) -> dict[str, Broadcast]:
    column = tables.broadcasts.c
    found = session.scalars(
        select(Broadcast).where(column.commune_id == commune_id, column.start_at >= from_at)
    )
    return {each.id: each for each in found}


def _candidates(session: Session, commune_id: str) -> tuple[Candidate, ...]:
    """Return the approved bulletins with the very sounds that were approved."""
    column = tables.bulletins.c
    rows = session.execute(
        select(Bulletin, Rendition)
        .join(Rendition, tables.renditions.c.id == column.approved_rendition_id)
        .where(column.commune_id == commune_id, column.state == BulletinState.APPROVED)
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
        kind=CandidateKind.HAMLET_ANNOUNCEMENT if bulletin.request_id else CandidateKind.BULLETIN,
    )


def _airings(aired: Iterable[Broadcast], topics: Mapping[str, str]) -> tuple[Airing, ...]:
    """Return what was on air, bulletin by bulletin."""
    return tuple(
        Airing(item.bulletin_id, broadcast.hamlet, broadcast.start_at, topics.get(item.bulletin_id, ""))
        for broadcast in aired
        if broadcast.state is BroadcastState.PLANNED
        for item in broadcast.rundown.items
        if item.bulletin_id is not None
    )
