"""The highest point of a wave, also between its samples, where a loudspeaker finds it (ITU-R BS.1770-4, Annex 2)."""

import math

import numpy as np
from numpy.typing import NDArray

Wave = NDArray[np.float32]

_HALF = 16  # samples that are looked at on either side of a gap
_STEPS = 8  # parts into which a gap is cut
# A wave rises between two samples by what its neighbourhood has; more than 4 dB above both of them takes a sound that
# no encoder lets through. Gaps lower than that beside the highest sample are not looked into, and most of a sound is.
_WORTH = 0.6
_SILENT = np.zeros(_HALF, dtype=np.float32)


def _kernel() -> Wave:
    """Return one column of weights for each point within a gap: a sinc that a window ends."""
    inside = np.arange(1, _STEPS) / _STEPS
    away = np.arange(1 - _HALF, _HALF + 1)[:, None] - inside[None, :]
    window = np.i0(9 * np.sqrt(np.maximum(0.0, 1 - (away / _HALF) ** 2))) / np.i0(9)
    return (np.sinc(away) * window).astype(np.float32)


_KERNEL = _kernel()


class TruePeak:
    """Follows a wave of full scale 1.0, piece by piece."""

    def __init__(self) -> None:
        self._highest = 0.0
        self._waiting = _SILENT[1:]  # gaps here are looked into when what follows is known

    def add(self, wave: Wave) -> None:
        """Go on with this piece."""
        if wave.size:
            self._highest = max(self._highest, float(np.abs(wave).max()))
            whole = np.concatenate((self._waiting, wave))
            self._highest = max(self._highest, _between(whole, self._highest))
            self._waiting = whole[1 - 2 * _HALF :]

    @property
    def dbtp(self) -> float:
        """The true peak so far in dB of full scale, silence after it; minus infinity for silence alone."""
        highest = max(self._highest, _between(np.concatenate((self._waiting, _SILENT)), self._highest))
        return 20 * math.log10(highest) if highest > 0 else -math.inf


def _between(whole: Wave, highest: float) -> float:
    """Return the highest point in those gaps of a wave that have enough on either side; 0 where none is worth it."""
    if whole.size < 2 * _HALF:
        return 0.0
    sides = np.abs(whole[_HALF - 1 : whole.size - _HALF + 1])
    gaps = np.flatnonzero(np.maximum(sides[:-1], sides[1:]) > _WORTH * highest)
    if gaps.size == 0:
        return 0.0
    around = np.lib.stride_tricks.sliding_window_view(whole, 2 * _HALF)[gaps]
    return float(np.abs(around @ _KERNEL).max())
