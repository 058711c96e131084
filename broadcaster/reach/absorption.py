"""How air swallows sound: ISO 9613-1, and what that comes to for A-weighted speech."""

import math
from collections.abc import Mapping

OCTAVES = (63, 125, 250, 500, 1000, 2000, 4000, 8000)
"""Nominal mid-band frequencies, Hz."""
A_WEIGHTS = dict(zip(OCTAVES, (-26.2, -16.1, -8.6, -3.2, 0.0, 1.2, 1.0, -1.1), strict=True))
"""A-weighting, dB."""
HORN_SPEECH = {250: 2.9, 500: -0.8, 1000: -6.8, 2000: -12.8, 4000: -18.8}
"""Relative octave levels of male speech (IEC 60268-16) over the bands that a horn radiates, dB."""

_REFERENCE_K, _TRIPLE_POINT_K, _REFERENCE_KPA = 293.15, 273.16, 101.325


def exact_midband(nominal_hz: float) -> float:
    """Return the exact mid-band frequency (base ten) of a nominal octave, as ISO 9613-1 tabulates by."""
    return float(1000 * 10 ** (0.3 * round(math.log2(nominal_hz / 1000))))


def absorption(hz: float, celsius: float, humidity: float, kpa: float = _REFERENCE_KPA) -> float:
    """Return atmospheric absorption, dB/km, at a frequency, temperature, humidity (%) and pressure."""
    kelvin, pressure = celsius + 273.15, kpa / _REFERENCE_KPA
    warmth = kelvin / _REFERENCE_K
    saturation = 10 ** (-6.8346 * (_TRIPLE_POINT_K / kelvin) ** 1.261 + 4.6151)
    water = humidity * saturation / pressure
    oxygen_hz = pressure * (24 + 4.04e4 * water * (0.02 + water) / (0.391 + water))
    nitrogen_hz = pressure * warmth**-0.5 * (9 + 280 * water * math.exp(-4.17 * (warmth ** (-1 / 3) - 1)))
    classical = 1.84e-11 / pressure * math.sqrt(warmth)
    oxygen = 0.01275 * math.exp(-2239.1 / kelvin) / (oxygen_hz + hz**2 / oxygen_hz)
    nitrogen = 0.1068 * math.exp(-3352 / kelvin) / (nitrogen_hz + hz**2 / nitrogen_hz)
    return float(8686 * hz**2 * (classical + warmth**-2.5 * (oxygen + nitrogen)))


def speech_absorption(
    distance_m: float, celsius: float, humidity: float, spectrum: Mapping[int, float] | None = None
) -> float:
    """Return dB/km that A-weighted speech loses on average over that distance.

    It falls with distance, since what is left is ever lower in pitch.
    """
    levels = HORN_SPEECH if spectrum is None else spectrum
    near = sum(10 ** ((level + A_WEIGHTS[hz]) / 10) for hz, level in levels.items())
    far = sum(
        10
        ** (
            (level + A_WEIGHTS[hz] - absorption(exact_midband(hz), celsius, humidity) * distance_m / 1000)
            / 10
        )
        for hz, level in levels.items()
    )
    return 10 * math.log10(near / far) * 1000 / distance_m
