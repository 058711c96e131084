"""Audibility on the ground as regions to draw: where speech is followed well, mostly, seldom, where echoes blur it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from broadcaster.queries.coverage import Layout
from broadcaster.reach.contours import regions, rings, simplified
from broadcaster.reach.coverage import cover
from broadcaster.reach.hearing import AROUND, AT_HOME, HORN
from broadcaster.reach.plane import Plane
from broadcaster.reach.quadrature import Floats

LEVELS = (0.2, 0.5, 0.8)
"""Audibilities whose borders are drawn."""
BEYOND_M = 600.0
"""So far around the outermost speakers the ground is looked at."""
FINEST_M, MOST_PLACES = 25.0, 60_000
STRAIGHT_M = 4.0
"""Borders nearer to a straight line than this are drawn straight: the acoustics are not known so finely."""
Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude, closed."""


@dataclass(frozen=True)
class Shapes:
    """Polygons (each a ring around and rings cut out) by audibility, and those where two speakers blur each other."""

    audible: tuple[tuple[float, tuple[tuple[Ring, ...], ...]], ...]
    blurred: tuple[tuple[Ring, ...], ...]


@lru_cache(maxsize=8)
def shapes_of(layout: Layout) -> Shapes:
    """Work the regions out on a raster over all speakers, as at homes with open windows."""
    if not layout.speakers:
        return Shapes((), ())
    raster = _Raster.over(layout)
    found = cover(raster.places, [spot.pole for spot in layout.spots], HORN, AROUND, AT_HOME)
    audibility = found.audibility.reshape(raster.shape)
    blurred = (found.is_blurred & (found.audibility >= LEVELS[0])).reshape(raster.shape)
    return Shapes(
        audible=tuple((level, raster.polygons(audibility, level)) for level in LEVELS),
        blurred=raster.polygons(blurred.astype(np.float64), 0.5),
    )


@dataclass(frozen=True, eq=False)
class _Raster:
    """Places in rows and columns, `step_m` apart, the first at `corner`."""

    plane: Plane
    corner: Floats
    step_m: float
    shape: tuple[int, int]

    @classmethod
    def over(cls, layout: Layout) -> "_Raster":
        poles = np.array([(spot.pole.x, spot.pole.y) for spot in layout.spots])
        corner, end = poles.min(0) - BEYOND_M, poles.max(0) + BEYOND_M
        width, height = (end - corner).tolist()
        step_m = max(FINEST_M, (width * height / MOST_PLACES) ** 0.5)
        return cls(layout.plane, corner, step_m, (int(height // step_m) + 1, int(width // step_m) + 1))

    @property
    def places(self) -> Floats:
        """All places in plane metres, row by row."""
        rows, columns = np.mgrid[0 : self.shape[0], 0 : self.shape[1]]
        return np.asarray(self.corner + self.step_m * np.column_stack([columns.ravel(), rows.ravel()]))

    def polygons(self, values: Floats, level: float) -> tuple[tuple[Ring, ...], ...]:
        """Return the regions of at least `level`."""
        return tuple(tuple(self._ring(ring) for ring in polygon) for polygon in regions(rings(values, level)))

    def _ring(self, ring: Floats) -> Ring:
        places = (
            self.plane.degrees(self.corner + self.step_m * simplified(ring, STRAIGHT_M / self.step_m))
            .round(5)
            .tolist()
        )
        corners = tuple(dict.fromkeys((lon, lat) for lon, lat in places))
        return (*corners, corners[0])
