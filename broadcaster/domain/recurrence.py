"""When something comes back: weekdays, times of the day, a first and a last day, and the days left out."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import compress, repeat
from operator import add
from typing import Any, NamedTuple, Self

from broadcaster.domain.calendar import day_of, moment_at
from broadcaster.domain.civil_days import ONE_DAY, CivilDays, civil_days

EVERY_DAY = frozenset(range(7))
EARLIEST, LATEST = date(1970, 1, 1), date(2199, 12, 31)
"""Days outside are a slip of the pen; a rule that nobody ended ends with the latest."""


class DayRule(NamedTuple):
    """Which days a recurrence falls on; `last_on` is always given. A tuple, because many are compared."""

    weekdays: frozenset[int]
    first_on: date
    last_on: date
    except_on: frozenset[date]

    def include(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return (
            self.first_on <= day <= self.last_on
            and day.weekday() in self.weekdays
            and day not in self.except_on
        )


@dataclass(frozen=True)
class Recurrence:
    """A rule in the commune's own wall time, without any zone.

    `weekdays` as `date.weekday()` counts them, 0 is Monday; `times` ascending, in whole seconds; `last_on` is
    the last day on which it may start (None: until somebody ends it); `except_on` are single days left out.
    """

    weekdays: frozenset[int]
    times: tuple[time, ...]
    first_on: date
    last_on: date | None = None
    except_on: frozenset[date] = frozenset()
    days: DayRule = field(init=False, repr=False, compare=False)
    clock_ms: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError(f"weekdays are some of 0 (Monday) to 6: {sorted(self.weekdays)}")
        if not self.times or any(
            one >= next_ for one, next_ in zip(self.times, self.times[1:], strict=False)
        ):
            raise ValueError(f"times are ascending and at least one: {self.times}")
        if any(at.tzinfo or at.microsecond or at.fold for at in self.times):
            raise ValueError(f"times are wall times in whole seconds: {self.times}")
        if self.last_on is not None and self.last_on < self.first_on:
            raise ValueError(f"the last day {self.last_on} is before the first {self.first_on}")
        if self.first_on < EARLIEST or self.ends_on > LATEST:
            raise ValueError(f"days lie between {EARLIEST} and {LATEST}")
        clock_ms = tuple((at.hour * 3600 + at.minute * 60 + at.second) * 1000 for at in self.times)
        object.__setattr__(self, "clock_ms", clock_ms)
        object.__setattr__(self, "days", DayRule(self.weekdays, self.first_on, self.ends_on, self.except_on))

    @classmethod
    def once(cls, on: date, at: time) -> Self:
        """Return the rule of a single occurrence."""
        return cls(frozenset({on.weekday()}), (at,), first_on=on, last_on=on)

    @classmethod
    def daily(cls, *times: time, first_on: date, last_on: date | None = None) -> Self:
        """Return the rule of every day at these times."""
        return cls(EVERY_DAY, tuple(sorted(times)), first_on, last_on)

    @property
    def ends_on(self) -> date:
        """The last day on which it may start, also where nobody has ended it."""
        return self.last_on or LATEST

    @property
    def is_single(self) -> bool:
        """Whether it can occur but once."""
        return self.first_on == self.last_on and len(self.times) == 1

    def falls_on(self, day: date) -> bool:
        """Tell whether occurrences start on this day of the commune."""
        return self.days.include(day)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {
            "weekdays": sorted(self.weekdays),
            "times": [at.isoformat() for at in self.times],
            "first_on": self.first_on.isoformat(),
            "last_on": self.last_on and self.last_on.isoformat(),
            "except_on": sorted(day.isoformat() for day in self.except_on),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote; raise ValueError or KeyError where it is no recurrence."""
        return cls(
            weekdays=frozenset(plain["weekdays"]),
            times=tuple(time.fromisoformat(at) for at in plain["times"]),
            first_on=date.fromisoformat(plain["first_on"]),
            last_on=date.fromisoformat(plain["last_on"]) if plain["last_on"] else None,
            except_on=frozenset(date.fromisoformat(day) for day in plain["except_on"]),
        )


def occurrences(recurrence: Recurrence, zone: str, from_at: datetime, until_at: datetime) -> list[datetime]:
    """Return the starts (UTC) from `from_at` on and before `until_at`, ascending, each once."""
    # A wall time that the clock jumps over comes out late, at most by a day, so the day before counts too.
    from_on = max(day_of(from_at, zone) - ONE_DAY, EARLIEST)
    until_on = min(day_of(until_at, zone), LATEST)
    days = civil_days(zone, recurrence.weekdays, from_on, until_on)
    starts = _on_steady_days(recurrence, days)
    if days.shifting:
        starts = sorted({*starts, *_on_shifting_days(recurrence, days, zone)})
    return starts[bisect_left(starts, from_at) : bisect_left(starts, until_at)]


def _on_steady_days(recurrence: Recurrence, days: CivilDays) -> list[datetime]:
    low, high = bisect_left(days.steady, recurrence.first_on), bisect_right(days.steady, recurrence.ends_on)
    midnights = days.midnights[low:high]
    if recurrence.except_on:
        midnights = tuple(
            compress(midnights, (day not in recurrence.except_on for day in days.steady[low:high]))
        )
    times = recurrence.clock_ms
    starts = list(midnights) * len(times)
    for nth, clock_ms in enumerate(times):
        starts[nth :: len(times)] = map(add, midnights, repeat(timedelta(milliseconds=clock_ms)))
    return starts


def _on_shifting_days(recurrence: Recurrence, days: CivilDays, zone: str) -> list[datetime]:
    return [
        moment_at(day, at, zone)
        for day in days.shifting
        if recurrence.falls_on(day)
        for at in recurrence.times
    ]
