"""The station's clock jumps by an hour, forth and back: nothing is played twice, nothing is skipped."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.adapters.signer_socket import SignerServer
from broadcaster.bootstrap import KEYS_FOLDER
from broadcaster.cli.station_process import whole_station
from broadcaster.domain.asrun import Outcome
from tests.journeys.conftest import Found
from tests.journeys.judge import check_log
from tests.journeys.stations import until
from tests.journeys.villages import Village

pytestmark = [pytest.mark.aside, pytest.mark.slow, pytest.mark.timeout(300)]
HOUR = timedelta(hours=1)


@dataclass
class JumpingClock:
    """The machine's clock, wrong by as much as a test wants."""

    wrong_by: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.wrong_by


@contextmanager
def station_with(village: Village, clock: JumpingClock) -> Iterator[None]:
    """Run the whole station in this process, by that clock, and its signer by the same: it is the same machine's."""
    settings = replace(village.settings, signer=str(village.settings.path("jumping.sock")))
    keys = settings.path(KEYS_FOLDER)
    signer = SignerServer(
        Path(settings.signer), keys, village.station.commune.code, clock=lambda: clock.now().timestamp()
    )
    threading.Thread(target=signer.serve, daemon=True).start()
    village.station.clock, village.station.settings = clock, settings
    with whole_station(village.station):
        yield
    signer.stop()


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["an hour ahead", "an hour back"])
def test_an_hour_and_back_again(found: Found, jump: timedelta) -> None:
    village, clock = found(), JumpingClock()
    first_words, second_words, third_words = (village.approved(f"Tin {n}", seconds=1) for n in range(3))
    with station_with(village, clock):
        village.run_speakers()
        village.wait_for_speakers()
        first = village.air(first_words)
        village.wait_for(Outcome.DONE, first)
        second = village.air(second_words, in_s=6)
        until(lambda: set(village.outcomes(second)) == {"READY"}, "the second is held")

        clock.wrong_by = jump
        until(
            lambda: len(village.heard()) == 8,
            "the second is heard on time, whatever the station's clock says",
        )
        village.wait_for(Outcome.DONE, second)

        clock.wrong_by = timedelta()
        third = village.air(third_words, in_s=6)
        village.wait_for(Outcome.DONE, third)
    starts = [first] * 4 + [second] * 4 + [third] * 4
    for one, start_at in zip(village.heard(), starts, strict=True):
        assert abs(one.first_at - start_at) < timedelta(seconds=0.5)
    check_log(village)
