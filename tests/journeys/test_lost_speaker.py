"""Whether a speaker is there: the station's page says so in time, and a late last will hides nobody."""

import time

import pytest

from broadcaster.domain.status import Availability
from tests.journeys.conftest import Found
from tests.journeys.stations import until
from tests.proxy import Proxy

pytestmark = [pytest.mark.aside, pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_speaker_without_power_is_shown_at_once_and_one_that_is_back_too(found: Found, broker: str) -> None:
    village = found(broker=broker)
    village.run_station()
    speakers = village.run_speakers()
    village.wait_for_speakers()
    speakers.kill()
    until(lambda: village.shown() == {Availability.SILENT}, "the will is heard", within_s=5)
    speakers.start()
    until(lambda: village.shown() == {Availability.ONLINE}, "they are back", within_s=15)


def test_a_cable_that_is_cut_shows_within_forty_seconds_and_its_late_will_hides_nobody(
    found: Found, broker: str
) -> None:
    """No goodbye reaches the broker. The speakers come back by another way before it misses them."""
    village = found(broker=broker)
    village.run_station()
    with Proxy(("127.0.0.1", village.settings.mqtt_port)) as line:
        speakers = village.run_speakers(broker=line.port)
        village.wait_for_speakers()
        line.up.black_hole = line.down.black_hole = True
        cut_s = time.monotonic()
        until(lambda: village.shown() == {Availability.SILENT}, "the silence is seen", within_s=41)
        assert time.monotonic() - cut_s > 5  # it was no will: that would have come at once

        speakers.kill()
        village.run_speakers()
        until(lambda: village.shown() == {Availability.ONLINE}, "they are back", within_s=15)
        line.up.black_hole = line.down.black_hole = False
        boots = {status.boot for status in village.statuses()}
    time.sleep(1.0)  # the old connections, and the wills of whoever still held them, are over by now
    assert village.shown() == {Availability.ONLINE}
    assert {status.boot for status in village.statuses()} == boots
