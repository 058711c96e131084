"""The hours and minutes that the commune allows itself, as UBND xã decides in writing, from a day on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Self

from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import EVERY_DAY


@dataclass(frozen=True)
class AirWindow:
    """Hours in which loudspeakers may sound; `closes` 00:00 is the midnight that ends the day."""

    weekdays: frozenset[int]
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError(f"weekdays are some of 0 (Monday) to 6: {sorted(self.weekdays)}")
        if self.closes != time(0) and self.opens >= self.closes:
            raise ValueError(f"a window opens before it closes: {self.opens}-{self.closes}")

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {
            "weekdays": sorted(self.weekdays),
            "opens": self.opens.isoformat(),
            "closes": self.closes.isoformat(),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        return cls(
            frozenset(plain["weekdays"]),
            time.fromisoformat(plain["opens"]),
            time.fromisoformat(plain["closes"]),
        )


@dataclass(frozen=True)
class AirHours:
    """One decision on air time, in force from the day `effective_from` until a later one is. None: no limit.

    `daily_minutes` and `sessions_per_day` are per hamlet and day; `session_minutes` is the longest that one
    session may last. Broadcasts less than `session_gap_minutes` apart are one session.
    """

    effective_from: date
    windows: tuple[AirWindow, ...]
    daily_minutes: int | None = None
    sessions_per_day: int | None = None
    session_minutes: int | None = None
    session_gap_minutes: int = 5
    decided_by: str = ""
    is_demo: bool = False

    def __post_init__(self) -> None:
        limits = (self.daily_minutes, self.sessions_per_day, self.session_minutes, self.session_gap_minutes)
        if any(limit is not None and limit < 0 for limit in limits):
            raise ValueError(f"limits are not negative: {limits}")

    @classmethod
    def demo(cls, effective_from: date) -> Self:
        """Return the demo's decision, which allows everything and says that it is a demo's."""
        every_hour = AirWindow(EVERY_DAY, time(0), time(0))
        return cls(effective_from, (every_hour,), decided_by="demo", is_demo=True)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {
            "effective_from": self.effective_from.isoformat(),
            "windows": [window.to_plain() for window in self.windows],
            "daily_minutes": self.daily_minutes,
            "sessions_per_day": self.sessions_per_day,
            "session_minutes": self.session_minutes,
            "session_gap_minutes": self.session_gap_minutes,
            "decided_by": self.decided_by,
            "is_demo": self.is_demo,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        values = dict(plain)
        values["effective_from"] = date.fromisoformat(values["effective_from"])
        values["windows"] = tuple(AirWindow.from_plain(window) for window in values["windows"])
        return cls(**values)


def in_force(decisions: Iterable[AirHours], day: date) -> AirHours:
    """Return the decision in force on that day; raise StationError("no_air_hours") where there is none."""
    begun = [decision for decision in decisions if decision.effective_from <= day]
    if not begun:
        raise StationError("no_air_hours", day_on=day)
    return max(begun, key=lambda decision: decision.effective_from)
