"""Communes of many seeds, every fault allowed: nothing lost, doubled, at a wrong hour or forged."""

import json

import pytest

from broadcaster.cli import main
from broadcaster.workers.rehearsal.commune import rehearse
from broadcaster.workers.rehearsal.faults import FAULTS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 13))
def test_whatever_fails_every_promise_is_kept(seed: int) -> None:
    told = rehearse(seed, days=2, speakers=2, allowed=FAULTS)
    assert told.violations == ()
    assert told.heard > 0


def test_without_faults_everything_is_heard() -> None:
    told = rehearse(2, days=1, speakers=1, allowed=())
    assert told.violations == ()
    assert told.outcomes.keys() <= {"DONE", "CANCELLED"}
    assert told.outcomes["DONE"] > 0


@pytest.mark.slow
def test_the_same_seed_gives_the_same_days() -> None:
    assert rehearse(7, days=1, speakers=2, allowed=FAULTS) == rehearse(7, days=1, speakers=2, allowed=FAULTS)


@pytest.mark.slow
def test_real_signatures_change_nothing() -> None:
    assert rehearse(50, days=1, speakers=1, allowed=FAULTS).violations == ()


def test_the_command_prints_its_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            ["simulate", "--days", "1", "--speakers", "1", "--seed", "3", "--faults", "loss,power", "--json"]
        )
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert (told["lost"], told["doubled"], told["wrong_hour"], told["forged"]) == (0, 0, 0, 0)
    assert sum(told["outcomes"].values()) == told["planned"] > 0


def test_an_unknown_fault_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["simulate", "--faults", "locusts"])
    assert "locusts" in capsys.readouterr().err
