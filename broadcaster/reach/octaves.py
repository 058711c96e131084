"""ISO 9613-2 by octave bands over flat ground: what `acoustics` abbreviates, kept as its yardstick."""

import math
from dataclasses import dataclass

from broadcaster.reach.absorption import A_WEIGHTS, OCTAVES, absorption, exact_midband


@dataclass(frozen=True)
class Path:
    """A way over flat ground: distance along it and the heights of its ends, metres; air and ground.

    `ground` is 0 for hard and 1 for porous soil.
    """

    distance_m: float
    source_m: float
    receiver_m: float
    ground: float = 0.5
    celsius: float = 20.0
    humidity: float = 70.0


def a_weighted_level(power_db: float, path: Path) -> float:
    """Return dBA at the receiver, downwind, of a point source of that sound power in every octave."""
    energy = sum(10 ** ((power_db - attenuation(hz, path) + A_WEIGHTS[hz]) / 10) for hz in OCTAVES)
    return 10 * math.log10(energy)


def attenuation(hz: int, path: Path) -> float:
    """Return divergence + air + ground, dB, of one octave."""
    slant = math.hypot(path.distance_m, path.source_m - path.receiver_m)
    air = absorption(exact_midband(hz), path.celsius, path.humidity) * slant / 1000
    return 20 * math.log10(slant) + 11 + air + _ground(hz, path)


def _ground(hz: int, path: Path) -> float:
    """Source, receiver and middle region of Table 3."""
    near = 30 * (path.source_m + path.receiver_m)
    middle_share = max(0.0, 1 - near / path.distance_m)
    middle = -3 * middle_share * (1 if hz == 63 else 1 - path.ground)
    ends = sum(_end(hz, height, path.distance_m, path.ground) for height in (path.source_m, path.receiver_m))
    return ends + middle


def _end(hz: int, height: float, distance: float, ground: float) -> float:
    if hz == 63:
        return -1.5
    if hz >= 2000:
        return -1.5 * (1 - ground)
    rise = 1 - math.exp(-distance / 50)
    high = height * height
    shape = {
        125: 1.5
        + 3.0 * math.exp(-0.12 * (height - 5) ** 2) * rise
        + 5.7 * math.exp(-0.09 * high) * (1 - math.exp(-2.8e-6 * distance**2)),
        250: 1.5 + 8.6 * math.exp(-0.09 * high) * rise,
        500: 1.5 + 14.0 * math.exp(-0.46 * high) * rise,
        1000: 1.5 + 5.0 * math.exp(-0.9 * high) * rise,
    }
    return -1.5 + ground * shape[hz]
