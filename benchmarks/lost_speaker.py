"""From the moment in which speakers fall silent until the station knows it.

Their process is held (SIGSTOP): the connections stay open and no last will is sent at once, as when a cable is cut or a
program hangs. What counts is when the last of them is shown as silent, by the very rule of the page.
"""

import signal
import statistics
import time

from sqlalchemy import select

from benchmarks._village import Village, running, until
from broadcaster.domain.status import Availability, SpeakerStatus

SPEAKERS = 20
GOAL_S = 40.0
POLL_S = 0.2


def run(rounds: int = 3) -> dict[str, object]:
    """Measure seconds until the last speaker is known to be lost."""
    with running(SPEAKERS) as village:
        took = [_once(village) for _ in range(rounds)]
    last_s = statistics.median(took)
    return {
        "name": f"lost speakers detected, the last of {SPEAKERS}, s",
        "ratio": round(last_s, 1),
        "goal": GOAL_S,
        "higher_is_better": False,
        "met": last_s <= GOAL_S + POLL_S,
        "details": {"rounds_s": [round(each, 1) for each in took], "looked_every_s": POLL_S},
    }


def _once(village: Village) -> float:
    until(lambda: _all_are(village, Availability.ONLINE), "everybody is there", 2 * GOAL_S)
    held = time.monotonic()
    village.speakers.send_signal(signal.SIGSTOP)
    try:
        until(lambda: _all_are(village, Availability.SILENT), "everybody is missed", 2 * GOAL_S)
        return time.monotonic() - held
    finally:
        village.speakers.send_signal(signal.SIGCONT)


def _all_are(village: Village, wanted: Availability) -> bool:
    with village.station.memory.reads() as session:
        now = village.station.clock.now()
        return all(each.availability(now) is wanted for each in session.scalars(select(SpeakerStatus)))
