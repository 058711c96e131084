"""What every long form is: one trial after another for ever, and a turn that takes as many as there is time for."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_FAULTS = 20
"""After so many a turn ends: whoever reads them needs no more of the same."""


@dataclass(frozen=True)
class Trial:
    """One thing to try. `run` gives in a word what came of it, and raises where it is not what must come."""

    what: object
    run: Callable[[], str]


Trials = Callable[[random.Random], Iterator[Trial]]
"""Makes trials for ever; the same chance makes the same ones."""


@dataclass
class Turn:
    """How far one turn came: how many trials ended how, and every fault with what brings it back."""

    seed: int
    came: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many trials were run."""
        return self.came.total() + len(self.faults)

    def told(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        came = dict(sorted(self.came.items()))
        return {"seed": self.seed, "trials": self.count, "came": came, "faults": self.faults}


def take(trials: Trials, seed: int, *, seconds: float = float("inf"), most: int | None = None) -> Turn:
    """Run trials for so long, or until `most` of them have been run."""
    turn, until_s = Turn(seed), time.monotonic() + seconds
    made = trials(random.Random(seed))
    try:
        for trial in made:
            _run(trial, turn)
            if turn.count == most or len(turn.faults) >= MOST_FAULTS or time.monotonic() >= until_s:
                break
    finally:
        made.close()  # type: ignore[attr-defined]  # every maker of trials is a generator, and may hold processes
    return turn


def _run(trial: Trial, turn: Turn) -> None:
    try:
        turn.came[trial.run()] += 1
    except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding
        turn.faults.append(f"seed {turn.seed}, trial {turn.count + 1}: {trial.what!r}: {error!r}")
