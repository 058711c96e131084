"""Who hears whom in each hamlet, from where people live and where speakers stand: coverage before any play.

Homes are points, or places spread over the hamlet's outline. Whoever would miss more than eight words in ten
counts as out of earshot: that can only lower a figure, and keeps the ceiling a ceiling.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from broadcaster.reach.acoustics import Horn, Listening, Surroundings
from broadcaster.reach.coverage import BINS, Pole, cover

LEAST = 0.2
"""Below this audibility nobody is counted."""
CLEAR = 0.5
"""From here a place counts as covered (T1)."""
HORN, AROUND, AT_HOME = Horn(), Surroundings(), Listening()


@dataclass(frozen=True)
class Spot:
    """A speaker on its pole."""

    speaker: str
    pole: Pole


@dataclass(frozen=True)
class Homes:
    """Where a hamlet's people live: (east, north, persons) in plane metres, and how that is known.

    `source` is "households" (points of homes) or "polygon" (spread over the outline).
    """

    hamlet: str
    source: str
    places: tuple[tuple[float, float, float], ...]

    def __post_init__(self) -> None:
        if not self.places or any(place[2] < 0 for place in self.places):
            raise ValueError(f"{self.hamlet}: homes are places with persons, never fewer than none")
        if sum(place[2] for place in self.places) <= 0:
            raise ValueError(f"{self.hamlet}: nobody lives in its homes")


@dataclass(frozen=True)
class Heard:
    """One hamlet: by loudest speaker the share of residents at each audibility; `blurred` where echoes harm speech."""

    hamlet: str
    source: str
    shares: Mapping[str, Mapping[float, float]]
    blurred: float

    @property
    def ceiling(self) -> float:
        """Share of residents who can follow anything at all: no number of broadcasts reaches more."""
        return min(1.0, sum(share for bins in self.shares.values() for share in bins.values()))

    @property
    def clear(self) -> float:
        """Share of residents where speech is more likely followed than not."""
        return min(
            1.0, sum(share for bins in self.shares.values() for a, share in bins.items() if a >= CLEAR)
        )


def hear(spots: Sequence[Spot], homes: Sequence[Homes]) -> dict[str, Heard]:
    """Return what each hamlet hears, by its code; speakers of neighbouring hamlets are heard too."""
    if not homes:
        return {}
    places = np.array([place for each in homes for place in each.places], np.float64)
    owner = np.repeat(np.arange(len(homes)), [len(each.places) for each in homes])
    found = cover(places[:, :2], [spot.pole for spot in spots], HORN, AROUND, AT_HOME)
    persons = places[:, 2]
    counts = np.bincount(owner, persons, len(homes))
    weight = persons / counts[owner]
    audible = (found.dominant >= 0) & (found.audibility >= LEAST)
    tenth = np.minimum((found.audibility * BINS).astype(int), BINS - 1)
    shares: list[defaultdict[str, Counter[float]]] = [defaultdict(Counter) for _ in homes]
    for nth in np.flatnonzero(audible).tolist():
        speaker = spots[int(found.dominant[nth])].speaker
        shares[owner[nth]][speaker][(int(tenth[nth]) + 0.5) / BINS] += float(weight[nth])
    blurred = np.bincount(owner, weight * (found.is_blurred & audible), len(homes))
    return {
        each.hamlet: Heard(
            each.hamlet,
            each.source,
            {speaker: dict(sorted(bins.items())) for speaker, bins in sorted(shares[number].items())},
            float(blurred[number]),
        )
        for number, each in enumerate(homes)
    }
