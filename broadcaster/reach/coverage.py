"""Which speaker each household hears, and how well: the fixed half of every reach figure.

A household belongs to its *dominant* speaker, the loudest there; the others are left out, which can only
lower a figure. Overlapping speakers are never two independent chances: where they blur each other
audibility is lowered and flagged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from broadcaster.reach.acoustics import BLURRED, Horn, Listening, Surroundings, is_blurred, outdoor_level
from broadcaster.reach.quadrature import Floats

EARSHOT_M = 1000.0
"""Farther than this nobody follows speech: audibility is below 0.005 even outdoors."""
BINS = 10
"""Audibility is counted in tenths."""
UNAIMED_DB = -6.0
"""A speaker whose aim nobody noted is taken as if everybody stood 45 degrees off its axis."""


@dataclass(frozen=True)
class Pole:
    """A speaker on the map: plane metres, level at 1 m, and where its horns point, clockwise from north."""

    x: float
    y: float
    level_at_1m: float
    aims_deg: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Coverage:
    """Per household: its dominant pole (-1: none in earshot), the level outdoors, A, whether blurred."""

    dominant: NDArray[np.int64]
    level_db: Floats
    audibility: Floats
    is_blurred: NDArray[np.bool_]


def cover(
    households: ArrayLike,
    poles: Sequence[Pole],
    horn: Horn,
    surroundings: Surroundings,
    listening: Listening,
) -> Coverage:
    """Return who hears what; `households` (N, 2) plane metres. Raises ValueError on a place unknown."""
    homes = np.asarray(households, np.float64).reshape(-1, 2)
    places = np.array([(pole.x, pole.y) for pole in poles], np.float64).reshape(-1, 2)
    if not (np.isfinite(homes).all() and np.isfinite(places).all()):
        raise ValueError("every household and every pole has a place")
    pairs = _in_earshot(homes, places)
    slant = np.hypot(pairs.distance, surroundings.horn_height_m - surroundings.ear_height_m)
    source = np.array([pole.level_at_1m for pole in poles], np.float64)[pairs.pole]
    gains = _gains(
        homes[pairs.home] - places[pairs.pole], pairs.pole, [pole.aims_deg for pole in poles], horn
    )
    level = outdoor_level(source, slant, surroundings) + gains
    order = np.lexsort((-level, pairs.home))
    level, pairs = level[order], pairs.take(order)
    first, start, size = np.unique(pairs.home, return_index=True, return_counts=True)
    second = np.where(size > 1, start + 1, start)
    blurred = np.zeros(len(homes), bool)
    blurred[first] = (size > 1) & is_blurred(
        level[start], level[second], pairs.distance[start], pairs.distance[second]
    )
    dominant, loudest = np.full(len(homes), -1), np.full(len(homes), -np.inf)
    dominant[first], loudest[first] = pairs.pole[start], level[start]
    audibility = listening.audibility(loudest) * np.where(blurred, BLURRED, 1.0)
    return Coverage(dominant, loudest, audibility, blurred)


def cells(
    coverage: Coverage, hamlet: NDArray[np.int64], persons: ArrayLike, *, poles: int, hamlets: int
) -> Floats:
    """Return persons by dominant pole, hamlet and tenth of audibility, (poles, hamlets, BINS).

    People out of everybody's earshot are in no cell: they are the hamlet's residents less the sum of its
    cells.
    """
    heard = coverage.dominant >= 0
    tenth = np.minimum((coverage.audibility[heard] * BINS).astype(np.int64), BINS - 1)
    index = (coverage.dominant[heard] * hamlets + hamlet[heard]) * BINS + tenth
    people = np.broadcast_to(np.asarray(persons, np.float64), heard.shape)[heard]
    counted = np.bincount(index, people, minlength=poles * hamlets * BINS)
    return np.asarray(counted, np.float64).reshape(poles, hamlets, BINS)


def bin_audibility() -> Floats:
    """Return the A that stands for each tenth: its middle."""
    return (np.arange(BINS) + 0.5) / BINS


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Households and poles within earshot of each other: their indices and the distance along the ground."""

    home: NDArray[np.int64]
    pole: NDArray[np.int64]
    distance: Floats

    def take(self, order: NDArray[np.int64]) -> "_Pairs":
        return _Pairs(self.home[order], self.pole[order], self.distance[order])


def _in_earshot(homes: Floats, places: Floats) -> _Pairs:
    if not len(homes) or not len(places):
        return _Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    from scipy.spatial import cKDTree  # heavy, and only maps need it

    found = cKDTree(homes).sparse_distance_matrix(cKDTree(places), EARSHOT_M, output_type="ndarray")
    return _Pairs(
        found["i"].astype(np.int64), found["j"].astype(np.int64), np.asarray(found["v"], np.float64)
    )


def _gains(away: Floats, pole: NDArray[np.int64], aims: Sequence[tuple[float, ...]], horn: Horn) -> Floats:
    """Directivity of every pair, dB: the energy of the pole's horns, each off its own axis."""
    most = max((len(one) for one in aims), default=0)
    if most == 0:
        return np.full(len(pole), UNAIMED_DB)
    table = np.full((len(aims), most), np.nan)
    for row, one in enumerate(aims):
        table[row, : len(one)] = one
    bearing = np.degrees(np.arctan2(away[:, 0], away[:, 1]))
    off_axis = np.abs((bearing[:, None] - table[pole] + 180) % 360 - 180)
    energy = np.nansum(10 ** (horn.directivity(off_axis) / 10), axis=1)
    return np.where(energy > 0, 10 * np.log10(np.where(energy > 0, energy, 1.0)), UNAIMED_DB)
