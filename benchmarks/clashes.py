"""Every clash of 3,000 daily slots in a year: ours on the rules, and a sweep over the sorted occurrences.

The sweep is given its 1.1 million occurrences as integers, ready made; ours is given the slots. Both name each
pair that clashes with its first instant. Ours is too short to be timed alone: it runs ten times in a row.
"""

from datetime import timedelta

from benchmarks import _timetable
from benchmarks._timetable import DAYS, YEAR_FROM_AT, ZONE
from broadcaster.domain.clash import Clash, all_clashes

GOAL = 100.0
REPEATS = 10


def run(rounds: int = 3) -> dict[str, object]:
    """Measure both by turns."""
    lines = _timetable.lines()
    slots = {line.name: line.slot() for line in lines}
    occurrences = [
        (line.hamlet, day * 1440 + line.minute, day * 1440 + line.minute + line.length, line.name)
        for line in lines
        for day in range(DAYS)
    ]

    def ours() -> list[Clash]:
        return all_clashes(slots, ZONE)

    def ours_repeated() -> None:
        for _ in range(REPEATS):
            ours()

    def sweep() -> dict[tuple[str, str], int]:
        return swept(occurrences)

    is_equal = {(clash.name, clash.other): clash.at for clash in ours()} == {
        pair: YEAR_FROM_AT + timedelta(minutes=minute) for pair, minute in sweep().items()
    }
    seconds = _timetable.by_turns(rounds, ours=ours_repeated, sweep=sweep)
    seconds["ours"] = [each / REPEATS for each in seconds["ours"]]
    ratio = _timetable.median_ratio(seconds["sweep"], seconds["ours"])
    return {
        "name": "clashes of a year: sweep / ours",
        "ratio": ratio,
        "goal": GOAL,
        "higher_is_better": True,
        "met": is_equal and ratio >= GOAL,
        "details": {"clashes": len(ours()), "equal": is_equal, **_timetable.told(seconds)},
    }


def swept(occurrences: list[tuple[int, int, int, str]]) -> dict[tuple[str, str], int]:
    """Sort, then compare each occurrence with those of its hamlet that still sound."""
    first: dict[tuple[str, str], int] = {}
    sounding: list[tuple[int, str]] = []
    here = -1
    for hamlet, start, end, name in sorted(occurrences):
        if hamlet != here:
            here, sounding = hamlet, []
        sounding = [one for one in sounding if one[0] > start]
        for _, other in sounding:
            first.setdefault((name, other) if name <= other else (other, name), start)
        sounding.append((end, name))
    return first
