"""How far a speaker carries: three answers of increasing care."""

import math

from broadcaster.reach import special
from broadcaster.reach.acoustics import FEMA_START_M, Surroundings, outdoor_level

FARTHEST_M = 20_000.0


def free_field_radius(level_at_1m: float, required_db: float, air_db_per_km: float = 6.0) -> float:
    """Return the radius under divergence and air alone, in closed form (Lambert W)."""
    ratio = 10 ** ((level_at_1m - required_db) / 20)
    c = air_db_per_km / 1000 * math.log(10) / 20
    return ratio if c == 0 else float(special.lambertw(c * ratio).real) / c


def conservative_radius(level_at_1m: float, required_db: float) -> float:
    """Return the radius at 10 dB per doubling beyond 100 feet."""
    spare = level_at_1m - 20 * math.log10(FEMA_START_M) - required_db
    return FEMA_START_M * (2 ** (spare / 10) if spare >= 0 else 10 ** (spare / 20))


def radius(level_at_1m: float, required_db: float, surroundings: Surroundings) -> float:
    """Return the farthest distance at which the outdoor level still suffices, 0 where it never does."""

    def spare(distance: float) -> float:
        return float(outdoor_level(level_at_1m, distance, surroundings)) - required_db

    from scipy import optimize  # heavy, and only maps need it

    if spare(1.0) <= 0:
        return 0.0
    return FARTHEST_M if spare(FARTHEST_M) > 0 else float(optimize.brentq(spare, 1.0, FARTHEST_M))
