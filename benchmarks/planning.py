"""The next 24 hours of 10,000 speakers in 500 hamlets: ours from the schedule's rules, and numpy's integers.

numpy is given daily minutes in one ready array, knows neither days nor zones, and sorts 60,000 minutes. Ours is
given the rules as they come from the database, fresh in each round, and answers for every speaker with its starts in
order, instants in UTC, shared by the speakers of a hamlet. Beside the goal it tells what the rest of planning costs: a
week of filled rundowns for every hamlet, and the plans that the speakers hold.
"""

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time

import numpy as np
from numpy.typing import NDArray

from benchmarks import _timetable
from benchmarks._timetable import HAMLETS, SLOTS, ZONE
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.candidate import Candidate, CandidateKind
from broadcaster.domain.horizon import Horizon, Station, expand
from broadcaster.domain.plan import plans_by_hamlet
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import CommuneBulletins, FixedSound, HamletAnnouncements
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule, Slot, Start, starts_by_hamlet
from broadcaster.domain.types import sha256

GOAL = 3.0
SPEAKERS = 10_000
NOW = datetime(2026, 5, 31, 21, 30, tzinfo=UTC)
"""04:30 on the first of June by the clock in Việt Nam."""
_NOW_MINUTE = 151 * 1440 + 270


def run(rounds: int = 3) -> dict[str, object]:
    """Measure both by turns."""
    lines = _timetable.lines()
    minutes = np.array([line.minute for line in lines], dtype=np.int64)
    hamlets = [f"h{nth}" for nth in range(HAMLETS)]
    speakers = [(f"S-{nth:05}", hamlets[nth % HAMLETS]) for nth in range(SPEAKERS)]
    fresh = iter([{line.name: line.slot() for line in lines} for _ in range(max(rounds, 3) + 2)])

    def ours() -> dict[str, list[Start]]:
        return day_of_speakers(next(fresh), hamlets, speakers)

    def numpys() -> NDArray[np.int64]:
        return next_minutes(minutes)

    told = sorted(start_at for starts in ours().values() for start_at, _ in starts)
    first_minute = NOW - timedelta(minutes=_NOW_MINUTE)
    is_equal = told == [first_minute + timedelta(minutes=int(minute)) for minute in numpys()]
    seconds = _timetable.by_turns(rounds, ours=ours, numpy=numpys)
    ratio = _timetable.median_ratio(seconds["ours"], seconds["numpy"])
    return {
        "name": "24 hours for 10,000 speakers: ours / numpy",
        "ratio": ratio,
        "goal": GOAL,
        "higher_is_better": False,
        "met": is_equal and ratio <= GOAL,
        "details": {"starts": len(told), "equal": is_equal, **_timetable.told(seconds), **rest_of_planning()},
    }


def day_of_speakers(
    slots: dict[str, Slot], hamlets: list[str], speakers: list[tuple[str, str]]
) -> dict[str, list[Start]]:
    starts = starts_by_hamlet(slots, hamlets, ZONE, NOW, NOW + timedelta(days=1))
    return {speaker: starts[hamlet] for speaker, hamlet in speakers}


def next_minutes(minutes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the next start of every slot of every speaker, sorted."""
    upcoming = _NOW_MINUTE + (minutes - _NOW_MINUTE) % 1440
    of_speaker = (np.arange(SPEAKERS) % HAMLETS)[:, None] * SLOTS + np.arange(SLOTS)
    found: NDArray[np.int64] = np.sort(upcoming[of_speaker].ravel(), kind="stable")
    return found


def rest_of_planning() -> dict[str, float]:
    """Return seconds of filling a week for 30 and 500 hamlets that all differ, and of the speakers' plans."""
    measured: dict[str, float] = {}
    horizon = Horizon((), (), ())
    for count in (30, HAMLETS):
        hamlets = [f"h{nth}" for nth in range(count)]
        station = newsroom(hamlets)
        started = time.perf_counter()
        horizon = expand(station, now=NOW)
        measured[f"week_of_rundowns_{count}_hamlets_s"] = round(time.perf_counter() - started, 3)
    started = time.perf_counter()
    plans = plans_by_hamlet(hamlets, horizon.broadcasts, now=NOW, days=7)
    digests = {hamlet: plan.digest for hamlet, plan in plans.items()}
    held = [digests[hamlets[nth % HAMLETS]] for nth in range(SPEAKERS)]
    measured[f"plans_with_digest_{len(held)}_speakers_s"] = round(time.perf_counter() - started, 3)
    return measured


def newsroom(hamlets: list[str]) -> Station:
    """Return a commune with twenty bulletins and an announcement of each hamlet, in a morning and an afternoon."""
    tune = FixedSound("Nhạc hiệu", sha256("tune"), 10_000)
    parts = (tune, CommuneBulletins(), HamletAnnouncements())
    first_on = date(2026, 5, 1)
    return Station(
        commune="do-thu",
        zone=ZONE,
        hamlets=hamlets,
        schedules=[
            Schedule(name, "do-thu", name, Recurrence.daily(at, first_on=first_on), 1_800_000, (), "news")
            for name, at in (("morning", wall_time(5, 30)), ("afternoon", wall_time(17)))
        ],
        programmes={"news": Programme("news", "do-thu", "Bản tin", 30, parts)},
        candidates=[*(bulletin(f"b{nth}") for nth in range(20)), *(bulletin(f"t-{h}", h) for h in hamlets)],
        air_hours=[AirHours.demo(first_on)],
    )


def bulletin(name: str, hamlet: str = "") -> Candidate:
    return Candidate(
        bulletin_id=name,
        title=name,
        topic="health",
        precedence=Precedence.ROUTINE,
        hamlets=(hamlet,) if hamlet else (),
        sound=sha256(name),
        duration_ms=60_000,
        approved_at=NOW - timedelta(days=1),
        kind=CandidateKind.HAMLET_ANNOUNCEMENT if hamlet else CandidateKind.BULLETIN,
    )
