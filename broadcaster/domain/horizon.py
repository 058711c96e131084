"""The days ahead: from schedules, programmes and what is approved to every broadcast of every hamlet.

The same in, the same out, under the same ids: planning again changes only what has changed. Where two
broadcasts collide, the one that starts first airs, and the other is told to the operator.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.broadcast import Broadcast, BroadcastState, broadcast_id
from broadcaster.domain.calendar import day_of
from broadcaster.domain.candidate import Airing, Candidate
from broadcaster.domain.filling import fill, play_list
from broadcaster.domain.hamlet_air import HamletAir, Refused
from broadcaster.domain.hamlet_task import HamletTask, alike, tasks_by_hamlet
from broadcaster.domain.occasion import LastDays
from broadcaster.domain.programme import Programme
from broadcaster.domain.rundown import Rundown
from broadcaster.domain.rundown_edit import RundownEdit, Wishes
from broadcaster.domain.schedule import Schedule, Start, starts_by_hamlet
from broadcaster.domain.special_day import NO_RULES, DayRules, SpecialDay, rules_on

FREEZE = timedelta(minutes=5)
"""So long before air a broadcast that stands is rewritten no more, unless the caller says otherwise."""
DAYS_AHEAD = 7
FORGOTTEN = timedelta(days=1)
"""How long after its start a single broadcast is still planned where no planning ever saw it."""


@dataclass(frozen=True)
class Station:
    """All that planning looks at.

    `air_hours` are all decisions, old and coming; `candidates` all that is approved; `history` what was on
    air; `standing` the broadcasts planned earlier, from this morning on, cancelled ones too; `edits` what
    people want of single starts; `special_days` the rules of holidays, mourning and campaigns; `last_days` when the
    right to air a sound of the library ends. An airing both in `history` and in `standing` counts once.
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
    edits: Sequence[RundownEdit] = ()
    special_days: Sequence[SpecialDay] = ()
    last_days: LastDays = field(default_factory=dict)


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

    So are single broadcasts of the last day that nobody planned in time, for the station was down: speakers begin
    them if they are not too late, and else say so, for what was promised may not vanish from the log.
    Kept as they are: what has begun, what is cancelled, and what is frozen while its bulletins are approved.
    `freeze` is the least time before air that freezes; a programme may want more.
    """
    schedules = {schedule.id: schedule for schedule in station.schedules if schedule.ended_at is None}
    slots = {name: schedule.slot for name, schedule in schedules.items()}
    coming = starts_by_hamlet(slots, station.hamlets, station.zone, now, now + timedelta(days=days))
    starts = _with_forgotten_ones(coming, schedules, station, now)
    kept = _kept(station, now, freeze)
    broadcasts = [one for one in kept if _airs_from(one, now)]
    unplanned: list[Unplanned] = []
    tasks = tasks_by_hamlet(starts, station.candidates, station.history, kept, station.edits)
    book = _DayBook(station)
    for hamlets, task in alike(tasks):
        for start_at, schedule, outcome in _planned(station, hamlets[0], schedules, task, book):
            for hamlet in hamlets:
                match outcome:
                    case Rundown():
                        broadcasts.append(_broadcast(station, schedule, hamlet, start_at, outcome))
                    case Refused():
                        unplanned.append(Unplanned(schedule.id, hamlet, start_at, outcome))
    broadcasts.sort(key=lambda one: (one.start_at, one.hamlet, one.id))
    ids = {one.id for one in broadcasts}
    withdrawn = [one.id for one in station.standing if _airs_from(one, now) and one.id not in ids]
    return Horizon(tuple(broadcasts), tuple(unplanned), tuple(withdrawn))


def _with_forgotten_ones(
    coming: Mapping[str, list[Start]], schedules: Mapping[str, Schedule], station: Station, now: datetime
) -> Mapping[str, list[Start]]:
    """Add the starts of single broadcasts that are over; what stands already is passed over later.

    Only single ones can have been forgotten: what recurs was planned days ago.
    """
    slots = {name: one.slot for name, one in schedules.items() if one.recurrence.is_single}
    if not slots:
        return coming
    over = starts_by_hamlet(slots, station.hamlets, station.zone, now - FORGOTTEN, now)
    return {hamlet: over[hamlet] + starts for hamlet, starts in coming.items()}


def _airs_from(broadcast: Broadcast, now: datetime) -> bool:
    return broadcast.state is BroadcastState.PLANNED and broadcast.start_at >= now


def _kept(station: Station, now: datetime, freeze: timedelta) -> list[Broadcast]:
    """Return what stands and may not be made anew."""
    approved = {(candidate.bulletin_id, candidate.sound) for candidate in station.candidates}
    kept = []
    for one in station.standing:
        sounds = {(item.bulletin_id, item.sound) for item in one.rundown.items if item.bulletin_id}
        is_planned = one.state is BroadcastState.PLANNED
        programme = station.programmes.get(one.programme_id or "")
        wanted = max(freeze, timedelta(minutes=programme.freeze_minutes if programme else 0))
        is_firm = one.start_at < now or (one.is_frozen(now, wanted) and sounds <= approved)
        if one.state is BroadcastState.CANCELLED or (is_planned and is_firm):
            kept.append(one)
    return kept


def _planned(
    station: Station, hamlet: str, schedules: Mapping[str, Schedule], task: HamletTask, book: "_DayBook"
) -> Iterator[tuple[datetime, Schedule, Rundown | Refused]]:
    """Yield what becomes of each start in one hamlet, but for what is kept."""
    topics = {candidate.bulletin_id: candidate.topic for candidate in task.candidates}
    air = HamletAir(hamlet, station.zone, station.air_hours, task.heard)
    for one in task.kept:
        if one.state is BroadcastState.PLANNED:
            air.take(one.schedule_id, one.start_at, one.rundown, topics)
    stands = {(one.start_at, one.schedule_id) for one in task.kept}
    for start_at, name in task.starts:
        if (start_at, name) in stands:
            continue
        schedule, rules = schedules[name], book.rules(start_at)
        if rules.silent and not schedule.recurrence.is_single:
            yield start_at, schedule, Refused("special_day", {"day": rules.silent})
            continue
        wishes = task.wishes(start_at, name)
        rundown = _rundown(station, schedule, start_at, task.candidates, air, wishes, rules)
        refused = air.refusal(start_at, rundown)
        if refused is None:
            air.take(name, start_at, rundown, topics)
        yield start_at, schedule, refused or rundown


class _DayBook:
    """The special rules of each day, looked up once."""

    def __init__(self, station: Station) -> None:
        self._zone, self._special = station.zone, [one for one in station.special_days if not one.ended_at]
        self._known: dict[date, DayRules] = {}

    def rules(self, moment: datetime) -> DayRules:
        """Return the rules of the commune's day of a moment."""
        if not self._special:
            return NO_RULES
        day = day_of(moment, self._zone)
        if day not in self._known:
            self._known[day] = rules_on(day, self._special)
        return self._known[day]


def _rundown(
    station: Station,
    schedule: Schedule,
    start_at: datetime,
    candidates: Sequence[Candidate],
    air: HamletAir,
    wishes: Wishes,
    rules: DayRules,
) -> Rundown:
    if schedule.playlist is not None:
        return play_list(
            schedule.playlist,
            start_at=start_at,
            hamlet=air.hamlet,
            candidates=candidates,
            zone=station.zone,
            length_ms=schedule.length_ms,
            wishes=wishes,
            last_days=station.last_days,
        )
    return fill(
        station.programmes[schedule.programme_id or ""],
        start_at=start_at,
        hamlet=air.hamlet,
        candidates=candidates,
        history=air.heard,
        zone=station.zone,
        length_ms=schedule.length_ms,
        wishes=wishes,
        rules=rules,
        last_days=station.last_days,
    )


def _broadcast(
    station: Station, schedule: Schedule, hamlet: str, start_at: datetime, rundown: Rundown
) -> Broadcast:
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
