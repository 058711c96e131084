"""Clashes: two air times that sound at once in a hamlet, found on their rules and not on their occurrences.

On steady days two slots overlap, or do not, by the clock on the wall alone: it is enough to lay the slots
of a hamlet on one clock face, and to ask of each two that meet there for the first day that both rules have.
Only about the few days on which the clock is changed are occurrences compared.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter

from broadcaster.domain.calendar import moment_at
from broadcaster.domain.civil_days import ONE_DAY, civil_days
from broadcaster.domain.recurrence import EARLIEST, EVERY_DAY, LATEST, DayRule
from broadcaster.domain.schedule import DAY_MS, Slot

CLOCK_YEARS = 28
"""Changes of the clock are looked at for so long: then weekdays and dates come in the same order again."""
_ABOUT = [timedelta(days=n) for n in range(-3, 4)]
"""How far from a change of the clock starts may be that overlap by it: a day long slot, a day long jump."""


@dataclass(frozen=True)
class Clash:
    """Two air times by their names, and the first instant (UTC) at which both would sound."""

    name: str
    other: str
    at: datetime


_Face = tuple[int, int, int, str, DayRule]
"""One time of a slot on the clock face: from and until in ms since midnight, 0 or -1 where it starts
the day before, the slot's name, its days. A bare tuple, because thousands are sorted."""
_Sight = tuple[tuple[str, str], datetime]
"""Two names in order, and an instant at which both sound."""


def all_clashes(slots: Mapping[str, Slot], zone: str) -> list[Clash]:
    """Return every pair of slots that clash with its first instant, and every slot that runs into itself."""
    companies = _companies(slots)
    sights = [sight for names in companies for sight in _on_steady_days(slots, names, zone)]
    for day in _shifting_days(slots, zone):
        sights += [sight for names in companies for sight in _about(day, slots, names, zone)]
    sights.sort(key=itemgetter(1), reverse=True)
    return [Clash(*pair, at) for pair, at in sorted(dict(sights).items(), key=itemgetter(1, 0))]


def first_clash(name: str, slot: Slot, others: Mapping[str, Slot], zone: str) -> Clash | None:
    """Return how a slot first clashes with one of the others, or with itself; None where it does not."""
    clashes = (
        clash
        for other_name, other in others.items()
        if other_name != name and slot.shares_hamlet(other)
        for clash in all_clashes({name: slot, other_name: other}, zone)
        if name in {clash.name, clash.other}
    )
    own = all_clashes({name: slot}, zone)
    found = min([*own, *clashes], key=lambda clash: clash.at, default=None)
    return found and Clash(name, found.other if found.name == name else found.name, found.at)


def _companies(slots: Mapping[str, Slot]) -> Collection[tuple[str, ...]]:
    """Return the sets of slots that meet in some hamlet, each set once."""
    everywhere = tuple(name for name, slot in slots.items() if not slot.hamlets)
    at_home: dict[str, list[str]] = {}
    for name, slot in slots.items():
        for hamlet in dict.fromkeys(slot.hamlets):
            at_home.setdefault(hamlet, []).append(name)
    return {everywhere} | {(*everywhere, *names) for names in at_home.values()}


def _faces(name: str, slot: Slot) -> Iterator[_Face]:
    """Yield each time of a slot, and again a day earlier where it lasts beyond midnight."""
    days = slot.recurrence.days
    for at in slot.recurrence.times:
        from_ms = (at.hour * 3600 + at.minute * 60 + at.second) * 1000
        until_ms = from_ms + slot.length_ms
        yield from_ms, until_ms, 0, name, days
        if until_ms > DAY_MS:
            yield from_ms - DAY_MS, until_ms - DAY_MS, -1, name, days


def _on_steady_days(slots: Mapping[str, Slot], names: tuple[str, ...], zone: str) -> Iterator[_Sight]:
    faces = sorted(face for name in names for face in _faces(name, slots[name]))
    for nth, (_, until_ms, day, name, days) in enumerate(faces, 1):
        for later_ms, _, other_day, other, other_days in faces[nth:]:
            if later_ms >= until_ms:
                break
            midnight = _first_midnight(days, other_days, other_day - day, zone)
            if midnight is not None:
                yield _pair(name, other), midnight + timedelta(milliseconds=later_ms - day * DAY_MS)


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
            midnight = _midnight(zone, day)
            if midnight is not None and _midnight(zone, day + shift) == midnight + shift:
                return midnight
        day += ONE_DAY
    return None


def _midnight(zone: str, day: date) -> datetime | None:
    midnights = civil_days(zone, EVERY_DAY, day, day).midnights
    return midnights[0] if midnights else None


def _shifting_days(slots: Mapping[str, Slot], zone: str) -> tuple[date, ...]:
    """Return the days with a change of the clock while these slots are in force."""
    rules = [slot.recurrence.days for slot in slots.values()]
    latest_year = max((rule.first_on.year for rule in rules), default=LATEST.year) + CLOCK_YEARS
    first_on = min((rule.first_on for rule in rules), default=LATEST)
    last_on = min(max((rule.last_on for rule in rules), default=EARLIEST), date(latest_year, 12, 31))
    return civil_days(zone, EVERY_DAY, first_on + _ABOUT[0], last_on + _ABOUT[-1]).shifting


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
