"""Estimates, corrections, the capped model and the claim."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from broadcaster.reach.claim import Verdict, judge
from broadcaster.reach.quadrature import Floats
from broadcaster.reach.sampling import least_yes, wilson
from broadcaster.reach.survey import (
    Foil,
    Stratum,
    beta_update,
    finite,
    model_weights,
    posterior,
    rogan_gladen,
    stratified,
    without_false_yes,
    without_guesses,
)
from broadcaster.reach.uncertainty import Priors, Span, simulate
from tests.reach.reference import (
    CHANCE,
    REFERENCE,
    WORKED_ASKED,
    WORKED_CONFIRMED,
    WORKED_COVERAGE,
    WORKED_RESIDENTS,
    WORKED_YES,
)

WORKED = [Stratum(*row) for row in zip(WORKED_RESIDENTS, WORKED_ASKED, WORKED_YES, strict=True)]
WORKED_FOIL = Foil(145, 6)
HONEST = Foil(belief=Span(0, 0, 0))
MANY = 10_000_000


@pytest.fixture(scope="module")
def model() -> Floats:
    priors = Priors(
        (Span(1, 1, 1), Span(0.5, 0.8, 1)), mean=Span(0.10, 0.35, 0.60), correlation=Span(0.20, 0.45, 0.75)
    )
    cover = np.array(WORKED_COVERAGE)[:, None]
    return simulate(np.array(WORKED_CONFIRMED), cover, [1.0], priors, np.random.default_rng(5))


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_the_stratified_estimate() -> None:
    expected = REFERENCE["stratified_example"]
    told = zip(expected["N"], expected["n"], expected["y"], strict=True)
    ours = stratified([Stratum(*row) for row in told])
    assert ours.share == pytest.approx(expected["est"])
    assert ours.standard_error == pytest.approx(expected["se"])
    assert ours.effective == pytest.approx(expected["n_eff"])
    assert (ours.low, ours.high) == pytest.approx(expected["wilson"], abs=1e-5)


def test_a_hamlet_with_one_interview_widens_the_estimate() -> None:
    alone = stratified([Stratum(1000, 50, 30)])
    joined = stratified([Stratum(1000, 50, 30), Stratum(1000, 1, 1)])
    assert joined.standard_error > alone.standard_error
    with pytest.raises(ValueError, match="nobody was asked"):
        stratified([Stratum(100, 0, 0)])


def test_rogan_gladen() -> None:
    """RSurveillance's and epiR's examples."""
    assert rogan_gladen(20 / 120, sensitivity=0.9, specificity=0.99) == pytest.approx(0.17603, abs=1e-5)
    ends = [rogan_gladen(end, sensitivity=0.9, specificity=0.99) for end in wilson(20, 120)]
    assert ends == pytest.approx([0.1130, 0.2623], abs=5e-5)
    assert rogan_gladen(23 / 150, sensitivity=0.96, specificity=0.89) == pytest.approx(0.05098, abs=1e-5)
    with pytest.raises(ValueError, match="no better than chance"):
        rogan_gladen(0.5, sensitivity=0.5, specificity=0.5)


def test_false_yes() -> None:
    assert without_false_yes(89 / 145, 6 / 145) == pytest.approx(REFERENCE["foil_89_145_0.041"])
    assert without_false_yes(89 / 145, 0.15) == pytest.approx(REFERENCE["foil_89_145_0.150"])
    assert WORKED_FOIL.rate == pytest.approx(REFERENCE["commune_posterior"]["foil"])
    assert without_guesses(0.25) == 0
    assert without_guesses(1) == 1


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 0.9))
def test_the_correction_only_lowers(share: float, rate: float) -> None:
    assert 0 <= without_false_yes(share, rate) <= share + 1e-12


def test_the_conjugate_update() -> None:
    """Model .62 worth ten interviews, 31 yes of 40: what a spreadsheet gives."""
    expected = REFERENCE["conj_.62_10_31_40"]
    a, b = (float(end) for end in beta_update(31, 40, 0.62, 10))
    assert (a, b) == pytest.approx((expected["a"], expected["b"]))
    spread_for_ten = np.random.default_rng(3).beta(6.2, 3.8, (400_000, 1))
    strata = [Stratum(MANY, 100, 77.5)]
    assert model_weights(spread_for_ten, strata)[0] == pytest.approx(10, abs=0.1)
    drawn = posterior(strata, spread_for_ten, HONEST, rng(), 400_000)[:, 0]
    exact = stats.beta(10 * 0.62 + 77.5, 10 * 0.38 + 22.5)
    assert drawn.mean() == pytest.approx(exact.mean(), abs=0.002)
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx(exact.ppf([0.05, 0.95]), abs=0.003)
    assert stats.beta.mean(a, b) == pytest.approx(expected["mean"])
    assert stats.beta.ppf([0.05, 0.95], a, b) == pytest.approx(expected["ci90"])
    assert stats.beta.sf(0.8, a, b) == pytest.approx(expected["p80"])


def test_the_model_alone(model: Floats) -> None:
    expected = REFERENCE["commune_posterior"]
    assert model.mean(0) == pytest.approx(expected["prior_mean"], abs=CHANCE)
    commune = model @ (np.array(WORKED_RESIDENTS) / sum(WORKED_RESIDENTS))
    assert commune.mean() == pytest.approx(expected["prior_only"]["mean"], abs=CHANCE)
    assert np.quantile(commune, [0.05, 0.95]) == pytest.approx(expected["prior_only"]["ci90"], abs=CHANCE)


def test_survey_and_model_together(model: Floats) -> None:
    expected = REFERENCE["commune_posterior"]
    assert model_weights(model, WORKED) == pytest.approx(expected["kappa"], abs=1e-9)
    drawn = finite(posterior(WORKED, model, WORKED_FOIL, rng()), WORKED)
    assert drawn.mean(0) == pytest.approx(expected["thon"], abs=CHANCE)
    commune = drawn @ (np.array(WORKED_RESIDENTS) / sum(WORKED_RESIDENTS))
    assert commune.mean() == pytest.approx(expected["mean"], abs=CHANCE)
    assert np.quantile(commune, [0.05, 0.95]) == pytest.approx(expected["ci90"], abs=CHANCE)


def test_the_claim_of_the_worked_commune() -> None:
    expected = REFERENCE["commune_posterior"]["claim"]
    claim = judge(WORKED, WORKED_FOIL, rng())
    assert claim.verdict is Verdict.NOT_REACHED
    assert claim.mean == pytest.approx(expected["mean"], abs=CHANCE)
    assert claim.lower == pytest.approx(expected["lower95"], abs=CHANCE)
    assert claim.chance == pytest.approx(expected["p80"], abs=CHANCE)


@pytest.mark.parametrize("weight", [0, 5, 10, 20, 40])
def test_why_the_model_is_capped(weight: int) -> None:
    """Truth .60, model .80, a hundred interviews: beyond ten the 90 % interval no longer keeps its word."""
    expected = REFERENCE[f"kappa_{weight}_robust"]
    yes = np.arange(101)
    chance = stats.binom.pmf(yes, 100, 0.6)
    after = stats.beta(*beta_update(yes, 100, 0.8, weight))
    covers = (after.ppf(0.05) <= 0.6) & (after.ppf(0.95) >= 0.6)
    assert chance @ after.mean() - 0.6 == pytest.approx(expected["bias"], abs=1e-9)
    assert chance[covers].sum() == pytest.approx(expected["cover"])
    assert chance[after.sf(0.8) >= 0.95].sum() == pytest.approx(expected["false_claim"])


@pytest.mark.parametrize("asked", [100, 250, 400])
def test_why_the_model_may_not_help_a_claim(asked: int) -> None:
    """At a truth of exactly .80 the exact rule errs less than once in twenty; a model of .90 spoils it."""
    expected = REFERENCE[f"boundary_claim_n{asked}"]
    enough = least_yes(asked)
    assert enough is not None
    assert stats.binom.sf(enough - 1, asked, 0.8) == pytest.approx(expected["survey_only"])
    assert helped(asked, 0.8, 10) == pytest.approx(expected["model_prior"])


@pytest.mark.parametrize("weight", [0, 10, 20])
@pytest.mark.parametrize("asked", [100, 250])
def test_a_model_that_helps_claims_what_is_not_so(asked: int, weight: int) -> None:
    """At a truth of .78 a model of .90 makes false claims likelier the more it weighs."""
    assert helped(asked, 0.78, weight) == pytest.approx(REFERENCE[f"falseclaim_k{weight}_n{asked}"])


def helped(asked: int, truth: float, weight: int) -> float:
    """Return how often a rule that counts a model of .90 as so many interviews would claim .80."""
    yes = np.arange(asked + 1)
    claimed = stats.beta.sf(0.8, *beta_update(yes, asked, 0.9, weight)) >= 0.95
    return float(stats.binom.pmf(yes, asked, truth)[claimed].sum())


@pytest.mark.parametrize("asked", [50, 100, 250, 400])
def test_a_claim_needs_the_exact_number_of_yes(asked: int) -> None:
    enough = REFERENCE["min_yes_for_80"][str(asked)]
    assert judge([Stratum(MANY, asked, enough)], HONEST, rng()).verdict is Verdict.REACHED
    assert judge([Stratum(MANY, asked, enough - 1)], HONEST, rng()).verdict is Verdict.NOT_PROVEN


def test_false_yes_and_flaws_of_the_data_stop_a_claim() -> None:
    strata = [Stratum(MANY, 100, 88)]
    assert judge(strata, HONEST, rng()).verdict is Verdict.REACHED
    assert judge(strata, Foil(100, 15), rng()).verdict is not Verdict.REACHED
    blocked = judge(strata, HONEST, rng(), blocked_by=["DQ1"])
    assert (blocked.verdict, blocked.blocked_by) == (Verdict.NOT_PROVEN, ("DQ1",))


def test_without_a_survey_nothing_is_proven() -> None:
    claim = judge([], HONEST, rng())
    assert (claim.verdict, claim.mean, claim.exact_lower) == (Verdict.NOT_PROVEN, None, None)


def test_hamlets_nobody_asked_count_against_the_exact_bound() -> None:
    whole = judge([Stratum(1000, 200, 190)], HONEST, rng())
    partly = judge([Stratum(1000, 200, 190), Stratum(1000, 0, 0)], HONEST, rng())
    assert whole.exact_lower is not None
    assert partly.exact_lower == pytest.approx(whole.exact_lower / 2)
    assert partly.verdict is not Verdict.REACHED


def test_unasked_hamlets_keep_the_model(model: Floats) -> None:
    strata = [*WORKED[:3], Stratum(600, 0, 0)]
    drawn = posterior(strata, model, WORKED_FOIL, rng())
    assert drawn[:, 3].mean() == pytest.approx(model[:, 3].mean(), abs=CHANCE)
    assert model_weights(model, strata)[3] == 0


def test_everybody_asked_leaves_no_sampling_error() -> None:
    drawn = finite(posterior([Stratum(40, 40, 20)], None, HONEST, rng()), [Stratum(40, 40, 20)])
    assert drawn.std() == pytest.approx(0, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 200), st.data())
def test_reach_from_a_survey_is_a_share(asked: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, asked))
    claimed = data.draw(st.integers(0, asked))
    drawn = posterior([Stratum(5000, asked, yes)], np.zeros((50, 1)), Foil(asked, claimed), rng(), 500)
    assert np.isfinite(drawn).all()
    assert (drawn >= 0).all()
    assert (drawn <= 1).all()


@pytest.mark.parametrize("row", [(100, 120, 50), (100, 50, 60), (100, 50, -1), (-1, 0, 0)])
def test_no_survey_is_like_this(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="does not hold"):
        Stratum(*row)
    with pytest.raises(ValueError, match="no foil result"):
        Foil(10, 11)
