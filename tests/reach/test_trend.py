"""Looking ahead to 2030: bands that widen, promise nothing, and stay below what can be heard."""

from datetime import date

import pytest

from broadcaster.reach.figures import Interval
from broadcaster.reach.trend import WavePoint, outlook

END = date(2030, 12, 31)


def wave(month: int, mean: float, half: float = 0.06, year: int = 2026) -> WavePoint:
    return WavePoint(date(year, month, 15), Interval(mean, mean - half, mean + half))


def test_without_a_survey_there_is_nothing_to_look_ahead_from() -> None:
    with pytest.raises(ValueError, match="survey"):
        outlook([], [END])


def test_one_wave_stays_where_it_is_and_widens() -> None:
    now, later = outlook([wave(11, 0.6)], [date(2026, 11, 15), END])
    assert later.reach.mean == pytest.approx(0.6, abs=0.01)
    assert now.reach.low == pytest.approx(0.54, abs=0.01)
    assert later.reach.low < 0.5
    assert later.reach.high > 0.7


def test_rising_waves_rise_less_than_a_straight_line_would() -> None:
    found = outlook([wave(3, 0.46), wave(7, 0.53), wave(11, 0.61)], [END])[0].reach
    assert 0.65 < found.mean < 0.9
    assert found.low < 0.7 < found.high


def test_nobody_is_reached_who_hears_nothing() -> None:
    found = outlook([wave(3, 0.5), wave(11, 0.75)], [END], ceiling=0.7)[0].reach
    assert found.high == found.mean == 0.7


def test_more_waves_make_a_narrower_band() -> None:
    few = outlook([wave(11, 0.6)], [END])[0].reach
    many = outlook([wave(1, 0.6), wave(4, 0.6), wave(7, 0.6), wave(11, 0.6)], [END])[0].reach
    assert many.high - many.low < few.high - few.low


def test_shares_at_the_edge_are_no_infinity() -> None:
    found = outlook([WavePoint(END, Interval(1.0, 1.0, 1.0))], [END])[0].reach
    assert 0.9 < found.low <= found.high <= 1
