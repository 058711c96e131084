"""Clashes: two air times that sound at once in a hamlet, found on their rules and not on their occurrences.

On steady days two slots overlap, or do not, by the clock on the wall alone: it is enough to lay the slots
of a hamlet on one clock face, and to ask of each two that meet there for the first day that both rules have.
Only about the few days on which the clock is changed are occurrences compared.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import NamedTuple

from broadcaster.domain.calendar import moment_at
from broadcaster.domain.civil_days import ONE_DAY, midnight_of, shifting_days
from broadcaster.domain.recurrence import DayRule
from broadcaster.domain.schedule import DAY_MS, Slot

CLOCK_YEARS = 28
"""Changes of the clock are looked at for so long: then weekdays and dates come in the same order again."""
_ABOUT = [timedelta(days=n) for n in range(-3, 4)]
"""How far from a change of the clock starts may be that overlap by it: a day long slot, a day long jump."""


class Clash(NamedTuple):
    """Two air times by their names, and the first instant (UTC) at which both would sound."""

    name: str
    other: str
    at: datetime


_Face = tuple[int, int, int, str, DayRule]
"""One time of a slot: from and until in ms, 0 or -1 where it starts the day before, the slot's name, its days.
A bare tuple, because thousands are sorted."""
_STRETCH_MS = 3 * DAY_MS
_Sight = tuple[tuple[str, str], datetime]
"""Two names in order, and an instant at which both sound."""


def all_clashes(slots: Mapping[str, Slot], zone: str) -> list[Clash]:
    """Return, by instant, every pair of slots that clash when they first do; a slot may run into itself."""
    companies = _companies(slots)
    sights = _on_steady_days(slots, companies, zone)
    for day in _changes(slots, zone):
        sights += [sight for names in companies for sight in _about(day, slots, names, zone)]
    first: dict[tuple[str, str], datetime] = {}
    for pair, at in sorted(sights, key=itemgetter(1)):
        first.setdefault(pair, at)
    return [Clash(*pair, at) for pair, at in first.items()]


def first_clash(name: str, slot: Slot, others: Mapping[str, Slot], zone: str) -> Clash | None:
    """Return how a slot first clashes with one of the others, or with itself; None where it does not."""
    near = {key: other for key, other in others.items() if key != name and slot.shares_hamlet(other)}
    for clash in all_clashes({**near, name: slot}, zone):
        if name in {clash.name, clash.other}:
            return Clash(name, clash.other if clash.name == name else clash.name, clash.at)
    return None


def _companies(slots: Mapping[str, Slot]) -> Collection[tuple[str, ...]]:
    """Return the sets of slots that meet in some hamlet, each set once."""
    everywhere = tuple(name for name, slot in slots.items() if not slot.hamlets)
    at_home: defaultdict[str, list[str]] = defaultdict(list)
    for name, slot in slots.items():
        for hamlet in slot.hamlets:
            at_home[hamlet].append(name)
    return {everywhere} | {(*everywhere, *names) for names in at_home.values()}


def _on_steady_days(
    slots: Mapping[str, Slot], companies: Collection[tuple[str, ...]], zone: str
) -> list[_Sight]:
    sights: list[_Sight] = []
    faces = _faces(slots, companies)
    for nth, (_, until_ms, day, name, days) in enumerate(faces, 1):
        later = nth
        while later < len(faces) and faces[later][0] < until_ms:
            from_ms, _, other_day, other, other_days = faces[later]
            midnight = _first_midnight(days, other_days, other_day - day, zone)
            if midnight is not None:
                since = timedelta(milliseconds=from_ms % _STRETCH_MS - DAY_MS - day * DAY_MS)
                sights.append((_pair(name, other), midnight + since))
            later += 1
    return sights


def _faces(slots: Mapping[str, Slot], companies: Collection[tuple[str, ...]]) -> list[_Face]:
    """Lay the times of all slots on one line, each company on a stretch of its own.

    A stretch begins a day before midnight, for what began the day before and lasts beyond it.
    """
    faces: list[_Face] = []
    for nth, names in enumerate(companies):
        midnight_ms = nth * _STRETCH_MS + DAY_MS
        for name in names:
            slot = slots[name]
            rule = slot.recurrence
            for clock_ms in rule.clock_ms:
                from_ms = midnight_ms + clock_ms
                until_ms = from_ms + slot.length_ms
                faces.append((from_ms, until_ms, 0, name, rule.days))
                if until_ms > midnight_ms + DAY_MS:
                    faces.append((from_ms - DAY_MS, until_ms - DAY_MS, -1, name, rule.days))
    faces.sort()
    return faces


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


@lru_cache(maxsize=8192)
def _first_midnight(one: DayRule, other: DayRule, days_later: int, zone: str) -> datetime | None:
    """Return the first midnight of `one` so many days before one of `other`, the clock unchanged between."""
    shift = days_later * ONE_DAY
    day, last_on = max(one.first_on, other.first_on - shift), min(one.last_on, other.last_on - shift)
    weekdays = one.weekdays & {(weekday - days_later) % 7 for weekday in other.weekdays}
    while weekdays and day <= last_on:
        if one.include(day) and other.include(day + shift):
            midnight = midnight_of(zone, day)
            if midnight is not None and midnight_of(zone, day + shift) == midnight + shift:
                return midnight
        day += ONE_DAY
    return None


def _changes(slots: Mapping[str, Slot], zone: str) -> list[date]:
    """Return the days on which the clock is changed while these slots are in force."""
    if not slots:
        return []
    rules = [slot.recurrence.days for slot in slots.values()]
    latest_year = max(rules, key=attrgetter("first_on")).first_on.year + CLOCK_YEARS
    first_on = min(rules, key=attrgetter("first_on")).first_on
    last_on = min(max(rules, key=attrgetter("last_on")).last_on, date(latest_year, 12, 31))
    return shifting_days(zone, first_on + _ABOUT[0], last_on + _ABOUT[-1])


def _about(change: date, slots: Mapping[str, Slot], names: tuple[str, ...], zone: str) -> Iterator[_Sight]:
    """Sweep over what starts about a change of the clock."""
    starts = {
        (moment_at(day, at, zone), name)
        for name in names
        for day in (change + n for n in _ABOUT)
        if slots[name].recurrence.falls_on(day)
        for at in slots[name].recurrence.times
    }
    sounding: list[tuple[datetime, str]] = []
    for start, name in sorted(starts):
        sounding = [(until, other) for until, other in sounding if until > start]
        yield from ((_pair(name, other), start) for _, other in sounding)
        sounding.append((start + slots[name].length, name))
