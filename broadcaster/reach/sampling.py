"""How many people to ask, and what an answer of y out of n proves. Exact where the law allows it.

`residents` None means a population large beside the sample. Sources: Cochran 1977 (sizes), Wilson 1927,
Clopper and Pearson 1934, Kish 1965 (design effect).
"""

import math
from collections.abc import Sequence

import numpy as np

from broadcaster.reach import special
from broadcaster.reach.quadrature import Floats

Whole = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Z95 = 1.96
"""The customary two-sided 95 % point; sizes quoted in handbooks use it rounded."""


def sample_size(
    share: float,
    margin: float = 0.05,
    *,
    residents: int | None = None,
    design_effect: float = 1.0,
    z: float = Z95,
) -> int:
    """Return whom to ask for `share` +- `margin`: Cochran's n0 times the design effect, then corrected."""
    if not (0 <= share <= 1 and 0 < margin < 1 and design_effect > 0):
        raise ValueError(f"share {share}, margin {margin}, design effect {design_effect} give no sample size")
    simple = design_effect * z**2 * share * (1 - share) / margin**2
    return math.ceil(simple if residents is None else simple / (1 + (simple - 1) / residents))


def design_effect(
    cluster_size: float, cluster_correlation: float, weight_variation: float = 0.0, strata_factor: float = 1.0
) -> float:
    """Return the variance of the real design over that of simple random sampling (Kish).

    Clusters of m with intra-cluster correlation ICC give 1 + (m - 1) ICC; weights with coefficient of
    variation cv give 1 + cv^2.
    """
    return (1 + (cluster_size - 1) * cluster_correlation) * (1 + weight_variation**2) * strata_factor


def approached(interviews: int, response: float) -> int:
    """Return how many doors to knock at, given the share of people who answer."""
    if not 0 < response <= 1:
        raise ValueError(f"a response rate lies above 0 and up to 1, not {response}")
    return math.ceil(interviews / response)


def allocate(interviews: int, residents: Sequence[int], least: int = 15) -> list[int]:
    """Share interviews out by residents, at least `least` per hamlet (never more than live there).

    Largest remainders are rounded up, so that without the floor the parts sum to `interviews`.
    """
    total = sum(residents)
    if total <= 0:
        raise ValueError("nobody lives here: there is no one to ask")
    exact = [interviews * people / total for people in residents]
    parts = [math.floor(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: parts[i] - exact[i])
    for i in by_remainder[: interviews - sum(parts)]:
        parts[i] += 1
    return [min(max(part, least), people) for part, people in zip(parts, residents, strict=True)]


def wilson(yes: float, asked: float, level: float = 0.95) -> tuple[float, float]:
    """Return the two-sided score interval: to publish. Fractional (effective) counts are allowed."""
    _check(yes, asked)
    z = float(special.ndtri((1 + level) / 2))
    share, shrink = yes / asked, 1 + z**2 / asked
    centre = (share + z**2 / (2 * asked)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / asked + z**2 / (4 * asked**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def clopper_pearson(yes: float, asked: float, level: float = 0.95) -> tuple[float, float]:
    """Return the two-sided exact interval. Its lower end at level 1 - 2a is the one-sided bound at 1 - a."""
    _check(yes, asked)
    tail = (1 - level) / 2
    low = 0.0 if yes <= 0 else float(special.betaincinv(yes, asked - yes + 1, tail))
    high = 1.0 if yes >= asked else float(special.betaincinv(yes + 1, asked - yes, 1 - tail))
    return low, high


def hypergeometric(yes: int, asked: int, residents: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for a sample drawn without replacement from a small population."""
    _check(yes, asked)
    if asked > residents:
        raise ValueError(f"{asked} persons asked of {residents} residents")
    tail = (1 - level) / 2
    true = np.arange(yes, residents - asked + yes + 1)
    chances = _draws(np.arange(asked + 1), asked, true[:, None], residents)
    too_few = chances[:, yes:].sum(axis=1) <= tail
    too_many = chances[:, : yes + 1].sum(axis=1) <= tail
    kept = true[~too_few & ~too_many]
    return float(kept[0] / residents), float(kept[-1] / residents)


def least_yes(asked: int, target: float = 0.8, error: float = 0.05) -> int | None:
    """Return the fewest "yes" of `asked` that prove the target; None if not even all would."""
    chances = _at_least(np.arange(asked + 1), asked, target)
    enough = np.flatnonzero(chances <= error)
    return int(enough[0]) if enough.size else None


def size_to_prove(
    truth: float, target: float = 0.8, *, power: float = 0.8, error: float = 0.05
) -> int | None:
    """Return from how many interviews on the exact test proves the target with that power.

    Exact power is a saw: the size returned is the one beyond which it never falls below `power` again
    (looked at up to 5,000; None beyond).
    """
    if truth <= target:
        return None
    sizes = np.arange(1, 5001)
    power_at = _power(sizes, truth, target, error)
    failing = np.flatnonzero(power_at < power)
    if failing.size == sizes.size or (failing.size and failing[-1] == sizes.size - 1):
        return None
    return int(sizes[failing[-1] + 1]) if failing.size else 1


def _power(sizes: Whole, truth: float, target: float, error: float) -> Floats:
    needed = _fewest_unlikely(sizes, target, error)
    return _at_least(needed, sizes, truth)


def _fewest_unlikely(sizes: Whole, target: float, error: float) -> Whole:
    """Return per size the fewest "yes" that a share of `target` gives with a chance of at most `error`."""
    guess = np.ceil(special.bdtrik(1 - error, sizes, target)).astype(np.int64) + 1
    # The inverse is continued between whole numbers and may have rounded up once too often.
    return np.asarray(np.where(_at_least(guess - 1, sizes, target) <= error, guess - 1, guess), np.int64)


def _at_least(yes: Whole, asked: Whole | int, share: float) -> Floats:
    """Return the binomial chance of `yes` or more of `asked`."""
    return np.asarray(special.bdtrc(yes - 1, asked, share), np.float64)


def _draws(yes: Whole, asked: int, true: Whole, residents: int) -> Floats:
    """Return the hypergeometric chance of `yes` among `asked`, drawn from `residents` of whom `true` would say yes."""
    return np.asarray(
        np.exp(_log_ways(true, yes) + _log_ways(residents - true, asked - yes) - _log_ways(residents, asked)),
        np.float64,
    )


def _log_ways(among: Whole | int, chosen: Whole | int) -> Floats:
    """Return the logarithm of the binomial coefficient: minus infinity where more are chosen than there are."""
    return np.asarray(
        special.gammaln(np.add(among, 1))
        - special.gammaln(np.add(chosen, 1))
        - special.gammaln(np.subtract(among, chosen) + 1),
        np.float64,
    )


def _check(yes: float, asked: float) -> None:
    if not (asked > 0 and 0 <= yes <= asked):
        raise ValueError(f"{yes} of {asked} is no survey result")
