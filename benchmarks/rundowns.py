"""Seven days of rundowns for 30 and for 500 hamlets that all differ: a hamlet costs the same among many."""

import statistics
import time

from benchmarks.planning import NOW, newsroom
from broadcaster.domain.horizon import expand

GOAL = 1.3
FEW, MANY = 30, 500


def run(rounds: int = 3) -> dict[str, object]:
    """Measure both by turns; the ratio is that of the cost of one hamlet among many to one among few."""
    seconds: dict[int, list[float]] = {FEW: [], MANY: []}
    counts: dict[int, int] = {}
    for _ in range(max(rounds, 3)):
        for count, found in seconds.items():
            station = newsroom([f"h{nth}" for nth in range(count)])
            started = time.perf_counter()
            horizon = expand(station, now=NOW)
            found.append((time.perf_counter() - started) / count)
            counts[count] = len(horizon.broadcasts)
    medians = {count: statistics.median(found) for count, found in seconds.items()}
    ratio = medians[MANY] / medians[FEW]
    is_alike = counts[FEW] > 0 and counts[FEW] * MANY == counts[MANY] * FEW
    return {
        "name": "7 days of rundowns: a hamlet among 500 / among 30",
        "ratio": ratio,
        "goal": GOAL,
        "higher_is_better": False,
        "met": is_alike and ratio <= GOAL,
        "details": {
            **{f"week_of_{count}_hamlets_s": round(each * count, 3) for count, each in medians.items()},
            **{f"broadcasts_{count}": planned for count, planned in counts.items()},
        },
    }
