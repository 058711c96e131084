"""A technician brings a new speaker on the air, and takes one off, while the station runs."""

import subprocess
from pathlib import Path

import pytest

from broadcaster.domain.asrun import Outcome
from broadcaster.domain.status import Availability
from broadcaster.settings import as_environment
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import broadcaster, speaker_part, until
from tests.journeys.villages import Village

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FILE = """\
commune: {code: xa-thu, name: Xã Thử, is_sample: true}
hamlets:
  - {code: go-sai, name: Gò Sải, households: 300, residents: 1050}
  - {code: ao-sen, name: Ao Sen, households: 250, residents: 900}
devices:
  - {id: LOA-001, name: Cụm loa LOA-001, hamlet: go-sai, households: 10}
  - {id: LOA-100, name: Chợ mới, hamlet: ao-sen}
"""


def test_a_speaker_joins_a_running_station_and_another_one_is_taken_off(
    found: Found, broker: str, tmp_path: Path
) -> None:
    village = found(broker=broker, speakers=2)
    bulletin = village.approved(seconds=1)
    village.run_station()
    speakers = village.run_speakers()
    village.wait_for_speakers()

    village.settings.devices.write_text(FILE)
    assert "+ thêm cụm loa LOA-100" in command(village, "devices", "apply", "--yes")
    command(village, "devices", "provision", "LOA-100", "--state", str(tmp_path / "loa-100"))
    village.run(speaker_part(tmp_path / "loa-100", village.settings, village.ear))
    until(lambda: shown(village, "LOA-100") is Availability.ONLINE, "the new one is let in")
    until(lambda: "Not authorized" in speakers.log(), "the old one is hung up on, and not let in again")

    starts = village.air(bulletin, in_s=6)
    until(lambda: village.outcomes(starts) == [Outcome.DONE.value] * 2, "two speakers play")
    assert {one.device for one in village.heard()} == {"LOA-001", "LOA-100"}
    check_log(village)


def command(village: Village, *words: str) -> str:
    done = subprocess.run(
        broadcaster(*words),
        env=as_environment(village.settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown(village: Village, device_id: str) -> Availability:
    status = {one.device_id: one for one in village.statuses()}[device_id]
    return status.availability(village.station.clock.now())
