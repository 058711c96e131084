"""The long forms, for a few seconds each; and that a form's finding says what brings it back."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak import envelopes, parsers
from tests.soak.turns import MOST_FAULTS, Trial, take

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_envelopes_of_every_forgery_are_refused() -> None:
    turn = take(envelopes.trials, seed=1, most=3_000)
    assert turn.faults == []
    assert set(turn.came) == {"E01", "E02", "E03", "E04", "E05"}
    assert turn.count == 3_000


@pytest.mark.slow
def test_every_reader_refuses_or_reads_with_one_meaning() -> None:
    turn = take(parsers.trials, seed=1, most=3_000)
    assert turn.faults == []
    assert len([name for name in turn.came if name.endswith("refused")]) == 6


def odd_ones(chance: random.Random) -> Iterator[Trial]:
    def run(number: int) -> str:
        assert number % 2 == 0, "odd"
        return "even"

    while True:
        number = chance.randrange(100)
        yield Trial(number, lambda number=number: run(number))  # type: ignore[misc]


def test_a_fault_comes_back_by_its_seed_and_trial() -> None:
    turn, again = take(odd_ones, seed=5), take(odd_ones, seed=5)
    assert turn == again
    assert len(turn.faults) == MOST_FAULTS
    assert all(told.startswith("seed 5, trial ") and "odd" in told for told in turn.faults)
    assert turn.count == turn.came["even"] + MOST_FAULTS


def test_a_turn_ends_with_its_time_or_its_count() -> None:
    assert take(odd_ones, seed=5, seconds=0).count == 1
    assert take(odd_ones, seed=5, most=3).count == 3


@pytest.mark.slow
def test_the_command_prints_what_was_reached() -> None:
    words = [sys.executable, "-m", "tests.soak", "--only", "communes", "--trials", "1", "--seed", "4"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=100, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    turn, last = map(json.loads, done.stdout.splitlines())
    assert (turn["form"], turn["seed"], turn["trials"], turn["faults"]) == ("communes", 4, 1, [])
    assert last["reached"]["communes"]["came"] == {"every promise kept": 1}
