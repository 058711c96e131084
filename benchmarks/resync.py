"""Every speaker back in step after an outage: from the station's return until the last holds the plan made meanwhile.

The speakers are real ones in one process: each comes back in its own time, asks for the time, fetches its own new plan
over HTTP, stores it and says so, signed. Their CPU is this machine's too, which a real village's is not.
"""

import statistics
import time
from datetime import datetime, timedelta

from sqlalchemy import func, select

from benchmarks._village import Village, running, until
from broadcaster.db.speaker_tables import desired_plans, speakers
from broadcaster.domain.stop import Area, AreaKind
from broadcaster.services import stopping

SPEAKERS = 500
GOAL_S = 120.0
AWAY_S = 20.0


def run(rounds: int = 3) -> dict[str, object]:
    """Measure seconds until all are in step again."""
    with running(SPEAKERS) as village:
        took = [_once(village) for _ in range(rounds)]
    last_s = statistics.median(took)
    return {
        "name": f"{SPEAKERS} speakers re-synced after an outage, s",
        "ratio": round(last_s, 1),
        "goal": GOAL_S,
        "higher_is_better": False,
        "met": last_s <= GOAL_S,
        "details": {"rounds_s": [round(each, 1) for each in took], "away_s": AWAY_S},
    }


def _once(village: Village) -> float:
    village.stop_station()
    time.sleep(AWAY_S)
    since = village.station.clock.now()
    with village.station.memory.writes.begin() as session:  # a hold is in every plan: each must be fetched
        stopping.stop(
            session,
            Area(AreaKind.COMMUNE),
            since + timedelta(hours=1),
            reason="bench",
            by=village.people[0],
            now=since,
        )
    began = time.monotonic()
    village.start_station()
    until(lambda: _in_step(village, since) == SPEAKERS, "everybody holds the new plan", 3 * GOAL_S)
    return time.monotonic() - began


def _in_step(village: Village, since: datetime) -> int:
    """Count the speakers that have said since then that they hold a plan made since then, with a clock to trust."""
    wanted, said = desired_plans.c, speakers.c
    held = (
        select(func.count())
        .select_from(speakers.join(desired_plans, (said.device_id == wanted.device_id)))
        .where(wanted.made_at >= since, wanted.due_at.is_(None), said.plan_sha == wanted.body_sha)
        .where(said.seen_at >= since, said.clock == "T")
    )
    with village.station.memory.reads() as session:
        return session.scalar(held) or 0
