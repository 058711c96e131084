"""Averages over people's habits: Gauss-Jacobi quadrature for a beta distribution, in probability measure.

How often a resident follows a bulletin they could hear is a lasting trait of that resident. It is modelled
as theta ~ Beta with mean mu and intra-person correlation rho, and every figure of this room is an average
over it. The nodes come from the eigenvalues of the Jacobi matrix and the weights from its eigenvectors
(Golub and Welsch 1969). That form never evaluates a beta function, so it stays finite where the usual
routines overflow (tiny rho).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
CERTAIN = 1 - 1e-12
"""Probabilities stay this far below 1, so that odds and logarithms are finite; moves no figure by more than 1e-12."""


@dataclass(frozen=True)
class Habit:
    """How people listen: `mean` (mu) per occasion in the best daypart, `correlation` (rho) within a person.

    rho = 0: everybody is alike and each occasion is a fresh throw. rho = 1: some always listen, the others
    never.
    """

    mean: float
    correlation: float

    def __post_init__(self) -> None:
        for name in ("mean", "correlation"):
            value = getattr(self, name)
            if not 0 <= value <= 1:
                raise ValueError(f"a habit's {name} lies between 0 and 1, not {value}")


def shape_parameters(mean: float, correlation: float) -> tuple[float, float]:
    """Return the beta distribution's (a, b) of a mean and a correlation, both strictly between 0 and 1."""
    size = (1 - correlation) / correlation
    return mean * size, (1 - mean) * size


def points_for(occasions: float) -> int:
    """Return how many nodes do justice to that many occasions.

    m nodes are exact up to 2m - 1 occasions. Beyond 127 the integrand falls off over 1/n near zero, where
    nodes crowd like 1/m^2: m growing with the root of n keeps the error below 1e-9 up to 100,000.
    Fractional counts want sixteen at least.
    """
    if occasions <= 127:
        return max(16, math.ceil(occasions) // 2 + 1)
    return min(max(128, math.ceil(3 * math.sqrt(occasions))), 1024)


@lru_cache(maxsize=64)
def habit_nodes(habit: Habit, points: int = 32) -> tuple[Floats, Floats]:
    """Return (theta, weight), each of shape (points,) or fewer at the edges; weights sum to 1."""
    mean, correlation = habit.mean, habit.correlation
    if correlation == 0 or mean in (0, 1):
        return np.array([mean]), np.array([1.0])
    if correlation == 1:
        return np.array([0.0, 1.0]), np.array([1 - mean, mean])
    theta, weight = beta_nodes(mean, correlation, points)
    theta.flags.writeable = weight.flags.writeable = False  # they are remembered
    return theta, weight


def beta_nodes(mean: ArrayLike, correlation: ArrayLike, points: int) -> tuple[Floats, Floats]:
    """Return (theta, weight), each (..., points), for many habits strictly between 0 and 1."""
    from scipy.linalg import lapack  # heavy, and only an estimate needs it

    mean = np.asarray(mean, np.float64)
    size = (1 - np.asarray(correlation, np.float64)) / np.asarray(correlation, np.float64)
    diagonal, beside = _recurrence((1 - mean) * size - 1, mean * size - 1, points)
    theta, weight = np.empty_like(diagonal), np.empty_like(diagonal)
    # One small tridiagonal problem at a time: numpy's batched eigh wakes BLAS threads for each of thousands of
    # matrices, and where other work shares the processor they spend ten times as long waiting for each other.
    for row in np.ndindex(diagonal.shape[:-1]):
        theta[row], vectors, _ = lapack.dstev(diagonal[row], beside[row])
        weight[row] = vectors[0] ** 2
    return np.clip((1 + theta) / 2, 0, 1), weight


def _recurrence(alpha: Floats, beta: Floats, points: int) -> tuple[Floats, Floats]:
    """Recurrence of the monic Jacobi polynomials on [-1, 1]: diagonal and square-rooted neighbours."""
    alpha, beta = alpha[..., None], beta[..., None]
    total = alpha + beta
    i = np.arange(1, points)
    first = (beta - alpha) / (total + 2)
    rest = (beta - alpha) * total / ((2 * i + total) * (2 * i + total + 2))
    # At i = 1 the factor (i + total) cancels against (2i + total - 1), which may be zero.
    cancelled = np.where(i == 1, 1.0, (i + total) / np.where(i == 1, 1.0, 2 * i + total - 1))
    square = 4 * i * (i + alpha) * (i + beta) * cancelled / ((2 * i + total) ** 2 * (2 * i + total + 1))
    return np.concatenate([first, rest], axis=-1), np.sqrt(square)
