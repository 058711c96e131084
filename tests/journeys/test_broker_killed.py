"""The broker is a wire, not a store: it dies, all it kept is deleted, and nothing is lost."""

import shutil
import sys
from collections.abc import Callable

import pytest

from broadcaster.adapters.listening import mqtt_answers
from broadcaster.domain.asrun import Outcome
from broadcaster.settings import as_environment
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import Part
from tests.journeys.villages import Village

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_killed_alone_and_its_store_deleted(found: Found, broker: str) -> None:
    village = found(broker=broker)
    mqtt = village.run(_lone_broker(village))

    def kill() -> None:
        mqtt.kill()
        village.end_mosquitto()
        shutil.rmtree(village.settings.path("broker"), ignore_errors=True)
        mqtt.start()

    _live_through(village, kill, broker="external")


@pytest.mark.broker
def test_a_child_of_the_station_killed_and_its_folder_deleted(found: Found) -> None:
    village = found(broker="mosquitto")

    def kill() -> None:
        child = village.mosquitto()
        shutil.rmtree(village.settings.path("broker"))
        village.end_mosquitto(child)

    _live_through(village, kill, broker="mosquitto")


def _live_through(village: Village, kill: Callable[[], None], *, broker: str) -> None:
    """Let one broadcast be heard with the broker dying in it, and one after."""
    long, short = village.approved("Dài", seconds=4), village.approved("Ngắn", seconds=1)
    village.run_station(broker=broker)
    village.run_speakers()
    village.wait_for_speakers()
    first = village.air(long)
    village.wait_until_sounding()
    kill()
    second = village.air(short, in_s=6)
    village.wait_for(Outcome.DONE, first)
    village.wait_for(Outcome.DONE, second)
    check_log(village)


def _lone_broker(village: Village) -> Part:
    return Part(
        [sys.executable, "-m", "tests.journeys.lone_broker"],
        village.settings.path("broker.log"),
        environment=as_environment(village.settings),
        is_ready=lambda: mqtt_answers("127.0.0.1", village.settings.mqtt_port),
    )
