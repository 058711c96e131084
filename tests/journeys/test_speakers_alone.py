"""Speakers without power, speakers without a station: what they hold they play, once, and tell of it."""

from datetime import timedelta

import pytest

from broadcaster.domain.asrun import Outcome
from broadcaster.workers.scheduler import Scheduler
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import until

pytestmark = [pytest.mark.aside, pytest.mark.slow, pytest.mark.timeout(300)]


def test_speakers_killed_while_they_sound_go_on_from_plan_and_cache(found: Found, broker: str) -> None:
    """What was cut off stays cut off; the next broadcast is heard with no station and no broker in the world."""
    village = found(broker=broker)
    long, short = village.approved("Dài", seconds=6), village.approved("Ngắn", seconds=1)
    station = village.run_station()
    speakers = village.run_speakers()
    village.wait_for_speakers()
    first, second = village.air(long), village.air(short, in_s=13)
    village.wait_until_sounding()
    until(lambda: set(village.outcomes(second)) == {"READY"}, "the second broadcast is held")

    speakers.kill()
    station.kill()
    speakers.start()
    until(lambda: len([one for one in village.heard() if one.last_at]) == 4, "the second is heard")
    assert all(one.first_at >= second - timedelta(seconds=0.5) for one in village.heard() if one.last_at)

    station.start()
    village.wait_for(Outcome.PARTIAL, first)
    village.wait_for(Outcome.DONE, second)
    check_log(village)


def test_a_whole_broadcast_without_the_station_is_heard_and_told_later(found: Found, broker: str) -> None:
    village = found(broker=broker)
    bulletin = village.approved(seconds=1.5)
    station = village.run_station()
    village.run_speakers()
    village.wait_for_speakers()
    starts = village.air(bulletin)
    until(lambda: set(village.outcomes(starts)) == {"READY"}, "every speaker holds it")
    station.kill()
    until(lambda: len([one for one in village.heard() if one.last_at]) == 4, "it is heard")

    late = village.station.clock.now() + timedelta(minutes=5)
    Scheduler(village.station).step(late)
    assert set(village.outcomes(starts)) == {"UNKNOWN"}

    station.start()
    village.wait_for(Outcome.DONE, starts)
    assert all(abs(entry.start_error_ms or 0) < 300 for entry in village.log(starts))
    check_log(village)
