"""The textbook models of media reach, kept as yardsticks: our own must contain or bracket them.

Sources: Agostini 1961, Metheringham 1964, Hofmans 1966, and the beta-binomial in the (R1, R2) form of media
planning courses. "Reach" is 1+, the share or number of people who had at least one contact.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from broadcaster.reach import special
from broadcaster.reach.quadrature import Floats


def independent_contacts(chances: Sequence[float]) -> Floats:
    """Return P(exactly k contacts), k = 0..n, of n independent vehicles (Sainsbury; a Poisson-binomial)."""
    law = np.array([1.0])
    for chance in chances:
        law = np.convolve(law, [1 - chance, chance])
    return law


def shape_from_reach(after_one: float, after_two: float) -> tuple[float, float]:
    """Return the beta-binomial's (alpha, beta) from the reach after one and after two insertions.

    Raises ValueError where the pair shows no such audience (two reach fewer than one, or more than
    independence).
    """
    most = 2 * after_one - after_one**2
    if not 0 < after_one < after_two < most:
        raise ValueError(
            f"reach {after_one} then {after_two}: the second must lie between the first and {most}"
        )
    alpha = after_one * (after_two - after_one) / (most - after_two)
    return alpha, alpha * (1 - after_one) / after_one


def correlation_from_reach(after_one: float, after_two: float) -> float:
    """Return the intra-person correlation rho that a pair (R1, R2) implies."""
    return (2 * after_one - after_two - after_one**2) / (after_one * (1 - after_one))


def beta_binomial_contacts(insertions: int, alpha: float, beta: float) -> Floats:
    """Return P(exactly k contacts), k = 0..insertions."""
    k = np.arange(insertions + 1)
    contacts = special.betaln(k + alpha, insertions - k + beta) - special.betaln(alpha, beta)
    ways = -special.betaln(k + 1, insertions - k + 1) - np.log(insertions + 1)
    return np.asarray(np.exp(ways + contacts), np.float64)


def beta_binomial_reach(insertions: float, alpha: float, beta: float) -> float:
    """Return 1+ reach after that many insertions."""
    return -math.expm1(float(special.betaln(alpha, beta + insertions) - special.betaln(alpha, beta)))


def metheringham(
    audiences: ArrayLike, insertions: ArrayLike, duplication: ArrayLike, population: float
) -> tuple[float, float]:
    """Return (alpha, beta) of the one average vehicle that stands for a schedule of several.

    `audiences` and `insertions` per vehicle; `duplication` the symmetric matrix of people shared by two
    vehicles, on its diagonal those reached by both of two insertions of one vehicle.
    """
    a, n, d = (np.asarray(value, np.float64) for value in (audiences, insertions, duplication))
    pairs = np.outer(n, n)
    np.fill_diagonal(pairs, n * (n - 1) / 2)
    upper = np.triu(np.ones_like(pairs, dtype=bool))
    shared = (pairs * d)[upper].sum() / pairs[upper].sum()
    one = (a * n).sum() / n.sum()
    return shape_from_reach(one / population, (2 * one - shared) / population)


def agostini(audiences: ArrayLike, duplications: ArrayLike, k: float = 1.125) -> float:
    """Return the net audience of one insertion each, from audiences and the duplications of every pair."""
    gross = float(np.sum(audiences))
    return gross**2 / (gross + k * float(np.sum(duplications)))


def hofmans_net(audiences: Sequence[float], duplication: Sequence[Sequence[float]]) -> float:
    """Return the net audience of one insertion each; exact for two vehicles. Reads the upper triangle."""
    gross, shared = sum(audiences), 0.0
    for i, first in enumerate(audiences):
        for j in range(i + 1, len(audiences)):
            both = duplication[i][j]
            shared += (first + audiences[j]) / (first + audiences[j] - both) * both
    return gross**2 / (gross + shared)


def hofmans_accumulation(after_one: float, after_two: float, insertions: int) -> float:
    """Return the reach after N insertions of one vehicle (Hofmans' exponent taken as 1)."""
    if insertions == 1:
        return after_one
    k, d = 2 * after_one / after_two, 2 * after_one - after_two
    gross = insertions * after_one
    return gross**2 / (gross + k * (insertions - 1) * insertions / 2 * d)
