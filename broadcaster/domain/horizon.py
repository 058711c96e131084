"""The days ahead: from schedules, programmes and what is approved to every broadcast of every hamlet.

The same in, the same out, under the same ids: planning again changes only what has changed. Where two
broadcasts collide, the one that starts first airs, and the other is told to the operator.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.broadcast import Broadcast, BroadcastState, broadcast_id
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.filling import fill, play_list
from broadcaster.domain.hamlet_air import HamletAir, Refused
from broadcaster.domain.programme import Programme
from broadcaster.domain.recurrence import occurrences
from broadcaster.domain.rundown import Rundown
from broadcaster.domain.schedule import Schedule

FREEZE = timedelta(minutes=5)
"""So long before air a broadcast that stands is rewritten no more, unless the caller says otherwise."""
DAYS_AHEAD = 7
Start = tuple[datetime, Schedule]


@dataclass(frozen=True)
class Station:
    """All that planning looks at.

    `air_hours` are all decisions, old and coming; `candidates` all that is approved; `history` what was on
    air; `standing` the broadcasts planned earlier, from this morning on, cancelled ones too; `preferred` the
    ids of PRIORITY bulletins in the order that a person wants. An airing both in `history` and in `standing`
    counts once.
    """

    commune: str
    zone: str
    hamlets: Sequence[str]
    schedules: Sequence[Schedule]
    programmes: Mapping[str, Programme]
    candidates: Sequence[Candidate]
    air_hours: Sequence[AirHours]
    history: Sequence[Airing] = ()
    standing: Sequence[Broadcast] = ()
    preferred: Sequence[str] = ()


@dataclass(frozen=True)
class Unplanned:
    """A start that does not air in a hamlet, and why."""

    schedule_id: str
    hamlet: str
    start_at: datetime
    because: Refused


@dataclass(frozen=True)
class Horizon:
    """The wanted broadcasts by start, the starts that do not air, and ids that are wanted no more."""

    broadcasts: tuple[Broadcast, ...]
    unplanned: tuple[Unplanned, ...]
    withdrawn: tuple[str, ...]


def expand(station: Station, *, now: datetime, days: int = DAYS_AHEAD, freeze: timedelta = FREEZE) -> Horizon:
    """Plan every start from now on and before the last of these days is over (`days` times 24 hours).

    Kept as they are: what has begun, what is cancelled, and what is frozen while its bulletins are approved.
    """
    starts = _starts(station, now, now + timedelta(days=days))
    kept = _kept(station, now, freeze)
    broadcasts: list[Broadcast] = []
    unplanned: list[Unplanned] = []
    for hamlets in _alike(station, kept):
        for start, outcome in _planned(station, hamlets[0], starts, kept[hamlets[0]]):
            for hamlet in hamlets:
                match outcome:
                    case Rundown():
                        broadcasts.append(_broadcast(station, hamlet, start, outcome))
                    case Refused():
                        unplanned.append(Unplanned(start[1].id, hamlet, start[0], outcome))
    frozen = [one for those in kept.values() for one in those if _airs_from(one, now)]
    wanted = sorted([*broadcasts, *frozen], key=lambda one: (one.start_at, one.hamlet, one.id))
    ids = {one.id for one in wanted}
    withdrawn = [one.id for one in station.standing if _airs_from(one, now) and one.id not in ids]
    return Horizon(tuple(wanted), tuple(unplanned), tuple(withdrawn))


def _airs_from(broadcast: Broadcast, now: datetime) -> bool:
    return broadcast.state is BroadcastState.PLANNED and broadcast.start_at >= now


def _starts(station: Station, from_at: datetime, until_at: datetime) -> list[Start]:
    """Return what starts when, by start and then by the schedule's id."""
    starts = [
        (at, schedule)
        for schedule in station.schedules
        for at in occurrences(schedule.recurrence, station.zone, from_at, until_at)
        if schedule.ended_at is None
    ]
    return sorted(starts, key=lambda start: (start[0], start[1].id))


def _kept(station: Station, now: datetime, freeze: timedelta) -> defaultdict[str, list[Broadcast]]:
    """Return by hamlet what stands and may not be made anew."""
    approved = {(candidate.bulletin_id, candidate.sound) for candidate in station.candidates}
    kept: defaultdict[str, list[Broadcast]] = defaultdict(list)
    for one in station.standing:
        sounds = {(item.bulletin_id, item.sound) for item in one.rundown.items if item.bulletin_id}
        is_planned = one.state is BroadcastState.PLANNED
        is_firm = one.start_at < now or (one.is_frozen(now, freeze) and sounds <= approved)
        if one.state is BroadcastState.CANCELLED or (is_planned and is_firm):
            kept[one.hamlet].append(one)
    return kept


def _alike(station: Station, kept: Mapping[str, list[Broadcast]]) -> list[list[str]]:
    """Group hamlets in which everything that planning looks at is the same."""
    heard = defaultdict(list)
    for airing in station.history:
        heard[airing.hamlet].append((airing.bulletin_id, airing.start_at, airing.topic))
    addressed = [candidate for candidate in station.candidates if candidate.hamlets]
    alike: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for hamlet in station.hamlets:
        likeness = (
            tuple(schedule.id for schedule in station.schedules if schedule.slot.reaches(hamlet)),
            tuple(nth for nth, candidate in enumerate(addressed) if candidate.concerns(hamlet)),
            tuple(heard[hamlet]),
            tuple((one.schedule_id, one.start_at, one.state, one.rundown) for one in kept.get(hamlet, ())),
        )
        alike[likeness].append(hamlet)
    return list(alike.values())


def _planned(
    station: Station, hamlet: str, starts: Sequence[Start], kept: Sequence[Broadcast]
) -> Iterator[tuple[Start, Rundown | Refused]]:
    """Yield what becomes of each start in one hamlet, but for what is kept."""
    topics = {candidate.bulletin_id: candidate.topic for candidate in station.candidates}
    heard = (airing for airing in station.history if airing.hamlet == hamlet)
    air = HamletAir(hamlet, station.zone, station.air_hours, heard)
    for one in kept:
        if one.state is BroadcastState.PLANNED:
            air.take(one.schedule_id, one.start_at, one.rundown, topics)
    stands = {(one.start_at, one.schedule_id) for one in kept}
    candidates = [candidate for candidate in station.candidates if candidate.concerns(hamlet)]
    for start_at, schedule in starts:
        if (start_at, schedule.id) in stands or not schedule.slot.reaches(hamlet):
            continue
        rundown = _rundown(station, (start_at, schedule), hamlet, candidates, air.heard)
        refused = air.refusal(start_at, rundown)
        if refused is None:
            air.take(schedule.id, start_at, rundown, topics)
        yield (start_at, schedule), refused or rundown


def _rundown(
    station: Station, start: Start, hamlet: str, candidates: Sequence[Candidate], heard: Iterable[Airing]
) -> Rundown:
    start_at, schedule = start
    if schedule.playlist is not None:
        return play_list(
            schedule.playlist,
            start_at=start_at,
            hamlet=hamlet,
            candidates=candidates,
            zone=station.zone,
            length_ms=schedule.length_ms,
        )
    return fill(
        station.programmes[schedule.programme_id or ""],
        start_at=start_at,
        hamlet=hamlet,
        candidates=candidates,
        history=heard,
        zone=station.zone,
        length_ms=schedule.length_ms,
        preferred=station.preferred,
    )


def _broadcast(station: Station, hamlet: str, start: Start, rundown: Rundown) -> Broadcast:
    start_at, schedule = start
    return Broadcast(
        id=broadcast_id(station.commune, schedule.id, start_at, hamlet),
        commune=station.commune,
        schedule_id=schedule.id,
        hamlet=hamlet,
        title=schedule.name,
        start_at=start_at,
        rundown=rundown,
        precedence=rundown.precedence,
        late_ms=schedule.late_ms,
        programme_id=schedule.programme_id,
    )
