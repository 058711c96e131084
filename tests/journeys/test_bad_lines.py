"""Lines as bad as a mobile network's worst days: slow, thin, coming and going. What was promised is heard, and once."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import Bulletin
from tests.journeys.alarms import everybody_in, released, sounded, written
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import speakers_part, until
from tests.journeys.villages import Village
from tests.proxy import Proxy

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
LATENCY_S = 3.0
BYTES_PER_S = 64_000 / 8
SLACK_S = 2.0
"""What is left of the five seconds for everything but the line."""


class Behind(NamedTuple):
    """A village whose speakers reach their broker and their sounds through a proxy each, with a bulletin to air."""

    village: Village
    broker: Proxy
    sounds: Proxy
    bulletin: Bulletin


@pytest.fixture
def behind(found: Found) -> Iterator[Behind]:
    village = found(speakers=2)
    settings, bulletin = village.settings, village.approved("Tin", seconds=1)
    village.run_station()
    with (
        Proxy(("127.0.0.1", settings.mqtt_port)) as broker,
        Proxy(("127.0.0.1", settings.objects_port)) as sounds,
    ):
        far = replace(settings, objects_url=f"http://127.0.0.1:{sounds.port}")
        village.run(speakers_part(settings.path("speakers"), far, village.ear, broker=broker.port))
        village.wait_for_speakers()
        yield Behind(village, broker, sounds, bulletin)
        village.close()


def test_the_tone_of_an_alert_does_not_wait_for_its_words(behind: Behind) -> None:
    """Three seconds each way and 64 kbit/s: the tone sounds from the speaker's own flash within five."""
    village, broker, sounds, _ = behind
    for line in (broker.up, broker.down, sounds.up, sounds.down):
        line.latency_s, line.bytes_per_s = LATENCY_S, BYTES_PER_S
    alert = written(village)
    pressed = released(village, alert)
    tone = village.station.tones.attention.sound
    first = until(
        lambda: everybody_in(village, sounded(village, tone, pressed)), "every speaker sounds the tone"
    )
    assert max(one.first_at for one in first) - pressed < timedelta(seconds=LATENCY_S + SLACK_S)


def test_a_line_that_comes_and_goes_loses_and_doubles_nothing(behind: Behind) -> None:
    village, broker, sounds, bulletin = behind
    starts = village.air(bulletin, in_s=9)
    for _ in range(4):
        for line in (broker, sounds):
            line.refusing = True
            line.reset_all()
        time.sleep(1.5)
        broker.refusing = sounds.refusing = False
        time.sleep(1.5)
    village.wait_for(Outcome.DONE, starts)
    check_log(village)
