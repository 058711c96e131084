"""How loud a horn is at a house, and how likely an attentive resident can follow it there.

An abbreviated ISO 9613-2 (1996) in dBA: divergence, air, soft ground, houses in the way and the fact that
the wind does not always blow from the speaker. Where the level was measured with a phone, the measurement
replaces the data sheet. All functions take numbers or arrays; distances are metres along the line of sight,
angles degrees off the horn's axis.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from broadcaster.reach import special
from broadcaster.reach.quadrature import Floats

FEMA_START_M = 30.48
"""100 feet: from here the conservative rule (FEMA CPG 1-17) loses 10 dB per doubling of distance."""
BLURRING_DB = 6.0
"""Two speakers nearer in level than this,"""
BLURRING_PATHS_M = (34.0, 85.0)
"""with paths differing by so much (100-250 ms), harm each other's speech,"""
BLURRED = 0.7
"""leaving this share of audibility."""


@dataclass(frozen=True)
class Horn:
    """One horn. Levels in dB re 20 uPa; `headroom_db` from full-scale level to the mean level of speech.

    `half_angle_deg` is where it has lost 6 dB, `backward_db` the most it loses behind.
    """

    sensitivity_db: float = 110.0
    power_w: float = 30.0
    headroom_db: float = 12.0
    half_angle_deg: float = 45.0
    backward_db: float = 15.0

    def __post_init__(self) -> None:
        if self.power_w <= 0 or not 0 < self.half_angle_deg <= 180 or self.backward_db < 0:
            raise ValueError(f"no horn is like this: {self}")

    def level_at_1m(self, volume: float = 1.0) -> float:
        """Return dBA of speech one metre in front at an amplitude volume of 0 (minus infinity) to 1."""
        if not 0 <= volume <= 1:
            raise ValueError(f"a volume lies between 0 and 1, not {volume}")
        loudness = -math.inf if volume == 0 else 20 * math.log10(volume)
        return self.sensitivity_db + 10 * math.log10(self.power_w) + loudness - self.headroom_db

    def directivity(self, off_axis_deg: ArrayLike) -> Floats:
        """Return the (negative) gain off the axis, dB."""
        return -np.minimum(
            6 * (np.asarray(off_axis_deg, np.float64) / self.half_angle_deg) ** 2, self.backward_db
        )


@dataclass(frozen=True)
class Surroundings:
    """Between horn and ear: heights, air (dB/km), share of the path built over, correction for wind, dB."""

    horn_height_m: float = 7.0
    ear_height_m: float = 1.5
    air_db_per_km: float = 6.0
    building_density: float = 0.15
    weather_db: float = 2.0

    def excess(self, distance: ArrayLike) -> Floats:
        """Return what is lost beyond divergence over a line of sight of at least one metre, dB."""
        r = np.maximum(np.asarray(distance, np.float64), 1.0)
        houses = np.minimum(10.0, 0.1 * self.building_density * r)
        reach_of_weather = 10 * (self.horn_height_m + self.ear_height_m)
        weather = self.weather_db * np.maximum(0.0, 1 - reach_of_weather / r)
        return np.asarray(self.air_db_per_km * r / 1000 + np.maximum(0.0, self._ground(r)) + houses + weather)

    def _ground(self, r: Floats) -> Floats:
        """Loss over soft ground (eq. 10) less the ground's reflection (eq. 11)."""
        apart, together = self.horn_height_m - self.ear_height_m, self.horn_height_m + self.ear_height_m
        along = np.maximum(r**2 - apart**2, 0.0)
        soft = np.maximum(0.0, 4.8 - together / r * (17 + 300 / r))
        reflected = 10 * np.log10(1 + (along + apart**2) / (along + together**2))
        return np.asarray(soft - reflected, np.float64)


@dataclass(frozen=True)
class Listening:
    """Where people listen: ambient noise and the loss through the facade, dBA; ease of following speech.

    Half of attentive residents follow at a signal-to-noise ratio of `half_snr_db`; `spread_db` covers site,
    weather, noise and hearing. The defaults are a quiet room with open windows.
    """

    ambient_db: float = 40.0
    facade_db: float = 10.0
    half_snr_db: float = 5.0
    spread_db: float = 8.0

    def audibility(self, outdoor_level: ArrayLike) -> Floats:
        """Return A, the chance that an attentive resident can follow."""
        margin = np.asarray(outdoor_level, np.float64) - self.facade_db - self.ambient_db - self.half_snr_db
        return np.asarray(special.ndtr(margin / self.spread_db), np.float64)

    def required(self, snr_db: float) -> float:
        """Return the outdoor level for that signal-to-noise ratio at the ear."""
        return self.ambient_db + self.facade_db + snr_db


OUTDOORS = Listening(ambient_db=48.0, facade_db=0.0)


def outdoor_level(level_at_1m: ArrayLike, distance: ArrayLike, surroundings: Surroundings) -> Floats:
    """Return dBA outdoors at a distance; add the horn's directivity for places off its axis."""
    r = np.maximum(np.asarray(distance, np.float64), 1.0)
    return np.asarray(level_at_1m - 20 * np.log10(r) - surroundings.excess(r), np.float64)


def conservative_level(level_at_1m: float, distance: ArrayLike) -> Floats:
    """Return dBA by the siren planners' rule: inverse square to 100 feet, then 10 dB less per doubling."""
    r = np.maximum(np.asarray(distance, np.float64), 1.0)
    near = level_at_1m - 20 * np.log10(np.minimum(r, FEMA_START_M))
    return np.asarray(near - 10 * np.log2(np.maximum(r, FEMA_START_M) / FEMA_START_M), np.float64)


def calibrated_level(measured_db: float, distance: float) -> float:
    """Return the level at one metre behind a measurement on the axis, ten metres or so away."""
    if distance <= 0:
        raise ValueError(f"a sound is measured at some distance, not {distance} m")
    return measured_db + 20 * math.log10(distance)


def energy_sum(levels: ArrayLike, axis: int = -1) -> Floats:
    """Return the level of several incoherent sources together."""
    return np.asarray(
        10 * np.log10(np.sum(10 ** (np.asarray(levels, np.float64) / 10), axis=axis)), np.float64
    )


def is_blurred(
    louder: ArrayLike, softer: ArrayLike, path: ArrayLike, other_path: ArrayLike
) -> NDArray[np.bool_]:
    """Tell where the two loudest speakers are so near in level, so far apart in time, that speech suffers."""
    apart = np.abs(np.asarray(path, np.float64) - np.asarray(other_path, np.float64))
    low, high = BLURRING_PATHS_M
    with np.errstate(invalid="ignore"):
        near = np.asarray(louder, np.float64) - np.asarray(softer, np.float64) < BLURRING_DB
    return np.asarray(near & (low <= apart) & (apart <= high))
