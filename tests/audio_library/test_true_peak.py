"""The true peak of waves whose highest point is known."""

import math

import numpy as np
import pytest

from audio_library.true_peak import TruePeak, Wave


def followed(wave: Wave, piece: int) -> float:
    """Follow a wave in pieces of this many samples."""
    peak = TruePeak()
    for start in range(0, len(wave), piece):
        peak.add(wave[start : start + piece].astype(np.float32))
    return peak.dbtp


def swelling(hertz: float, rate_hz: int = 24_000) -> Wave:
    """Return a tone of height 1 that begins and ends softly, so that nothing else is higher."""
    time_s = np.arange(rate_hz // 2) / rate_hz
    return (np.sin(2 * np.pi * hertz * time_s + np.pi / 4) * np.hanning(time_s.size)).astype(np.float32)


def test_the_height_between_the_samples_is_found() -> None:
    between = swelling(6000)  # four samples a turn, none of them at its height
    assert 20 * math.log10(float(np.abs(between).max())) == pytest.approx(-3.01, abs=0.01)
    assert followed(between, 4800) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("hertz", [50, 997, 3000, 7000, 10_500])
def test_a_tone_is_as_high_as_it_is(hertz: float) -> None:
    assert followed(swelling(hertz), 4800) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("piece", [1, 7, 31, 32, 33, 5000])
def test_pieces_of_any_length_say_the_same(piece: int) -> None:
    wave = np.random.default_rng(5).normal(0, 0.2, 5000).astype(np.float32)
    assert followed(wave, piece) == pytest.approx(followed(wave, 5000), abs=1e-4)


def test_the_last_gap_counts() -> None:
    assert followed(np.array([0.5, 0.5], dtype=np.float32), 2) > 20 * math.log10(0.5) + 1


@pytest.mark.parametrize(
    "wave", [np.zeros(100, dtype=np.float32), np.zeros(0, dtype=np.float32)], ids=["silence", "nothing"]
)
def test_silence_and_nothing_have_no_peak(wave: Wave) -> None:
    peak = followed(wave, 10)
    assert math.isinf(peak)
    assert peak < 0


def test_what_goes_beyond_full_scale_is_told() -> None:
    assert followed(2 * swelling(997), 4800) == pytest.approx(6.02, abs=0.02)
