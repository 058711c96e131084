"""One bulletin from the keyboard to every loudspeaker and back."""

import hashlib
from datetime import timedelta

import pytest

from broadcaster.domain.asrun import Outcome
from broadcaster.services import bulletins
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import get, until

pytestmark = [pytest.mark.aside, pytest.mark.slow, pytest.mark.timeout(300)]
SPEAKERS = 10


def test_a_bulletin_is_written_spoken_approved_and_heard_everywhere_at_once(
    found: Found, broker: str
) -> None:
    village = found(broker=broker, speakers=SPEAKERS)
    station = village.run_station()
    village.run_speakers()
    bulletin = village.write("Tiêm phòng", "Sáng 28/11 tiêm phòng.")

    def spoken() -> bool:
        with village.station.memory.reads() as session:
            sound = bulletins.latest_rendition(session, bulletin)
            return sound is not None and sound.is_ready

    until(spoken, "the renderer has made the sound")
    approved = village.approve(bulletin)
    village.wait_for_speakers()
    starts = village.air(bulletin)
    village.wait_for(Outcome.DONE, starts)

    sounded = village.heard()
    assert {one.sha256 for one in sounded} == {approved.sound_sha}
    assert [one.device for one in sorted(sounded, key=lambda one: one.device)] == list(village.devices)
    assert all(abs(one.first_at - starts) < timedelta(seconds=0.5) for one in sounded)
    spread = max(one.first_at for one in sounded) - min(one.first_at for one in sounded)
    assert spread < timedelta(seconds=0.3)
    assert all(abs(entry.start_error_ms or 0) < 300 for entry in village.log(starts))
    check_log(village)

    _, sound = get(village.settings.objects_port, f"/loa/1/xa-thu/o/{approved.sound_sha}")
    assert hashlib.sha256(sound).hexdigest() == approved.sound_sha
    assert station.stop() == 0
