"""The station's power goes, and only the station's: what was promised is heard all the same, and once."""

import random
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.bulletin import Bulletin, Rendition, RenditionState
from broadcaster.services import bulletins, claims
from broadcaster.workers.renderer import Renderer
from tests.fakes import HandClock
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import PATIENCE_S
from tests.journeys.villages import Village
from tests.soak.kills import cut_power

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_killed_in_the_middle_of_a_broadcast(found: Found, broker: str) -> None:
    village = found(broker=broker)
    long, short = village.approved("Dài", seconds=6), village.approved("Ngắn", seconds=1)
    station = village.run_station()
    village.run_speakers()
    village.wait_for_speakers()
    first = village.air(long)
    village.wait_until_sounding()

    station.kill()
    second = village.air(short, in_s=8)
    station.start()

    village.wait_for(Outcome.DONE, first)
    village.wait_for(Outcome.DONE, second)
    check_log(village)


@pytest.mark.parametrize("stage", ["planned", "said"])
def test_killed_while_dispatching(found: Found, stage: str) -> None:
    """The order is accepted, the pairs stand in the log, some heads or none have gone out: and then the power."""
    village = found()
    bulletin = village.approved(seconds=1)
    station = village.run_station()
    village.run_speakers()
    village.wait_for_speakers()
    starts = village.air(bulletin, in_s=10)
    reached = {"planned": lambda: village.log(starts), "said": lambda: "SENT" in village.outcomes(starts)}
    _at_once(reached[stage])

    station.kill()
    assert village.heard() == []
    station.start()

    village.wait_for(Outcome.DONE, starts)
    check_log(village)


def test_killed_while_a_sound_is_made(found: Found) -> None:
    """The lease holds others off while it lasts; then the next renderer makes the sound, and nothing is left over."""
    village = found()
    sentence = "Trạm y tế tiêm phòng cho trẻ em vào sáng thứ Bảy tại nhà văn hóa. "
    station = village.run_station()
    bulletin = village.write("Dài", sentence * 60)
    _at_once(lambda: _sound(village, bulletin.id).leased_until)
    station.kill()
    assert _sound(village, bulletin.id).state is RenditionState.QUEUED
    assert not Renderer(village.station).make_next()

    clock = HandClock(village.station.clock.now())
    clock.advance(seconds=claims.LEASE.total_seconds() + 1)
    assert Renderer(replace(village.station, clock=clock)).make_next()
    made = _sound(village, bulletin.id)
    assert made.state is RenditionState.READY
    village.approve(bulletin)
    village.station.store.sweep()
    assert [path.name for path in village.settings.path("sounds").glob("drafts/*")] == []


def test_killed_again_and_again_at_any_moment(found: Found, broker: str) -> None:
    seed = random.randrange(1_000_000)
    print("seed", seed)  # noqa: T201  shown by pytest where the journey failed
    chance = random.Random(seed)
    village = found(broker=broker)
    short = [village.approved(f"Tin {number}", seconds=1) for number in range(4)]
    station = village.run_station()
    village.run_speakers()
    village.wait_for_speakers()
    starts = [village.air(short[0], in_s=5)]
    starts.extend(cut_power(village, station, each, chance) for each in short[1:])
    for start_at in starts:
        village.wait_for(Outcome.DONE, start_at)
    check_log(village)


def _sound(village: Village, bulletin_id: str) -> Rendition:
    with village.station.memory.reads() as session:
        bulletin = session.get_one(Bulletin, bulletin_id)
        sound = bulletins.latest_rendition(session, bulletin)
    assert sound is not None
    return sound


def _at_once(reached: Callable[[], object]) -> None:
    """Wait without a pause: what is to be met lasts milliseconds."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < deadline_s
