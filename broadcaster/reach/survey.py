"""What people say they heard: a stratified survey, corrected for those who say yes to everything.

Strata are hamlets. The *foil* is a bulletin in the questionnaire that was never broadcast: the share f that
claims to have heard it measures false "yes". Sensitivity is taken as 1, so that the correction can only
lower a figure. Sources: Cochran 1977 (stratified estimator), Rogan and Gladen 1978 (correction), Jeffreys
1946 (prior of a half).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from broadcaster.reach.quadrature import Floats
from broadcaster.reach.sampling import wilson
from broadcaster.reach.uncertainty import Span

MODEL_INTERVIEWS = 10.0
"""The model never weighs more than so many interviews,"""
MODEL_SHARE = 0.1
"""nor more than this share of those really made."""


@dataclass(frozen=True)
class Stratum:
    """One hamlet's answers: of `residents`, `asked` were interviewed and `yes` said they had heard.

    Effective (weighted) counts may be fractional.
    """

    residents: int
    asked: float
    yes: float

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.asked <= self.residents:
            raise ValueError(
                f"yes {self.yes} <= asked {self.asked} <= residents {self.residents} does not hold"
            )


BELIEVED_FALSE_YES = Span(0.0, 0.05, 0.20)
"""What is believed of the false-yes rate where no foil was asked."""


WORST_FALSE_YES = 1 - 1e-9
"""Above this an answer tells nothing at all."""


@dataclass(frozen=True)
class Foil:
    """The false-yes rate: `claimed` of `asked` heard what was never broadcast; unasked, a mere belief."""

    asked: int = 0
    claimed: int = 0
    belief: Span = BELIEVED_FALSE_YES

    def __post_init__(self) -> None:
        if not 0 <= self.claimed <= self.asked:
            raise ValueError(f"{self.claimed} claims of {self.asked} asked is no foil result")

    @property
    def rate(self) -> float:
        """The false-yes rate: posterior mean under Jeffreys' prior, or the belief's typical value."""
        return (self.claimed + 0.5) / (self.asked + 1) if self.asked else self.belief.typical

    def draw(self, rng: np.random.Generator, draws: int) -> Floats:
        """Return draws of the false-yes rate."""
        if self.asked:
            return rng.beta(self.claimed + 0.5, self.asked - self.claimed + 0.5, draws)
        return self.belief.draw(rng, draws)


@dataclass(frozen=True)
class SurveyEstimate:
    """Share of "yes" among residents, uncorrected, its error, effective size and Wilson interval."""

    share: float
    standard_error: float
    effective: float
    low: float
    high: float


def without_false_yes(share: float, rate: float) -> float:
    """Return the true share behind a share of "yes" when `rate` of those who did not hear say yes."""
    return rogan_gladen(share, sensitivity=1.0, specificity=1 - rate)


def rogan_gladen(share: float, *, sensitivity: float, specificity: float) -> float:
    """Return the true share behind an observed one, within 0..1; ValueError for a worthless test."""
    if sensitivity + specificity <= 1:
        raise ValueError("a test no better than chance tells nothing")
    return min(1.0, max(0.0, (share + specificity - 1) / (sensitivity + specificity - 1)))


def without_guesses(share: float, choices: int = 4) -> float:
    """Return the share who knew the answer, given the share who picked it among so many choices."""
    return max(0.0, (share - 1 / choices) / (1 - 1 / choices))


def stratified(strata: Sequence[Stratum]) -> SurveyEstimate:
    """Estimate the share of "yes", finite population corrected, from the strata where anyone was asked.

    A stratum of a single interview tells nothing of its own variance: the largest possible is taken.
    """
    seen = [stratum for stratum in strata if stratum.asked > 0]
    residents = sum(stratum.residents for stratum in seen)
    if not seen:
        raise ValueError("nobody was asked")
    share = variance = 0.0
    for stratum in seen:
        weight, p = stratum.residents / residents, stratum.yes / stratum.asked
        spread = p * (1 - p) / (stratum.asked - 1) if stratum.asked > 1 else 0.25
        share += weight * p
        variance += weight**2 * (1 - stratum.asked / stratum.residents) * spread
    effective = share * (1 - share) / variance if variance > 0 else sum(stratum.asked for stratum in seen)
    low, high = wilson(share * effective, effective) if effective > 0 else (0.0, 1.0)
    return SurveyEstimate(share, math.sqrt(variance), effective, low, high)


def model_weights(model: Floats, strata: Sequence[Stratum]) -> Floats:
    """Return how many interviews the model is worth per hamlet (kappa), from its draws (S, H).

    Never more than its own spread deserves (by moments), nor ten interviews or a tenth of the survey in all.
    """
    asked = np.array([stratum.asked for stratum in strata], np.float64)
    mean = np.asarray(model.mean(0), np.float64)
    variance = np.asarray(model.var(0), np.float64)
    own: Floats = (
        np.divide(mean * (1 - mean), variance, out=np.full_like(mean, np.inf), where=variance > 0) - 1
    )
    total = asked.sum()
    cap = min(MODEL_INTERVIEWS, MODEL_SHARE * total) * asked / total if total else np.zeros_like(asked)
    return np.asarray(np.minimum(np.maximum(own, 0), cap), np.float64)


def beta_update(
    yes: ArrayLike, asked: ArrayLike, model: ArrayLike, kappa: ArrayLike
) -> tuple[Floats, Floats]:
    """Return the beta law (a, b) of the share of "yes", the model counting as `kappa` interviews of mean `model`.

    Without a model (kappa 0) it is Jeffreys' half on either side, and never less than that half after the
    update.
    """
    y, n, m, k = (np.asarray(value, np.float64) for value in (yes, asked, model, kappa))
    prior_yes = np.where(k > 0, k * m, 0.5)
    prior_no = np.where(k > 0, k * (1 - m), 0.5)
    return np.maximum(prior_yes + y, 0.5), np.maximum(prior_no + n - y, 0.5)


def posterior(
    strata: Sequence[Stratum], model: Floats | None, foil: Foil, rng: np.random.Generator, draws: int = 20_000
) -> Floats:
    """Return draws (draws, H) of reach given the survey and, capped, the model (None: the survey alone).

    The beta update is made on the share of "yes" and each draw then freed of false "yes". Where nobody was
    asked, the model's own draws stand, or an even guess without one.
    """
    asked = np.array([stratum.asked for stratum in strata], np.float64)
    yes = np.array([stratum.yes for stratum in strata], np.float64)
    kappa = np.zeros(len(strata)) if model is None else model_weights(model, strata)
    mean = np.full(len(strata), 0.5) if model is None else model.mean(0)
    said = rng.beta(*beta_update(yes, asked, mean, kappa), (draws, len(strata)))
    rate = np.minimum(foil.draw(rng, draws), WORST_FALSE_YES)[:, None]
    reach: Floats = np.clip((said - rate) / (1 - rate), 0, 1)
    if model is not None and (asked == 0).any():
        reach[:, asked == 0] = model[rng.integers(0, len(model), draws)][:, asked == 0]
    return reach


def finite(reach: Floats, strata: Sequence[Stratum]) -> Floats:
    """Shrink draws by the share of residents already asked. For publishing, never for a claim."""
    left = np.array(
        [math.sqrt(1 - stratum.asked / stratum.residents) if stratum.residents else 1 for stratum in strata]
    )
    middle = reach.mean(0)
    return np.asarray(middle + (reach - middle) * left, np.float64)


def log_likelihood(reach: Floats, strata: Sequence[Stratum], rate: float) -> Floats:
    """Return the log-chance of the answers under each draw of reach (S, H), given a false-yes rate."""
    said = np.clip(rate + (1 - rate) * reach, 1e-12, 1 - 1e-12)
    asked = np.array([stratum.asked for stratum in strata])
    yes = np.array([stratum.yes for stratum in strata])
    return np.asarray((yes * np.log(said) + (asked - yes) * np.log1p(-said)).sum(-1), np.float64)
