"""The week as a drawing: hours that sound are stretched, silent hours folded, one scale for all days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from broadcaster.queries.timetable import PlannedAiring, Week
from webui.slot_parts import Part, slot_parts

Local = Callable[[datetime], datetime]
Placed = tuple[PlannedAiring, float, float]
FOLD = 26
"""Height of a folded silence, in pixels."""
PIXELS_A_MINUTE = 5.6
LEAST_DRAWN = 420
"""Where little airs, it is drawn larger than that, until the week is so many pixels high."""
LARGEST_MINUTE = 60
SHORTEST = 34
"""A slot is never drawn lower than this, so that its name can be read and it can be touched."""
JOIN_MINUTES = 12
"""A shorter silence is drawn to scale like what sounds around it."""


@dataclass(frozen=True)
class Slot:
    """One airing in its day's column: vertical pixels, and horizontal percent where several sound at once."""

    airing: PlannedAiring
    y: float
    height: float
    x: float
    width: float
    minute: int = 0
    parts: tuple[Part, ...] = ()

    @property
    def minutes(self) -> int:
        """The longest that it may last, in whole minutes, at least one."""
        return max(1, round(self.airing.length_ms / 60_000))


@dataclass(frozen=True)
class Day:
    """One column."""

    on: date
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Tick:
    """An hour written beside the columns."""

    word: str
    y: float


@dataclass(frozen=True)
class WeekPlan:
    """The whole drawing."""

    days: tuple[Day, ...]
    ticks: tuple[Tick, ...]
    silences: tuple[tuple[float, float], ...]
    height: float
    odd: tuple[tuple[PlannedAiring, tuple[date, ...]], ...]
    is_all_new: bool
    stretches: tuple[tuple[float, float, float, float], ...] = ()
    """First and last minute, first pixel and pixels of each stretch that is drawn to scale."""

    @property
    def before(self) -> date:
        """The Monday of the week before."""
        return self.days[0].on - timedelta(days=7)

    @property
    def after(self) -> date:
        """The first day of the week after."""
        return self.days[0].on + timedelta(days=7)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing airs."""
        return not any(day.slots for day in self.days)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that appear, for the legend."""
        slots = [slot for day in self.days for slot in day.slots]
        inside = {part.item.kind.value for slot in slots for part in slot.parts}
        return frozenset(slot.airing.kind.value for slot in slots) | inside


@dataclass(frozen=True)
class _Scale:
    """Stretches of the day, in minutes after midnight, each with its first pixel."""

    stretches: tuple[tuple[float, float, float, float], ...]
    height: float

    def place(self, minute: float) -> float:
        for start, end, y, tall in self.stretches:
            if minute <= end:
                return y + tall * max(minute - start, 0) / max(end - start, 1)
        return self.height


def week_plan(week: Week, local: Local) -> WeekPlan:
    """Lay out a week; `local` turns a moment into the commune's own time."""
    days = [week.starts_on + timedelta(days=offset) for offset in range(7)]
    scale = _scale([(_minute(local(each.starts_at)), _end(each, local)) for each in week.airings])
    return WeekPlan(
        days=tuple(
            Day(
                day,
                _slots([each for each in week.airings if local(each.starts_at).date() == day], scale, local),
            )
            for day in days
        ),
        ticks=tuple(
            Tick(f"{int(minute) // 60:02}:{int(minute) % 60:02}", round(scale.place(minute), 1))
            for minute in _marks(scale)
        ),
        silences=_silences(scale),
        height=round(scale.height),
        odd=_odd(week, local),
        stretches=scale.stretches,
        is_all_new=bool(week.airings) and all(each.is_new_hour for each in week.airings),
    )


def _odd(week: Week, local: Local) -> tuple[tuple[PlannedAiring, tuple[date, ...]], ...]:
    """Return what sounds at a new hour, the days of one schedule and hour together."""
    found: dict[tuple[str, float], list[PlannedAiring]] = {}
    for each in week.airings:
        if each.is_new_hour:
            found.setdefault((each.schedule_id, _minute(local(each.starts_at))), []).append(each)
    return tuple(
        (group[0], tuple(local(each.starts_at).date() for each in group)) for group in found.values()
    )


def _minute(moment: datetime) -> float:
    return moment.hour * 60 + moment.minute + moment.second / 60


def _end(airing: PlannedAiring, local: Local) -> float:
    """Return the end in minutes after the start day's midnight; a night's airing may go beyond 24 hours."""
    return _minute(local(airing.starts_at)) + (airing.ends_at - airing.starts_at).total_seconds() / 60


def _scale(spans: list[tuple[float, float]]) -> _Scale:
    joined: list[list[float]] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= JOIN_MINUTES:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    stretches, y = [], float(FOLD)
    minutes = max(sum(end - start for start, end in joined), 1)
    pace = min(max(PIXELS_A_MINUTE, LEAST_DRAWN / minutes), LARGEST_MINUTE, 1400 / minutes)
    for start, end in joined:
        tall = max((end - start) * pace, SHORTEST)
        stretches.append((start, end, y, tall))
        y += tall + FOLD
    return _Scale(tuple(stretches), y)


def _marks(scale: _Scale) -> list[float]:
    """Return the minutes to write: each stretch's ends, and quarter hours between where there is room."""
    marks: list[float] = []
    for start, end, _y, tall in scale.stretches:
        step = next((step for step in (15, 30, 60, 120) if tall * step / max(end - start, 1) >= 40), 0)
        first = (start // step + 1) * step if step else end
        between = [first + step * number for number in range(int((end - first) // step) + 1)] if step else []
        marks.append(start)
        marks.extend(mark for mark in between if _apart(scale, mark, start) and _apart(scale, mark, end))
        if _apart(scale, start, end):
            marks.append(end)
    return marks


def _apart(scale: _Scale, one: float, other: float) -> bool:
    return abs(scale.place(one) - scale.place(other)) >= 18


def _silences(scale: _Scale) -> tuple[tuple[float, float], ...]:
    edges = [
        (0.0, 0.0),
        *((y, y + tall) for _start, _e, y, tall in scale.stretches),
        (scale.height, scale.height),
    ]
    return tuple((round(one[1], 1), round(other[0] - one[1], 1)) for one, other in pairwise(edges))


def _slots(airings: list[PlannedAiring], scale: _Scale, local: Local) -> tuple[Slot, ...]:
    """Place one day's airings; those that sound at once in different hamlets stand side by side."""
    placed: list[Placed] = []
    for airing in sorted(airings, key=lambda each: each.starts_at):
        y = scale.place(_minute(local(airing.starts_at)))
        placed.append((airing, y, max(scale.place(_end(airing, local)) - y, 18.0)))
    slots: list[Slot] = []
    for group in _touching(placed):
        width = 100 / len(group)
        slots.extend(
            Slot(
                airing,
                round(y, 1),
                round(tall, 1),
                round(width * number, 2),
                round(width, 2),
                int(_minute(local(airing.starts_at))),
                slot_parts(airing, y, tall),
            )
            for number, (airing, y, tall) in enumerate(group)
        )
    return tuple(slots)


def _touching(
    placed: list[Placed],
) -> list[list[Placed]]:
    groups: list[list[Placed]] = []
    reach = -1.0
    for each in placed:
        if groups and each[1] < reach - 0.5:
            groups[-1].append(each)
        else:
            groups.append([each])
        reach = max(reach, each[1] + each[2])
    return groups
