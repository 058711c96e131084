"""Outlines of hamlets as polygons in plane metres: what lies inside, and what is wrong with them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from broadcaster.reach.quadrature import Floats

LATTICE_POINTS = 400
"""About so many places stand for the homes of a hamlet of which only the outline is known."""


def area_m2(outline: ArrayLike) -> float:
    """Return the area within the outline (the shoelace formula)."""
    x, y = np.asarray(outline, np.float64).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def inside(outline: ArrayLike, places: ArrayLike) -> NDArray[np.bool_]:
    """Tell which places (N, 2) lie inside: a ray to the east crosses the outline an odd number of times."""
    corners, found = np.asarray(outline, np.float64), np.asarray(places, np.float64).reshape(-1, 2)
    within = np.zeros(len(found), bool)
    x, y = found.T
    for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y1 == y2:
            continue
        spans = (y1 > y) != (y2 > y)
        within ^= spans & (x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    return within


def crosses_itself(outline: ArrayLike) -> bool:
    """Tell whether two sides that are no neighbours cross each other."""
    start = np.asarray(outline, np.float64)
    end = np.roll(start, -1, axis=0)
    one_start, one_end, other_start, other_end = start[:, None], end[:, None], start[None], end[None]
    apart = (_side(one_start, one_end, other_start) * _side(one_start, one_end, other_end) < 0) & (
        _side(other_start, other_end, one_start) * _side(other_start, other_end, one_end) < 0
    )
    return bool(apart.any())


def lattice(outline: ArrayLike, points: int = LATTICE_POINTS) -> Floats:
    """Return about so many places spread evenly within the outline, (N, 2); at least one."""
    corners = np.asarray(outline, np.float64)
    step = max(np.sqrt(area_m2(corners) / points), 1.0)
    (west, south), (east, north) = corners.min(0), corners.max(0)
    x, y = np.meshgrid(np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step))
    grid = np.stack([x.ravel(), y.ravel()], axis=-1)
    found = grid[inside(corners, grid)]
    return found if len(found) else corners.mean(0)[None]


def overlap(one: ArrayLike, other: ArrayLike) -> float:
    """Return how much of the smaller outline lies within the larger, as a share, to about a per cent."""
    smaller, larger = sorted((one, other), key=area_m2)
    return float(inside(larger, lattice(smaller, 2000)).mean())


def _side(start: Floats, end: Floats, place: Floats) -> Floats:
    """Return on which side of a line a place lies: the sign of the cross product."""
    along, away = end - start, place - start
    return np.asarray(along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0], np.float64)
