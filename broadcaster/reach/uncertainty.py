"""How far off the model may be without a survey: Monte Carlo over what nobody has measured here yet.

Habits, presence and coverage are drawn from bounded priors (PERT: a beta law between extremes with its mode
at the typical value). An error of the acoustics is alike in the whole commune, so one shift on the logit of
coverage serves every hamlet of a draw. A coverage that somebody merely declared is drawn by itself, and
marked down for optimism.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from broadcaster.reach import special
from broadcaster.reach.quadrature import CERTAIN, Floats, beta_nodes, points_for

POINTS = 32
"""Most nodes per draw: their error, under 0.001 for two thousand occasions, is far below that of chance."""
CHUNK = 256
"""Draws worked on at a time, to stay within the processor's cache."""
DECLARED_WEIGHT = 5.0
"""A declared coverage is worth that many households actually looked at."""
OPTIMISM = (0.7, 1.0)
"""What is left of a declared coverage, uniformly between."""


@dataclass(frozen=True)
class Span:
    """A quantity between `low` and `high`, most likely `typical`; equal ends make it a constant."""

    low: float
    typical: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.typical <= self.high:
            raise ValueError(f"{self.typical} does not lie between {self.low} and {self.high}")

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Return PERT draws."""
        width = self.high - self.low
        if width == 0:
            return np.full(draws, self.typical)
        a = 1 + 4 * (self.typical - self.low) / width
        return self.low + width * rng.beta(a, 6 - a, draws)


@dataclass(frozen=True)
class Priors:
    """What is believed before any survey; `coverage_shift` is a standard deviation in logits."""

    presence: tuple[Span, ...]
    mean: Span
    correlation: Span
    coverage_shift: float = 0.5


def simulate(
    counts: ArrayLike,
    shares: ArrayLike,
    audibility: ArrayLike,
    priors: Priors,
    rng: np.random.Generator,
    *,
    draws: int = 4000,
    declared: NDArray[np.bool_] | None = None,
    place: NDArray[np.intp] | None = None,
) -> Floats:
    """Return 1+ reach of shape (draws, hamlets).

    `counts` (R, K) occasions, `shares` (R, B) of a hamlet's residents by audibility bin, `audibility` (B,);
    `place` (R,) the hamlet of each row (left out: each row is one), `declared` (H,) where a hamlet's coverage is
    somebody's word. Raises ValueError where a mean or correlation may touch 0 or 1.
    """
    n, w, a = (np.asarray(value, np.float64) for value in (counts, shares, audibility))
    where = np.arange(n.shape[0]) if place is None else place
    hamlets = int(where.max(initial=-1)) + 1
    mean, correlation = priors.mean.draw(rng, draws), priors.correlation.draw(rng, draws)
    if min(mean.min(), correlation.min()) <= 0 or max(mean.max(), correlation.max()) >= 1:
        raise ValueError("uncertain habits lie strictly between 0 and 1")
    presence = np.array([span.draw(rng, draws) for span in priors.presence]).reshape(-1, draws)
    coverage = np.minimum(np.bincount(where, w.sum(-1), hamlets), 1)
    scale = _coverage_scale(coverage, priors.coverage_shift, declared, rng, draws)
    points = POINTS // 2 if points_for(float(n.sum(-1).max(initial=0))) <= POINTS // 2 else POINTS
    schedules, back = np.unique(n, axis=0, return_inverse=True)
    reach = np.zeros((draws, hamlets))
    for start in range(0, draws, CHUNK):
        part = slice(start, start + CHUNK)
        theta, weight = _nodes(mean[part].tobytes(), correlation[part].tobytes(), points)
        log_miss = np.log1p(-presence[:, part, None, None] * a[:, None] * theta[:, None, :])
        for schedule, occasions in enumerate(schedules):
            heard = -np.einsum("sbm,sm->sb", np.expm1(np.einsum("k,ksbm->sbm", occasions, log_miss)), weight)
            for row in np.flatnonzero(back.reshape(-1) == schedule):
                reach[part, where[row]] += heard @ w[row]
    return np.clip(reach * scale, 0, 1)


@lru_cache(maxsize=128)
def _nodes(mean: bytes, correlation: bytes, points: int) -> tuple[Floats, Floats]:
    """Return the nodes of many habits: all topics of a page are drawn with the same ones, so they are remembered."""
    theta, weight = beta_nodes(np.frombuffer(mean), np.frombuffer(correlation), points)
    return np.minimum(theta, CERTAIN), weight


def _coverage_scale(
    coverage: Floats, shift: float, declared: NDArray[np.bool_] | None, rng: np.random.Generator, draws: int
) -> Floats:
    """Return drawn over assumed coverage, (draws, hamlets); 1 where nobody or everybody is covered."""
    moved = special.expit(special.logit(coverage) + rng.normal(0, shift, (draws, 1)))
    if declared is not None and declared.any():
        a = np.maximum(DECLARED_WEIGHT * coverage[declared], 1e-9)
        b = np.maximum(DECLARED_WEIGHT * (1 - coverage[declared]), 1e-9)
        moved[:, declared] = rng.beta(a, b, (draws, a.size)) * rng.uniform(*OPTIMISM, (draws, a.size))
    return np.asarray(np.divide(moved, coverage, out=np.ones_like(moved), where=coverage > 0), np.float64)


def reweigh(
    reach: Floats, weights: Floats, log_likelihood: Floats
) -> tuple[float, tuple[float, float], float]:
    """Cross-check a survey against the model: importance re-weighting of the model's own draws.

    `reach` (S, H), `weights` (H,) shares of residents, `log_likelihood` (S,). Returns the mean, its 90 %
    interval and the effective number of draws left; few left means that model and survey contradict each
    other.
    """
    chance = np.exp(log_likelihood - log_likelihood.max())
    chance /= chance.sum()
    commune = reach @ weights
    order = np.argsort(commune)
    ends = np.searchsorted(np.cumsum(chance[order]), [0.05, 0.95])
    low, high = commune[order][np.minimum(ends, commune.size - 1)]
    return float(chance @ commune), (float(low), float(high)), float(1 / (chance**2).sum())
