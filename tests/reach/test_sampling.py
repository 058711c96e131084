"""Sizes and intervals, against handbooks and against the reference."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from broadcaster.reach.sampling import (
    Z95,
    allocate,
    approached,
    clopper_pearson,
    design_effect,
    hypergeometric,
    least_yes,
    sample_size,
    size_to_prove,
    wilson,
)
from tests.reach.reference import REFERENCE


@pytest.mark.parametrize("residents", list(REFERENCE["n_for_5pts"]))
def test_sizes_for_five_points(residents: str) -> None:
    people = None if residents == "None" else int(residents)
    for effect, row in zip((1.0, 1.5), REFERENCE["n_for_5pts"][residents], strict=True):
        sizes = [sample_size(p, residents=people, design_effect=effect) for p in (0.5, 0.7, 0.8, 0.9)]
        assert sizes == row


def test_sizes_from_handbooks() -> None:
    assert pytest.approx(384.16) == Z95**2 * 0.25 / 0.05**2
    assert sample_size(0.5) == 385
    assert sample_size(0.5, residents=528) == 223  # 222.6 before it is rounded up, printed as 222
    assert sample_size(0.5, residents=1000) == 278  # Krejcie and Morgan 1970
    assert approached(250, 0.85) == 295


def test_design_effects() -> None:
    assert design_effect(12, 0.03, 0.25, 0.95) == pytest.approx(1.3425, abs=5e-5)
    assert design_effect(12, 0.03) == pytest.approx(1.33)
    assert design_effect(1, 0.5, 0.0) == 1
    assert design_effect(1, 0.5, 0.25) == pytest.approx(1.0625)


@pytest.mark.parametrize(
    ("yes", "asked", "score", "exact"),
    [
        (20, 120, (0.11056, 0.24345), (0.10488, 0.24560)),
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_intervals_from_the_literature(
    yes: int, asked: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    """RSurveillance's examples and Newcombe 1998."""
    assert wilson(yes, asked) == pytest.approx(score, abs=6e-5)
    assert clopper_pearson(yes, asked) == pytest.approx(exact, abs=6e-5)


def test_half_widths_to_quote() -> None:
    for asked, half in REFERENCE["wilson_halfwidth_p80"].items():
        low, high = wilson(0.8 * int(asked), int(asked))
        assert (high - low) / 2 == pytest.approx(half, abs=1e-4)


def test_small_populations() -> None:
    reference = REFERENCE["hyper_80_100"]
    assert hypergeometric(80, 100, 300) == pytest.approx(reference["300"])
    assert hypergeometric(80, 100, 2000) == pytest.approx(reference["2000"])
    assert clopper_pearson(80, 100) == pytest.approx(reference["CP"])
    assert wilson(80, 100) == pytest.approx(reference["wilson"], abs=1e-5)
    with pytest.raises(ValueError, match="of 50 residents"):
        hypergeometric(80, 100, 50)


def test_how_many_must_say_yes() -> None:
    assert {n: least_yes(int(n)) for n in REFERENCE["min_yes_for_80"]} == REFERENCE["min_yes_for_80"]
    assert least_yes(5) is None


def test_how_many_to_ask_to_prove_it() -> None:
    sizes = {truth: size_to_prove(float(truth)) for truth in REFERENCE["n_to_prove_80"]}
    assert sizes == REFERENCE["n_to_prove_80"]
    assert size_to_prove(0.8) is None
    assert size_to_prove(0.79) is None


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 400), st.data())
def test_the_exact_bound_agrees_with_the_least_yes(asked: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, asked))
    enough = least_yes(asked)
    proves = clopper_pearson(yes, asked, 0.9)[0] > 0.8
    assert proves == (enough is not None and yes >= enough)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 300), st.data())
def test_intervals_hold_the_share_and_exact_ends_are_exact(asked: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, asked))
    for low, high in (wilson(yes, asked), clopper_pearson(yes, asked)):
        assert 0 <= low <= yes / asked + 1e-12
        assert yes / asked - 1e-12 <= high <= 1
    low, high = clopper_pearson(yes, asked)
    assert yes == 0 or stats.binom.sf(yes - 1, asked, low) == pytest.approx(0.025)
    assert yes == asked or stats.binom.cdf(yes, asked, high) == pytest.approx(0.025)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 600), st.lists(st.integers(20, 5000), min_size=1, max_size=40))
def test_allocation_wastes_no_interview(interviews: int, residents: list[int]) -> None:
    parts = allocate(interviews, residents, least=0)
    if interviews <= min(residents):
        assert sum(parts) == interviews
    assert all(0 <= part <= people for part, people in zip(parts, residents, strict=True))
    assert all(part >= 15 for part in allocate(interviews, residents))


@pytest.mark.parametrize(("yes", "asked"), [(-1, 10), (11, 10), (0, 0)])
def test_no_survey_says_this(yes: int, asked: int) -> None:
    for interval in (wilson, clopper_pearson):
        with pytest.raises(ValueError, match="no survey result"):
            interval(yes, asked)


def test_sizes_of_nonsense_are_refused() -> None:
    with pytest.raises(ValueError, match="no sample size"):
        sample_size(1.2)
    with pytest.raises(ValueError, match="no one to ask"):
        allocate(10, [0, 0])
    with pytest.raises(ValueError, match="response rate"):
        approached(10, 0)
