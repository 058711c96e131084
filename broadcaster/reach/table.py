"""A commune's places as arrays, and the model run over them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from broadcaster.reach.audience import Exposure, exposure, independent_reach
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import Assumptions, Place
from broadcaster.reach.quadrature import Floats
from broadcaster.reach.uncertainty import Priors, Span, simulate


@dataclass(frozen=True, eq=False)
class Table:
    """Rows are places; columns the distinct dayparts and the distinct audibilities above zero."""

    places: tuple[Place, ...]
    dayparts: tuple[tuple[str, Span], ...]
    audibility: Floats
    shares: Floats

    @classmethod
    def of(cls, places: Sequence[Place]) -> "Table":
        """Lay the places out. Raises ValueError where nobody lives."""
        if not sum(place.residents for place in places):
            raise ValueError("nobody lives in any of these hamlets")
        spans = dict.fromkeys((part.name, part.presence) for place in places for part in place.dayparts)
        levels = sorted({a for place in places for a in place.audibility if a > 0})
        shares = [[place.audibility.get(a, 0.0) for a in levels] for place in places]
        return cls(tuple(places), tuple(spans), np.array(levels), np.array(shares).reshape(len(places), -1))

    @property
    def weights(self) -> Floats:
        """Share of the commune's residents by place."""
        residents = np.array([place.residents for place in self.places], np.float64)
        return np.asarray(residents / residents.sum(), np.float64)

    def counts(self, statuses: Collection[Status]) -> Floats:
        """Return occasions by place and daypart, of these statuses together."""
        counts = np.zeros((len(self.places), len(self.dayparts)))
        for row, place in enumerate(self.places):
            for part in place.dayparts:
                column = self.dayparts.index((part.name, part.presence))
                counts[row, column] += sum(part.plays.get(status, 0) for status in statuses)
        return counts

    def exposure(self, statuses: Collection[Status], assumptions: Assumptions) -> Exposure:
        """Return what the typical resident of each place hears of the plays of these statuses."""
        return exposure(
            self.counts(statuses), self._typical(), self.shares, self.audibility, assumptions.habit
        )

    def naive(self, assumptions: Assumptions) -> Floats:
        """Return the reach that counting every command and assuming chance would give."""
        return independent_reach(self.counts(list(Status)), self._typical(), assumptions.mean.typical)

    def model_draws(self, assumptions: Assumptions, rng: np.random.Generator) -> Floats:
        """Return draws of 1+ reach by place, (draws, places), from confirmed plays."""
        presence = tuple(span for _, span in self.dayparts)
        priors = Priors(presence, assumptions.mean, assumptions.correlation, assumptions.coverage_shift)
        declared = np.array([place.is_declared for place in self.places])
        counts = self.counts({Status.CONFIRMED})
        return simulate(
            counts, self.shares, self.audibility, priors, rng, draws=assumptions.draws, declared=declared
        )

    def _typical(self) -> list[float]:
        return [span.typical for _, span in self.dayparts]
