"""When something comes back: weekdays, times of the day, a first and a last day, and the days left out."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Self

EVERY_DAY = frozenset(range(7))


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

    @classmethod
    def once(cls, on: date, at: time) -> Self:
        """Return the rule of a single occurrence."""
        return cls(frozenset({on.weekday()}), (at,), first_on=on, last_on=on)

    @classmethod
    def daily(cls, *times: time, first_on: date, last_on: date | None = None) -> Self:
        """Return the rule of every day at these times."""
        return cls(EVERY_DAY, tuple(sorted(times)), first_on, last_on)

    def falls_on(self, day: date) -> bool:
        """Tell whether occurrences start on this day of the commune."""
        return (
            self.first_on <= day
            and (self.last_on is None or day <= self.last_on)
            and day.weekday() in self.weekdays
            and day not in self.except_on
        )

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
