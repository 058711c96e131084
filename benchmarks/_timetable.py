"""A year's timetable to measure with: 500 hamlets with six daily slots each, from a fixed seed."""

import gc
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as wall_time

from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Slot

HAMLETS, SLOTS, DAYS = 500, 6, 365
ZONE = "Asia/Ho_Chi_Minh"
FIRST_ON, LAST_ON = date(2026, 1, 1), date(2026, 12, 31)
# The year by the clock in Việt Nam, seven hours ahead of UTC.
YEAR_FROM_AT, YEAR_UNTIL_AT = datetime(2025, 12, 31, 17, tzinfo=UTC), datetime(2026, 12, 31, 17, tzinfo=UTC)
_HALF_HOURS = (300, 330, 360, 660, 690, 1020, 1050, 1080, 1110, 1140)


@dataclass(frozen=True)
class Line:
    """A daily slot as plain numbers: what the yardsticks work with."""

    name: str
    hamlet: int
    minute: int
    length: int

    def slot(self) -> Slot:
        """Return the same as the product sees it."""
        at = wall_time(self.minute // 60, self.minute % 60)
        rule = Recurrence.daily(at, first_on=FIRST_ON, last_on=LAST_ON)
        return Slot(rule, self.length * 60_000, (f"h{self.hamlet}",))


def lines() -> list[Line]:
    chance = random.Random(7)
    return [
        Line(
            f"{hamlet:03}.{nth}",
            hamlet,
            chance.choice(_HALF_HOURS) + chance.randrange(15),
            chance.choice((5, 10, 15, 30)),
        )
        for hamlet in range(HAMLETS)
        for nth in range(SLOTS)
    ]


def by_turns(rounds: int, **ways: Callable[[], object]) -> dict[str, list[float]]:
    """Return the seconds that each way takes, the ways interleaved, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    gc.collect()
    gc.freeze()  # one way's material is no work for the collector while another way is measured
    for nth in range(max(rounds, 3) + 1):
        for name, way in ways.items():
            started = time.perf_counter()
            way()
            if nth:
                seconds[name].append(time.perf_counter() - started)
    gc.unfreeze()
    return seconds


def median_ratio(over: list[float], under: list[float]) -> float:
    """Return the median over the rounds of one way's time by the other's in the same round."""
    return statistics.median(one / other for one, other in zip(over, under, strict=True))


def told(seconds: dict[str, list[float]]) -> dict[str, float]:
    """Return the median of each way, in seconds."""
    return {f"{name}_s": round(statistics.median(those), 5) for name, those in seconds.items()}
