"""Several channels (loudspeaker, website, Zalo, meetings): from the reach of each to the reach of any."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class UnionReach:
    """Reach of any channel: the sure bounds (Fréchet 1935) and, only as a guess, independence."""

    low: float
    independent: float
    high: float


def union_bounds(reaches: Sequence[float]) -> UnionReach:
    """Return what is sure. Narrower figures need the union to be asked in the survey."""
    if not reaches:
        return UnionReach(0, 0, 0)
    if not all(0 <= reach <= 1 for reach in reaches):
        raise ValueError(f"a channel's reach lies between 0 and 1: {list(reaches)}")
    return UnionReach(
        low=max(reaches),
        independent=1 - math.prod(1 - reach for reach in reaches),
        high=min(1.0, sum(reaches)),
    )
