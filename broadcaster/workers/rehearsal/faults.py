"""What goes wrong in one commune: a swarm of faults, chosen by its seed, each more or less hard."""

import random
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

FAULTS: Final = {
    "loss": "messages and downloads that never arrive",
    "duplicate": "messages that arrive twice",
    "delay": "a link that is slow for a while, and slower one way: messages overtake each other",
    "outage": "a speaker without network, for minutes or a day",
    "power": "power cuts, often in the middle of a broadcast, and boots without a clock",
    "lost-write": "what was written but not synced is gone after a power cut",
    "disk-full": "a disk that refuses for some minutes",
    "restart": "a controller that is gone for seconds or an hour",
    "restore": "a controller that comes back with yesterday's numbers",
    "clock": "a controller whose clock jumps for some minutes",
    "replay": "a hostile broker: it keeps what it saw, holds answers back, and says old things again",
    "theft": "a thief with the order key, until root raises the epoch",
}


@dataclass(frozen=True)
class Faults:
    """The faults of one seed: how often each strikes, from 0 (never) to 1."""

    rate: dict[str, float]

    def strikes(self, name: str, chance: random.Random, likelihood: float = 1.0) -> bool:
        """Tell whether a fault strikes now; `likelihood` is that of the worst commune."""
        rate = self.rate.get(name, 0.0)
        return rate > 0 and chance.random() < rate * likelihood

    def __contains__(self, name: str) -> bool:
        return self.rate.get(name, 0.0) > 0


def swarm(chance: random.Random, allowed: Collection[str]) -> Faults:
    """Choose: about half of the allowed faults, so that seldom combinations come up too."""
    return Faults(
        {name: chance.uniform(0.2, 1.0) for name in FAULTS if chance.random() < 0.55 and name in allowed}
    )


def full(_chance: random.Random, allowed: Collection[str]) -> Faults:
    """Have all of the allowed faults strike as hard as they can."""
    return Faults(dict.fromkeys(allowed, 1.0))


def named(text: str) -> frozenset[str]:
    """Read `all`, `none`, or names with commas; raise ValueError for a fault that there is not."""
    if text in {"all", "none"}:
        return frozenset(FAULTS if text == "all" else ())
    names = frozenset(text.split(","))
    if unknown := names - FAULTS.keys():
        raise ValueError(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(FAULTS)}")
    return names
