"""Places on the ground as metres east and north of the commune's middle: flat enough for any commune."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from broadcaster.reach.quadrature import Floats

EARTH_M = 6_371_008.8
"""Mean radius (IUGG). Over twenty kilometres the flat earth errs by less than a metre in a hundred."""


@dataclass(frozen=True)
class Plane:
    """A plane that touches the earth at a latitude and a longitude, in degrees."""

    lat: float
    lon: float

    @classmethod
    def around(cls, places: Iterable[tuple[float, float]]) -> "Plane":
        """Return the plane in the middle of (latitude, longitude) pairs. Raises ValueError where there are none."""
        found = np.array(list(places), np.float64).reshape(-1, 2)
        if not len(found):
            raise ValueError("no place to stand on")
        lat, lon = (found.min(0) + found.max(0)) / 2
        return cls(float(lat), float(lon))

    def metres(self, lat: ArrayLike, lon: ArrayLike) -> Floats:
        """Return metres east and north, (..., 2)."""
        north = np.radians(np.asarray(lat, np.float64) - self.lat) * EARTH_M
        east = np.radians(np.asarray(lon, np.float64) - self.lon) * EARTH_M * np.cos(np.radians(self.lat))
        return np.stack([east, north], axis=-1)

    def degrees(self, metres: ArrayLike) -> Floats:
        """Return longitude and latitude, (..., 2), in GeoJSON's order."""
        east, north = np.moveaxis(np.asarray(metres, np.float64), -1, 0)
        lat = self.lat + np.degrees(north / EARTH_M)
        lon = self.lon + np.degrees(east / EARTH_M / np.cos(np.radians(self.lat)))
        return np.stack([lon, lat], axis=-1)
