"""The rungs of every hamlet and of the commune, from the model's draws and the published ones."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from broadcaster.reach.audience import occasions_needed_in
from broadcaster.reach.figures import Band, Interval, Ladder, Published
from broadcaster.reach.ledger import POSSIBLE, Status
from broadcaster.reach.places import Assumptions, Place
from broadcaster.reach.quadrature import Floats
from broadcaster.reach.rungs import ConfirmedShare, confirmed_share
from broadcaster.reach.survey import Stratum, model_weights
from broadcaster.reach.table import Table


def interval(draws: Floats) -> Interval:
    """Return the mean and the central 90 % of draws."""
    low, high = np.quantile(draws, [0.05, 0.95])
    return Interval(float(draws.mean()), float(low), float(high))


def hamlet_ladders(
    table: Table, assumptions: Assumptions, model: Floats, published: Floats, strata: Sequence[Stratum]
) -> tuple[Ladder, ...]:
    """Return the rungs of every place; `model` and `published` are draws (draws, places)."""
    low = table.exposure({Status.CONFIRMED}, assumptions)
    high = table.exposure(POSSIBLE, assumptions)
    naive = table.naive(assumptions)
    sure, maybe = (
        table.opportunity(statuses, assumptions.covered_from) for statuses in ({Status.CONFIRMED}, POSSIBLE)
    )
    kappa = model_weights(model, strata) if strata else np.zeros(len(table.places))
    return tuple(
        Ladder(
            name=place.name,
            residents=place.residents,
            ceiling=place.covered(0.0),
            played=_played(place),
            opportunity=_ordered(sure[i], maybe[i]),
            once=_ordered(low.once[i], high.once[i]),
            thrice=_ordered(low.thrice[i], high.thrice[i]),
            contacts=float(low.contacts[i]),
            naive=float(naive[i]),
            model=interval(model[:, i]),
            published=Published(interval(published[:, i]), place.asked if strata else 0, float(kappa[i])),
            needed=occasions_needed_in(
                assumptions.target, tuple(place.audibility.items()), assumptions.habit
            ),
        )
        for i, place in enumerate(table.places)
    )


def _ordered(low: np.float64, high: np.float64) -> Band:
    """Return the band; more occasions take more nodes, and rounding may then put high a hair below low."""
    return Band(float(low), float(max(low, high)))


def _played(place: Place) -> ConfirmedShare:
    totals = {status: sum(part.plays.get(status, 0) for part in place.dayparts) for status in Status}
    return confirmed_share(totals)


def commune_ladder(
    hamlets: Sequence[Ladder], table: Table, assumptions: Assumptions, model: Floats, published: Floats
) -> Ladder:
    """Return the commune's rungs: shares weighted by residents, plays added up."""
    weights = table.weights

    def mean(values: Sequence[float]) -> float:
        return float(weights @ np.array(values))

    def band(bands: Sequence[Band]) -> Band:
        return Band(mean([one.low for one in bands]), mean([one.high for one in bands]))

    ceiling = min(1.0, mean([one.ceiling for one in hamlets]))
    return Ladder(
        name="",
        residents=sum(one.residents for one in hamlets),
        ceiling=ceiling,
        played=ConfirmedShare(
            sum(one.played.scheduled for one in hamlets),
            sum(one.played.confirmed for one in hamlets),
            sum(one.played.possible for one in hamlets),
        ),
        opportunity=band([one.opportunity for one in hamlets]),
        once=band([one.once for one in hamlets]),
        thrice=band([one.thrice for one in hamlets]),
        contacts=mean([one.contacts for one in hamlets]),
        naive=mean([one.naive for one in hamlets]),
        model=interval(model @ weights),
        published=Published(
            interval(published @ weights),
            sum(one.published.interviews for one in hamlets),
            sum(one.published.model_interviews for one in hamlets),
        ),
        needed=occasions_needed_in(assumptions.target, _together(table), assumptions.habit),
    )


def _together(table: Table) -> tuple[tuple[float, float], ...]:
    """Return the commune's shares of residents by audibility."""
    shares: Counter[float] = Counter()
    for weight, place in zip(table.weights.tolist(), table.places, strict=True):
        shares.update({a: weight * share for a, share in place.audibility.items()})
    return tuple(sorted(shares.items()))
