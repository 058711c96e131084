"""A commune's places as arrays, and the model run over them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from broadcaster.reach.audience import Exposure, exposure, independent_reach
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import Assumptions, Footprint, Place
from broadcaster.reach.quadrature import Floats
from broadcaster.reach.uncertainty import Priors, Span, simulate


@dataclass(frozen=True, eq=False)
class Table:
    """Rows are the parts of places; columns the distinct dayparts and the distinct audibilities above zero.

    `place` tells of each row whose part it is, `shares` are of that place's residents.
    """

    places: tuple[Place, ...]
    rows: tuple[Footprint, ...]
    place: NDArray[np.intp]
    dayparts: tuple[tuple[str, Span], ...]
    audibility: Floats
    shares: Floats

    @classmethod
    def of(cls, places: Sequence[Place]) -> "Table":
        """Lay the places out. Raises ValueError where nobody lives."""
        if not sum(place.residents for place in places):
            raise ValueError("nobody lives in any of these hamlets")
        owned = [(number, part) for number, place in enumerate(places) for part in place.parts]
        rows = tuple(part for _, part in owned)
        spans = dict.fromkeys((each.name, each.presence) for row in rows for each in row.dayparts)
        levels = sorted({a for row in rows for a in row.audibility if a > 0})
        shares = [[row.audibility.get(a, 0.0) for a in levels] for row in rows]
        owners = np.array([number for number, _ in owned], np.intp)
        return cls(
            tuple(places),
            rows,
            owners,
            tuple(spans),
            np.array(levels),
            np.array(shares).reshape(len(rows), -1),
        )

    @property
    def weights(self) -> Floats:
        """Share of the commune's residents by place."""
        residents = np.array([place.residents for place in self.places], np.float64)
        return np.asarray(residents / residents.sum(), np.float64)

    def counts(self, statuses: Collection[Status]) -> Floats:
        """Return occasions by row and daypart, of these statuses together."""
        column = {daypart: number for number, daypart in enumerate(self.dayparts)}
        counts = np.zeros((len(self.rows), len(self.dayparts)))
        for number, row in enumerate(self.rows):
            for part in row.dayparts:
                plays = sum(part.plays.get(status, 0) for status in statuses)
                counts[number, column[part.name, part.presence]] += plays
        return counts

    def exposure(self, statuses: Collection[Status], assumptions: Assumptions) -> Exposure:
        """Return what the typical resident of each place hears of the plays of these statuses."""
        parts = exposure(
            self.counts(statuses), self._typical(), self.shares, self.audibility, assumptions.habit
        )
        return Exposure(*(self._added(figures) for figures in (parts.once, parts.thrice, parts.contacts)))

    def opportunity(self, statuses: Collection[Status], least: float) -> Floats:
        """Return the share of each place's residents who could hear, at that audibility, any play of these statuses."""
        heard = self.counts(statuses).any(-1)
        return self._added(self.shares[:, self.audibility >= least].sum(-1) * heard)

    def naive(self, assumptions: Assumptions) -> Floats:
        """Return the reach that counting every command and assuming chance would give, by the busiest part."""
        rows = independent_reach(self.counts(list(Status)), self._typical(), assumptions.mean.typical)
        most = np.zeros(len(self.places))
        np.maximum.at(most, self.place, rows)
        return most

    def model_draws(self, assumptions: Assumptions, rng: np.random.Generator) -> Floats:
        """Return draws of 1+ reach by place, (draws, places), from confirmed plays."""
        presence = tuple(span for _, span in self.dayparts)
        priors = Priors(presence, assumptions.mean, assumptions.correlation, assumptions.coverage_shift)
        declared = np.array([place.is_declared for place in self.places])
        counts = self.counts({Status.CONFIRMED})
        return simulate(
            counts,
            self.shares,
            self.audibility,
            priors,
            rng,
            draws=assumptions.draws,
            declared=declared,
            place=self.place,
        )

    def _added(self, figures: Floats) -> Floats:
        """Add the rows' figures to those of their places."""
        total = np.zeros(len(self.places))
        np.add.at(total, self.place, figures)
        return total

    def _typical(self) -> list[float]:
        return [span.typical for _, span in self.dayparts]
