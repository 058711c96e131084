"""The negative binomial (gamma-Poisson) audience of posters and other things that people keep passing.

Contacts per person in time t are Poisson with a gamma-distributed rate. Sources: Ehrenberg 1959 for (K, m),
Fader and Hardie's billboard exercise for (r, alpha). A yardstick: bulletins are counted, so the product
uses the mixture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from broadcaster.reach import special
from broadcaster.reach.quadrature import Floats


@dataclass(frozen=True)
class GammaPoisson:
    """Shape `r` and rate `alpha`; the mean number of contacts in time t is r * t / alpha."""

    r: float
    alpha: float

    def reach(self, t: float = 1.0) -> float:
        """Return the share with at least one contact in time t."""
        return float(-np.expm1(-self.r * np.log1p(t / self.alpha)))

    def mean(self, t: float = 1.0) -> float:
        """Return the contacts per person in time t; times 100 it is the GRP."""
        return self.r * t / self.alpha

    def frequency(self, t: float = 1.0) -> float:
        """Return the contacts per person reached in time t."""
        return self.mean(t) / self.reach(t)

    def chances(self, most: int, t: float = 1.0) -> Floats:
        """Return P(exactly x contacts in time t), x = 0..most."""
        return np.exp(_log_chances(self.r, self.alpha / (self.alpha + t), np.arange(most + 1)))

    def log_likelihood(self, people: Sequence[int]) -> float:
        """Return the log-likelihood of `people[x]` persons with x contacts in unit time."""
        return float(np.dot(people, np.log(self.chances(len(people) - 1))))


def fit(people: Sequence[int]) -> GammaPoisson:
    """Return the maximum-likelihood audience of `people[x]` persons with x contacts in unit time."""
    from scipy import optimize  # heavy, and only a fit needs it

    def loss(logs: Floats) -> float:
        return -GammaPoisson(*np.exp(logs)).log_likelihood(people)

    found = optimize.minimize(
        loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11}
    )
    r, alpha = np.exp(found.x)
    return GammaPoisson(float(r), float(alpha))


def from_penetration(reached: float, frequency: float) -> GammaPoisson:
    """Return the audience of which a share `reached` had `frequency` contacts each in unit time."""
    from scipy import optimize

    mean = reached * frequency

    def excess(log_k: float) -> float:
        k = float(np.exp(log_k))
        return float(-np.expm1(-k * np.log1p(mean / k))) - reached

    k = float(np.exp(optimize.brentq(excess, -20, 20, xtol=1e-13)))
    return GammaPoisson(k, k / mean)


def _log_chances(r: float, p: float, x: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Floats:
    logs = (
        special.gammaln(r + x)
        - special.gammaln(r)
        - special.gammaln(x + 1)
        + r * np.log(p)
        + x * np.log1p(-p)
    )
    return np.asarray(logs, np.float64)
