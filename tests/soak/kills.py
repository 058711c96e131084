"""A station whose power goes at any moment, again and again: what was promised is heard all the same, and once."""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import Bulletin
from tests.journeys.judge import check_log
from tests.journeys.stations import Part
from tests.journeys.villages import Village
from tests.soak.turns import Trial

KILLS_OF_A_VILLAGE = 20
"""Then another one is founded, so that a turn is more than the late days of one database."""


def trials(chance: random.Random) -> Iterator[Trial]:
    """Kill stations for ever; each trial is one kill, and what was promised around it."""
    for number in range(1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            village = Village.found(Path(folder) / "var", broker=("amqtt", "mosquitto")[number % 2])
            bulletin = village.approved("Tin", seconds=1)
            try:
                station = village.run_station()
                village.run_speakers()
                village.wait_for_speakers()
                for kill in range(KILLS_OF_A_VILLAGE):
                    yield Trial(
                        f"village {number + 1}, kill {kill + 1}",
                        lambda village=village, station=station, bulletin=bulletin: _heard(  # type: ignore[misc]
                            village, station, bulletin, chance
                        ),
                    )
            finally:
                village.close()
                village.station.close()


def cut_power(village: Village, station: Part, bulletin: Bulletin, chance: random.Random) -> datetime:
    """Kill the station at a moment of chance's choice, promise a broadcast while it is dead; return when it is due."""
    time.sleep(chance.uniform(0, 2.5))
    station.kill()
    starts = village.air(bulletin, in_s=8)
    station.start()
    return starts


def _heard(village: Village, station: Part, bulletin: Bulletin, chance: random.Random) -> str:
    before = village.air(bulletin, in_s=5)
    after = cut_power(village, station, bulletin, chance)
    for starts in (before, after):
        village.wait_for(Outcome.DONE, starts)
    check_log(village)
    return "heard"
