"""What the whole station rests on and what ends on a day: its keys and its certificate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WARN_DAYS = (90, 30, 14, 7)
"""So many days before, somebody is warned, each time more urgently."""
EMERGENCY_DAYS = 60
"""The emergency key shall always count for so long: nobody looks after keys in the weeks of a flood."""
EMERGENCY = "emergency"
LIST = "list"
"""The list of keys as a whole, which root signs."""
CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Ending:
    """The moment from which one key (by its role), the list of keys or the certificate counts no more."""

    what: str
    ends_at: datetime

    def days_left(self, now: datetime) -> int:
        """Return how many whole days are left; 0 on the last one, negative when it is over."""
        return (self.ends_at - now) // timedelta(days=1)

    def step(self, now: datetime) -> int | None:
        """Return the last warning that is due, in days before the end; 0 when it is over, None before the first."""
        left = self.ends_at - now
        if left <= timedelta():
            return 0
        return min((days for days in WARN_DAYS if left <= timedelta(days=days)), default=None)

    def is_urgent(self, now: datetime) -> bool:
        """Tell whether it can wait no longer: two weeks are left, or sixty days of the emergency key."""
        soon = EMERGENCY_DAYS if self.what == EMERGENCY else 14
        return self.ends_at - now <= timedelta(days=soon)


def ending_soon(endings: Iterable[Ending], now: datetime) -> tuple[Ending, ...]:
    """Return what somebody must be warned of, what ends first on top."""
    due = (each for each in endings if each.step(now) is not None)
    return tuple(sorted(due, key=lambda each: (each.ends_at, each.what)))
