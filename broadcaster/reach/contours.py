"""Lines of equal value on a raster, as closed rings: marching squares with straight interpolation.

Rings run with the higher values on their left: what surrounds a region turns left, what is cut out of it turns
right. A drawing of all rings, filled by the even-odd rule, is the region.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from broadcaster.reach.outline import inside
from broadcaster.reach.quadrature import Floats

Side = tuple[str, int, int]
"""A side of a square of the raster: lying ("h") or standing ("v"), row and column of its first corner."""
_WAYS: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("south", "west"),),
    2: (("east", "south"),),
    3: (("east", "west"),),
    4: (("north", "east"),),
    5: (("south", "west"), ("north", "east")),
    6: (("north", "south"),),
    7: (("north", "west"),),
    8: (("west", "north"),),
    9: (("south", "north"),),
    10: (("east", "south"), ("west", "north")),
    11: (("east", "north"),),
    12: (("west", "east"),),
    13: (("south", "east"),),
    14: (("west", "south"),),
}
"""Which side leads to which, by the corners above the level: 1 south-west, 2 south-east, 4 north-east, 8 north-west."""


def rings(values: ArrayLike, level: float) -> list[Floats]:
    """Return the rings around what is at least `level`, each (N, 2) in columns and rows of the raster, unclosed.

    `values` (rows, columns), all finite; beyond the raster everything counts as lower.
    """
    field = np.pad(np.asarray(values, np.float64), 1, constant_values=-1.0)
    above = field >= level
    kind = (above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]).astype(int)
    leads: dict[Side, Side] = {}
    for row, column in np.argwhere((kind > 0) & (kind < 15)).tolist():
        for start, end in _WAYS[int(kind[row, column])]:
            leads[_side(start, row, column)] = _side(end, row, column)
    return [np.array([_crossing(field, level, side) for side in ring]) - 1.0 for ring in _walk(leads)]


def _side(name: str, row: int, column: int) -> Side:
    match name:
        case "south":
            return "h", row, column
        case "north":
            return "h", row + 1, column
        case "west":
            return "v", row, column
        case _:
            return "v", row, column + 1


def _walk(leads: dict[Side, Side]) -> Iterator[list[Side]]:
    """Follow every way to where it began."""
    while leads:
        start, here = leads.popitem()
        ring = [start]
        while here != start:
            ring.append(here)
            here = leads.pop(here)
        yield ring


def _crossing(field: Floats, level: float, side: Side) -> tuple[float, float]:
    way, row, column = side
    here = field[row, column]
    there = field[row, column + 1] if way == "h" else field[row + 1, column]
    along = float((level - here) / (there - here))
    return (column + along, row) if way == "h" else (column, row + along)


def simplified(ring: Floats, tolerance: float) -> Floats:
    """Return the ring with corners left out that lie within `tolerance` of a straight line (Douglas and Peucker)."""
    far = int(np.argmax(np.hypot(*(ring - ring[0]).T)))
    closed = np.concatenate([ring, ring[:1]])
    return np.concatenate(
        [_thinned(closed[: far + 1], tolerance)[:-1], _thinned(closed[far:], tolerance)[:-1]]
    )


def _thinned(line: Floats, tolerance: float) -> Floats:
    if len(line) < 3:
        return line
    along = line[-1] - line[0]
    length = float(np.hypot(*along))
    away = line[1:-1] - line[0]
    apart = abs(along[0] * away[:, 1] - along[1] * away[:, 0]) / length if length else np.hypot(*away.T)
    nth = int(np.argmax(apart)) + 1
    if apart[nth - 1] <= tolerance:
        return line[[0, -1]]
    return np.concatenate([_thinned(line[: nth + 1], tolerance)[:-1], _thinned(line[nth:], tolerance)])


def signed_area(ring: Floats) -> float:
    """Return the area within a ring: positive where it surrounds, negative where it cuts out."""
    x, y = ring.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def regions(found: list[Floats]) -> list[list[Floats]]:
    """Group rings as GeoJSON wants polygons: each ring that surrounds, then those that it has cut out."""
    outer = sorted((ring for ring in found if signed_area(ring) > 0), key=signed_area)
    grouped = [[ring] for ring in outer]
    for hole in found:
        if signed_area(hole) < 0:
            owner = next((each for each in grouped if inside(each[0], hole[:1])[0]), None)
            if owner is not None:
                owner.append(hole)
    return grouped
