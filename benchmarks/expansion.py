"""A year's occurrences of 3,000 daily slots (1.1 million): ours, and dateutil's rrule.

dateutil is spared the time zone: it expands naive wall times, ours gives instants in UTC. That both are the same is
checked once, after dateutil's wall times were moved to UTC.
"""

from datetime import UTC, datetime, timedelta

from dateutil.rrule import DAILY, rrule

from benchmarks import _timetable
from benchmarks._timetable import DAYS, FIRST_ON, YEAR_FROM_AT, YEAR_UNTIL_AT, ZONE
from broadcaster.domain.recurrence import occurrences

GOAL = 10.0


def run(rounds: int = 3) -> dict[str, object]:
    """Measure both by turns."""
    lines = _timetable.lines()
    rules = [line.slot().recurrence for line in lines]
    midnight = datetime(FIRST_ON.year, FIRST_ON.month, FIRST_ON.day)  # noqa: DTZ001  # dateutil's way, naive
    starts = [midnight + timedelta(minutes=line.minute) for line in lines]

    def ours() -> list[list[datetime]]:
        return [occurrences(rule, ZONE, YEAR_FROM_AT, YEAR_UNTIL_AT) for rule in rules]

    def dateutils() -> list[list[datetime]]:
        return [list(rrule(DAILY, dtstart=start, count=DAYS)) for start in starts]

    in_utc = [[wall.replace(tzinfo=UTC) - timedelta(hours=7) for wall in walls] for walls in dateutils()]
    is_equal = ours() == in_utc
    del in_utc
    seconds = _timetable.by_turns(rounds, ours=ours, dateutil=dateutils)
    ratio = _timetable.median_ratio(seconds["dateutil"], seconds["ours"])
    return {
        "name": "a year's occurrences: dateutil / ours",
        "ratio": ratio,
        "goal": GOAL,
        "higher_is_better": True,
        "met": is_equal and ratio >= GOAL,
        "details": {"occurrences": len(lines) * DAYS, "equal": is_equal, **_timetable.told(seconds)},
    }
