"""Where reach may be in years to come if nothing changes: a band that widens, never a promise.

Waves are points on the logit line. Level and slope are estimated together (normal errors, conjugate); the slope
is believed to be flat with a standard deviation of `SLOPE` logits a year until waves say otherwise, so that two
lucky waves do not reach the target by themselves. One wave alone gives a band around its own level. Nobody can
be reached who hears nothing: the ceiling caps the band.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from broadcaster.reach.figures import Interval
from broadcaster.reach.quadrature import Floats

SLOPE = 0.15
"""Believed standard deviation of a year's change, in logits: about four points at 60 %. An assumption."""
Z90 = 1.645
YEAR_DAYS = 365.25
_EDGE = 0.005
"""Shares nearer to 0 or 1 are taken as this near: a survey cannot tell."""


@dataclass(frozen=True)
class WavePoint:
    """What one wave found, on the middle day of its interviews: a mean and its central 90 %."""

    on: date
    reach: Interval


@dataclass(frozen=True)
class Outlook:
    """The band on a day to come."""

    on: date
    reach: Interval


def outlook(waves: Sequence[WavePoint], days: Sequence[date], ceiling: float = 1.0) -> tuple[Outlook, ...]:
    """Return the band on each of the days, in the order told. Raises ValueError without any wave."""
    if not waves:
        raise ValueError("without a survey there is nothing to look ahead from")
    last_on = max(wave.on for wave in waves)
    years = np.array([(wave.on - last_on).days / YEAR_DAYS for wave in waves])
    level = np.array([_logit(wave.reach.mean) for wave in waves])
    spread = np.array([_spread(wave.reach) for wave in waves])
    design = np.column_stack([np.ones_like(years), years])
    precision = design.T @ (design / spread[:, None] ** 2) + np.diag([0.0, SLOPE**-2])
    covariance = np.linalg.inv(precision)
    mean = covariance @ (design.T @ (level / spread**2))
    return tuple(_on(day, (day - last_on).days / YEAR_DAYS, mean, covariance, ceiling) for day in days)


def _on(day: date, years: float, mean: Floats, covariance: Floats, ceiling: float) -> Outlook:
    at = np.array([1.0, years])
    middle, spread = float(at @ mean), float(np.sqrt(at @ covariance @ at))
    shares = (_share(middle), _share(middle - Z90 * spread), _share(middle + Z90 * spread))
    return Outlook(day, Interval(*(min(share, ceiling) for share in shares)))


def _logit(share: float) -> float:
    inside = min(max(share, _EDGE), 1 - _EDGE)
    return float(np.log(inside / (1 - inside)))


def _share(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def _spread(reach: Interval) -> float:
    """Return the standard error of a wave in logits; never none, for no wave is exact."""
    return max((_logit(reach.high) - _logit(reach.low)) / (2 * Z90), 0.02)
