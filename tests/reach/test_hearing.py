"""Who hears whom on the map: rings around values, outlines, homes, and occasions where not all hear alike."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.reach.acoustics import calibrated_level
from broadcaster.reach.audience import exposure, occasions_needed, occasions_needed_in
from broadcaster.reach.contours import regions, rings, signed_area, simplified
from broadcaster.reach.coverage import Pole
from broadcaster.reach.hearing import HORN, Homes, Spot, hear
from broadcaster.reach.outline import area_m2, crosses_itself, inside, lattice, overlap
from broadcaster.reach.plane import Plane
from broadcaster.reach.quadrature import Floats, Habit

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100)]
LOUD = HORN.level_at_1m()


def disc(x: float, y: float, radius: float) -> Floats:
    rows, columns = np.mgrid[0:80, 0:120]
    return np.asarray(radius - np.hypot(columns - x, rows - y))


def test_a_ring_around_a_disc_has_its_area_and_a_hole_takes_its_own_away() -> None:
    outer, hole = disc(50, 40, 30), disc(50, 40, 10)
    found = rings(np.minimum(outer, -hole), 0)
    (one,) = regions(found)
    assert [round(signed_area(ring)) > 0 for ring in one] == [True, False]
    assert sum(signed_area(ring) for ring in one) == pytest.approx(math.pi * (900 - 100), rel=0.01)


def test_regions_that_touch_the_border_are_closed_and_islands_stand_apart() -> None:
    found = regions(rings(np.maximum(disc(0, 0, 20), disc(100, 60, 15)), 0))
    assert len(found) == 2
    assert rings(np.zeros((5, 5)), 1) == []
    assert signed_area(rings(np.ones((5, 5)), 0.5)[0]) > 16


def test_a_simplified_ring_keeps_its_area() -> None:
    (ring,) = rings(disc(50, 40, 30), 0)
    thin = simplified(ring, 0.2)
    assert len(thin) < len(ring) / 3
    assert signed_area(thin) == pytest.approx(signed_area(ring), rel=0.02)


def test_inside_and_overlap_of_outlines() -> None:
    assert inside(SQUARE, [(50, 50), (150, 50), (-1, 99)]).tolist() == [True, False, False]
    assert area_m2(SQUARE) == 10_000
    assert len(lattice(SQUARE, 400)) == pytest.approx(400, rel=0.1)
    assert overlap(SQUARE, [(75, 0), (300, 0), (300, 100), (75, 100)]) == pytest.approx(0.25, abs=0.02)
    assert crosses_itself([(0, 0), (100, 100), (100, 0), (0, 100)])
    assert not crosses_itself(SQUARE)


@given(lat=st.floats(8, 23), lon=st.floats(102, 110), east=st.floats(-9e3, 9e3), north=st.floats(-9e3, 9e3))
def test_degrees_and_metres_lead_back(lat: float, lon: float, east: float, north: float) -> None:
    plane = Plane(lat, lon)
    back_lon, back_lat = plane.degrees([east, north])
    assert plane.metres(back_lat, back_lon) == pytest.approx([east, north], abs=1e-3)


def homes(*places: tuple[float, float, float]) -> Homes:
    return Homes("go-sai", "households", places)


def test_everybody_counts_once_with_the_loudest_speaker_whosever_it_is() -> None:
    spots = [Spot("A", Pole(0, 0, LOUD, (0.0,))), Spot("B", Pole(600, 0, LOUD, (0.0,)))]
    heard = hear(spots, [homes((0, 50, 3), (600, 50, 1), (9000, 0, 4))])["go-sai"]
    assert {speaker: round(sum(bins.values()), 3) for speaker, bins in heard.shares.items()} == {
        "A": 0.375,
        "B": 0.125,
    }
    assert heard.ceiling == heard.clear == pytest.approx(0.5)


def test_a_speaker_turned_away_reaches_fewer_and_a_measurement_replaces_the_data_sheet() -> None:
    village = homes(*((x, y, 1.0) for x in range(-200, 201, 40) for y in range(40, 401, 40)))

    def clear(level: float, aim: float) -> float:
        return hear([Spot("A", Pole(0, 0, level, (aim,)))], [village])["go-sai"].clear

    assert clear(LOUD, 0) > clear(LOUD, 180)
    assert clear(calibrated_level(85, 10), 0) < clear(LOUD, 0)


def test_homes_without_anybody_are_refused() -> None:
    for places in ((), ((0.0, 0.0, 0.0),), ((0.0, 0.0, -1.0),)):
        with pytest.raises(ValueError, match="homes"):
            homes(*places)


def test_occasions_where_all_hear_alike_are_those_of_the_beta_binomial() -> None:
    habit = Habit(0.35, 0.45)
    assert occasions_needed_in(0.8, ((1.0, 0.95),), habit) == occasions_needed(0.8, 0.95, habit) == 42
    assert occasions_needed_in(0.8, ((0.0, 0.3), (1.0, 0.7)), habit) is None


def test_who_hears_badly_needs_more_occasions() -> None:
    habit, mixed = Habit(0.35, 0.45), ((0.45, 0.5), (0.95, 0.48))
    needed = occasions_needed_in(0.8, mixed, habit)
    assert needed is not None
    assert needed > (occasions_needed(0.8, 0.98, habit) or 0)

    def reach(occasions: int) -> float:
        return float(exposure([[occasions]], [1.0], [[0.5, 0.48]], [0.45, 0.95], habit).once[0])

    assert reach(needed) >= 0.8 > reach(needed - 1)
