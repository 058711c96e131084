"""Who heard: the zero-inflated beta mixture, evaluated from counts of occasions alone.

An *occasion* is one bulletin slot, played to at least 80 % on the speaker that is loudest at the household.
A resident in a place of audibility A follows an occasion of daypart k with probability theta * g_k * A,
where theta is their lasting habit and g_k the daypart's presence relative to the best one. The share of
residents for whom A = 0 is never reached, whatever is broadcast. Special cases: rho = 0 is independence
(Sainsbury), all g * A = 1 is the beta-binomial (Metheringham 1964).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from broadcaster.reach import special
from broadcaster.reach.quadrature import CERTAIN, Floats, Habit, habit_nodes, points_for, shape_parameters


@dataclass(frozen=True, eq=False)
class Exposure:
    """Shares of residents who heard once and thrice or more; `contacts` is the mean per resident."""

    once: Floats
    thrice: Floats
    contacts: Floats

    def __post_init__(self) -> None:
        if not (self.once.shape == self.thrice.shape == self.contacts.shape):
            raise ValueError("an exposure's figures are of one shape")


def exposure(
    counts: ArrayLike, presence: ArrayLike, shares: ArrayLike, audibility: ArrayLike, habit: Habit
) -> Exposure:
    """Return the exposure of every row.

    `counts` (..., K) occasions per daypart, fractional ones allowed; `presence` (K,) the g; `shares` (...,
    B) shares of residents by audibility bin, summing to at most 1; `audibility` (B,) the A. Raises
    ValueError on anything that is no count or no share.
    """
    n, g, w, a = _checked(counts, presence, shares, audibility)
    theta, weight = habit_nodes(habit, points_for(float(n.sum(-1).max(initial=0))))
    rows, back = _distinct(n.reshape(math.prod(n.shape[:-1]), n.shape[-1]))
    few = _few(rows, g[:, None, None] * a[:, None] * theta)
    none, first, second = (
        (chance.reshape(len(rows), a.size, theta.size) @ weight)[back].reshape(*n.shape[:-1], a.size)
        for chance in few
    )
    # Rounding must not let anybody hear what was never played.
    heard = np.where(n.any(-1, keepdims=True), 1 - none, 0.0)
    once = np.clip((w * heard).sum(-1), 0, 1)
    thrice = (w * (heard - first - second)).sum(-1)
    contacts = (n * g).sum(-1) * (w * a).sum(-1) * habit.mean
    return Exposure(once, np.clip(thrice, 0, once), contacts)


def _distinct(rows: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the distinct rows and where each row is among them: speakers on one schedule mostly count alike."""
    sizes = rows.max(0, initial=0) + 1
    if np.prod(sizes) < 2**53 and (rows == np.floor(rows)).all():
        key = (rows * np.cumprod(np.concatenate([[1.0], sizes[:-1]]))).sum(-1)
        _, first, back = np.unique(key, return_index=True, return_inverse=True)
        return rows[first], back
    distinct, back = np.unique(rows, axis=0, return_inverse=True)
    return distinct, back.reshape(-1)


def _few(n: Floats, chance: Floats) -> tuple[Floats, Floats, Floats]:
    """Chances of hearing exactly none, one and two, per row and (bin, node), from chances (K, B, M)."""
    p = np.minimum(chance, CERTAIN).reshape(chance.shape[0], chance.shape[1] * chance.shape[2])
    odds = p / (1 - p)
    none = np.exp(_sum_dayparts(n, np.log1p(-p)))
    first = _sum_dayparts(n, odds)
    second = np.maximum(first**2 - _sum_dayparts(n, odds**2), 0) / 2
    return none, none * first, none * second


def _sum_dayparts(n: Floats, x: Floats) -> Floats:
    """Sum over dayparts; a product so narrow that BLAS threads would cost more than they bring."""
    return np.asarray(np.einsum("...k,kx->...x", n, x), np.float64)


def occasion_chances(counts: ArrayLike, presence: ArrayLike, habit: Habit) -> tuple[float, float, float]:
    """Return the chances of hearing none, exactly one, exactly two, where audibility is perfect."""
    n, g, _, _ = _checked(counts, presence, [1.0], [1.0])
    theta, weight = habit_nodes(habit, points_for(float(n.sum())))
    none, one, two = _few(n, g[:, None, None] * theta)
    return float(none @ weight), float(one @ weight), float(two @ weight)


def independent_reach(counts: ArrayLike, presence: ArrayLike, mean: float) -> Floats:
    """Return the naive reach: everybody covered, every occasion a fresh throw. Only shown as a warning."""
    counts = np.asarray(counts, np.float64)
    return 1 - np.asarray(np.prod((1 - mean * np.asarray(presence, np.float64)) ** counts, axis=-1))


def reach_after(occasions: float, ceiling: float, habit: Habit) -> float:
    """Return the reach of so many occasions in the best daypart: a beta-binomial under a ceiling."""
    mean, correlation = habit.mean, habit.correlation
    if occasions <= 0 or mean in (0, 1) or correlation == 1:
        return ceiling * mean * (occasions > 0)
    if correlation == 0:
        return ceiling * -math.expm1(occasions * math.log1p(-mean))
    a, b = shape_parameters(mean, correlation)
    return ceiling * -math.expm1(float(special.betaln(a, b + occasions) - special.betaln(a, b)))


@lru_cache(maxsize=1024)
def occasions_needed(target: float, ceiling: float, habit: Habit, most: int = 100_000) -> int | None:
    """Return how many occasions in the best daypart reach the target, None where not even `most` do.

    `ceiling` is the share of residents who can hear at all: below the target no number of broadcasts helps.
    """
    if reach_after(most, ceiling, habit) < target:
        return None
    too_few, enough = -1, most
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if reach_after(middle, ceiling, habit) >= target:
            enough = middle
        else:
            too_few = middle
    return enough


@lru_cache(maxsize=1024)
def occasions_needed_in(
    target: float, audibility: tuple[tuple[float, float], ...], habit: Habit, most: int = 4_096
) -> int | None:
    """Return the same for residents who hear unequally well: pairs of audibility and share of residents.

    A resident who follows one word in two needs more occasions than one who follows all; those who hear nothing
    never follow any.
    """
    heard = [(a, share) for a, share in audibility if a > 0]
    if all(a == 1 for a, _ in heard):
        return occasions_needed(target, min(1.0, sum(share for _, share in heard)), habit)
    levels, shares = zip(*heard, strict=True)
    if sum(shares) < target:
        return None
    too_few, enough = 0, 1
    while _reach_in(enough, shares, levels, habit) < target:
        if enough >= most:
            return None
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _reach_in(middle, shares, levels, habit) >= target:
            enough = middle
        else:
            too_few = middle
    return enough


def _reach_in(occasions: int, shares: tuple[float, ...], levels: tuple[float, ...], habit: Habit) -> float:
    return float(exposure([[occasions]], [1.0], [shares], levels, habit).once[0])


def _checked(
    counts: ArrayLike, presence: ArrayLike, shares: ArrayLike, audibility: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    n, g, w, a = (np.asarray(value, np.float64) for value in (counts, presence, shares, audibility))
    if not (np.isfinite(n).all() and (n >= 0).all()):
        raise ValueError("counts of occasions are finite and not negative")
    for name, value in (("presence", g), ("audibility", a), ("shares", w)):
        if not ((value >= 0) & (value <= 1 + 1e-9)).all():
            raise ValueError(f"{name} lies between 0 and 1")
    if (w.sum(-1) > 1 + 1e-9).any():
        raise ValueError("the shares of residents by audibility sum to at most 1")
    return n, g, w, a
