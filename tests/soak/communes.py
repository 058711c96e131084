"""Communes of rising seeds, every fault allowed, as `broadcaster simulate` rehearses them."""

import itertools
import random
from collections.abc import Iterator

from broadcaster.workers.rehearsal.commune import rehearse
from broadcaster.workers.rehearsal.faults import FAULTS
from tests.soak.turns import Trial

DAYS = SPEAKERS = 2


def trials(chance: random.Random) -> Iterator[Trial]:
    """Rehearse one commune after another; a fault names the seed for `broadcaster simulate --seed`."""
    for seed in itertools.count(chance.randrange(10**9)):
        yield Trial(
            f"broadcaster simulate --days {DAYS} --speakers {SPEAKERS} --seed {seed}",
            lambda seed=seed: _kept(seed),  # type: ignore[misc]
        )


def _kept(seed: int) -> str:
    told = rehearse(seed, days=DAYS, speakers=SPEAKERS, allowed=FAULTS)
    assert told.violations == (), told.violations
    return "every promise kept"
