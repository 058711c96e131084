"""From counts per speaker to the figures of hamlets: what a dashboard asks for all topics at once."""

import numpy as np
from numpy.typing import ArrayLike

from broadcaster.reach.audience import Exposure, exposure
from broadcaster.reach.quadrature import Floats, Habit


def hamlet_exposure(
    counts: ArrayLike,
    presence: ArrayLike,
    cells: ArrayLike,
    residents: ArrayLike,
    audibility: ArrayLike,
    habit: Habit,
) -> Exposure:
    """Return the exposure of hamlets by topic, (H, T).

    `counts` (S, T, K) plays by speaker, topic and daypart; `cells` (S, H, B) persons by dominant speaker, hamlet and
    audibility bin; `residents` (H,), those out of everybody's earshot included; `audibility` (B,) of the bins.
    Raises ValueError where a hamlet's cells hold more persons than live there.
    """
    plays, people = np.asarray(counts, np.float64), np.asarray(cells, np.float64)
    homes = np.asarray(residents, np.float64)
    if (people.sum((0, 2)) > homes * (1 + 1e-9)).any():
        raise ValueError("more persons in earshot than residents")
    speaker, hamlet = np.nonzero(people.sum(-1))
    shares = people[speaker, hamlet] / homes[hamlet, None]
    parts = exposure(plays[speaker], presence, shares[:, None, :], audibility, habit)
    shape = (homes.size, plays.shape[1])
    return Exposure(
        *(_added(figures, hamlet, shape) for figures in (parts.once, parts.thrice, parts.contacts))
    )


def _added(
    figures: Floats, hamlet: np.ndarray[tuple[int], np.dtype[np.int64]], shape: tuple[int, int]
) -> Floats:
    """Add what each speaker contributes to its hamlets."""
    total = np.zeros(shape)
    np.add.at(total, hamlet, figures)
    return total
