"""The textbook models against their published examples."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.reach import classical, gamma_poisson
from broadcaster.reach.channels import union_bounds
from tests.reach.reference import REFERENCE

BILLBOARD = (48, 37, 30, 24, 20, 16, 13, 11, 9, 7, 6, 5, 5, 3, 3, 2, 2, 2, 1, 1, 2, 1, 1, 1)
"""250 residents by the number of showings passed in a week (Fader and Hardie)."""


def test_sainsbury() -> None:
    law = classical.independent_contacts([0.3, 0.4, 0.2])
    assert law == pytest.approx([0.336, 0.452, 0.188, 0.024])


def test_binomial() -> None:
    assert 1 - classical.independent_contacts([0.3] * 3)[0] == pytest.approx(0.657)


def test_beta_binomial() -> None:
    alpha, beta = classical.shape_from_reach(0.50, 0.55)
    assert (alpha, beta) == pytest.approx((0.125, 0.125))
    law = classical.beta_binomial_contacts(5, alpha, beta)
    assert law == pytest.approx([0.3966, 0.0601, 0.0433, 0.0433, 0.0601, 0.3966], abs=5e-5)
    assert 1e6 * classical.beta_binomial_reach(5, alpha, beta) == pytest.approx(603_365, abs=1)


def test_metheringham() -> None:
    duplication = [[150_000, 200_000, 180_000], [200_000, 120_000, 140_000], [180_000, 140_000, 170_000]]
    alpha, beta = classical.metheringham([1.5e6, 0.8e6, 1.2e6], [4, 3, 5], duplication, 1e7)
    assert (alpha, beta) == pytest.approx((5.255, 38.537), abs=1e-3)
    law = classical.beta_binomial_contacts(12, alpha, beta)
    assert 1e7 * (1 - law[0]) == pytest.approx(7_434_177, abs=2)
    assert 1e7 * law[3:].sum() == pytest.approx(1_852_769, abs=2)


def test_agostini_and_hofmans() -> None:
    assert classical.agostini([50e3, 30e3, 20e3], [15e3, 9e3, 8e3]) == pytest.approx(73_529, abs=1)
    net = classical.hofmans_net([50e3, 30e3, 20e3], [[0, 15e3, 9e3], [0, 0, 8e3], [0, 0, 0]])
    assert net == pytest.approx(REFERENCE["hofmans_net_50_30_20"])
    assert classical.hofmans_net([50.0, 30.0], [[0, 15], [15, 0]]) == pytest.approx(65)


def test_hofmans_accumulation() -> None:
    expected = REFERENCE["hofmans_accum_.06_.103"]
    reach = [classical.hofmans_accumulation(0.06, 0.103, n) for n in (1, 2, 3, 4, 5)]
    assert reach == pytest.approx([expected[f"R{n}"] for n in (1, 2, 3, 4, 5)])
    one, two, three = reach[:3]
    assert 2 * one / two == pytest.approx(expected["k"])
    assert 2 * one - two == pytest.approx(expected["d"])
    # The exponent of the growth: 1 wherever reach after three is itself worked out and not observed.
    exponent = math.log2((3 * one - three) * two / (expected["d"] * three))
    assert exponent == pytest.approx(expected["alpha"])
    shape = classical.shape_from_reach(0.06, 0.103)
    assert classical.beta_binomial_reach(5, *shape) == pytest.approx(REFERENCE["bbd_.06_.103_R5"])


def test_correlation_behind_published_pairs() -> None:
    for pair, expected in REFERENCE["rho_published_pairs"].items():
        one, two = (float(word) for word in pair.split("/"))
        assert classical.correlation_from_reach(one, two) == pytest.approx(expected)
        alpha, beta = classical.shape_from_reach(one, two)
        assert 1 / (alpha + beta + 1) == pytest.approx(expected)


@pytest.mark.parametrize(("one", "two"), [(0.3, 0.3), (0.3, 0.2), (0.3, 0.6), (0.0, 0.1)])
def test_pairs_that_show_no_audience(one: float, two: float) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        classical.shape_from_reach(one, two)


def test_billboards() -> None:
    audience = gamma_poisson.fit(BILLBOARD)
    assert (audience.r, audience.alpha) == pytest.approx((0.96926, 0.21752), abs=1e-5)
    assert audience.log_likelihood(BILLBOARD) == pytest.approx(-649.6888, abs=1e-4)
    assert 250 * audience.chances(2)[2] == pytest.approx(30.319, abs=1e-3)
    for weeks in (1, 4):
        expected = REFERENCE[f"nbd_billboard_week{weeks}"]
        assert audience.reach(weeks) == pytest.approx(expected["reach"], abs=1e-7)
        assert audience.frequency(weeks) == pytest.approx(expected["freq"], abs=1e-5)
        assert 100 * audience.mean(weeks) == pytest.approx(expected["grp"], abs=1e-3)


def test_ehrenberg() -> None:
    audience = gamma_poisson.from_penetration(0.2, 2.1)
    assert audience.r == pytest.approx(REFERENCE["ehrenberg_nbd_K"])
    reach = [audience.reach(weeks / 12) for weeks in (1 / 7, 1, 4, 24, 48, 365 / 7)]
    assert reach == pytest.approx([0.005, 0.032, 0.100, 0.277, 0.355, 0.364], abs=5e-4)


def test_union_of_channels() -> None:
    low, independent, high = REFERENCE["union_.55_.35_.20"]
    union = union_bounds([0.55, 0.35, 0.20])
    assert (union.low, union.independent, union.high) == pytest.approx((low, independent, high))
    with pytest.raises(ValueError, match="between 0 and 1"):
        union_bounds([0.5, 1.2])


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_independence_lies_within_the_sure_bounds(reaches: list[float]) -> None:
    union = union_bounds(reaches)
    assert union.low - 1e-12 <= union.independent <= union.high + 1e-12


def test_contacts_are_a_law() -> None:
    assert np.sum(classical.independent_contacts([0.1, 0.9, 0.5, 0.5])) == pytest.approx(1)
    assert gamma_poisson.GammaPoisson(0.97, 0.22).chances(2000).sum() == pytest.approx(1)
