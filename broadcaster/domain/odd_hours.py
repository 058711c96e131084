"""Hours at which people sleep: what begins or ends then needs the consent of a second person, whatever UBND allows.

A relay set to 03:15 by a slip of the hand woke a whole commune (Nghệ An, 5 December 2025): allowed is not meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from broadcaster.domain.schedule import Schedule, Slot

USUAL_FROM, USUAL_UNTIL = time(5), time(21)
"""What begins before or lasts beyond is odd wherever it is."""
_HOUR_MS = 3_600_000


@dataclass
class OddHoursConsent:
    """An entity: somebody who may approve agreed to these odd times ("03:15") of one schedule."""

    schedule_id: str
    commune_id: str
    times: tuple[str, ...]
    consented_by: str
    consented_at: datetime


def odd_times(slot: Slot) -> tuple[str, ...]:
    """Return the times of a slot at which it would sound while people sleep, in order."""
    first_ms, last_ms = USUAL_FROM.hour * _HOUR_MS, USUAL_UNTIL.hour * _HOUR_MS - slot.length_ms
    rule = slot.recurrence
    pairs = zip(rule.times, rule.clock_ms, strict=True)
    return tuple(f"{at:%H:%M}" for at, from_ms in pairs if not first_ms <= from_ms <= last_ms)


def waiting(schedules: Iterable[Schedule], consents: Iterable[OddHoursConsent]) -> list[Schedule]:
    """Return the schedules with an odd time to which nobody has agreed: they are not planned until somebody does."""
    agreed = {each.schedule_id: set(each.times) for each in consents}
    return [each for each in schedules if set(odd_times(each.slot)) - agreed.get(each.id, set())]
