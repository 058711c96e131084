"""A whole commune: the worked one end to end, and the ways in which its figures must hang together."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.reach.claim import Verdict
from broadcaster.reach.commune import estimate
from broadcaster.reach.figures import CommuneFigures
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import PRESENCE, Assumptions, Daypart, Place, Survey
from broadcaster.reach.survey import Foil
from broadcaster.reach.uncertainty import Span
from tests.reach.reference import (
    CHANCE,
    REFERENCE,
    WORKED_ASKED,
    WORKED_CONFIRMED,
    WORKED_COVERAGE,
    WORKED_FAILED,
    WORKED_RESIDENTS,
    WORKED_UNCONFIRMED,
    WORKED_YES,
)

QUICK = Assumptions(draws=200, survey_draws=1000)


def worked_place(i: int) -> Place:
    statuses = (Status.CONFIRMED, Status.UNCONFIRMED, Status.FAILED)
    counts = zip(WORKED_CONFIRMED[i], WORKED_UNCONFIRMED[i], WORKED_FAILED[i], strict=True)
    dayparts = [
        Daypart(name, PRESENCE[name], dict(zip(statuses, row, strict=True)))
        for name, row in zip(("morning", "afternoon"), counts, strict=True)
    ]
    cover = {1.0: WORKED_COVERAGE[i]}
    return Place(f"Thôn {i + 1}", WORKED_RESIDENTS[i], cover, dayparts, WORKED_ASKED[i], WORKED_YES[i])


WORKED = [worked_place(i) for i in range(4)]


@pytest.fixture(scope="module")
def figures() -> CommuneFigures:
    return estimate(WORKED, survey=Survey(Foil(145, 6)))


def test_the_rungs_of_the_worked_commune(figures: CommuneFigures) -> None:
    expected = REFERENCE["commune_model"]
    assert [one.once.low for one in figures.hamlets] == pytest.approx(expected["R1_low"], abs=1e-12)
    assert [one.once.high for one in figures.hamlets] == pytest.approx(expected["R1_high"], abs=1e-12)
    assert [one.thrice.low for one in figures.hamlets] == pytest.approx(expected["R3_low"], abs=1e-12)
    assert [one.naive for one in figures.hamlets] == pytest.approx(expected["naive"], abs=1e-12)
    commune = figures.commune
    assert commune.once.low == pytest.approx(expected["commune"]["R1_low"], abs=1e-12)
    assert commune.once.high == pytest.approx(expected["commune"]["R1_high"], abs=1e-12)
    assert commune.thrice.low == pytest.approx(expected["commune"]["R3_low"], abs=1e-12)
    assert commune.naive == pytest.approx(expected["commune"]["naive"], abs=1e-12)
    assert commune.grp == pytest.approx(REFERENCE["commune_grp"]["grp"])
    assert commune.frequency == pytest.approx(REFERENCE["commune_grp"]["freq"])
    assert (commune.played.confirmed, commune.played.possible, commune.played.scheduled) == (48, 65, 73)
    assert commune.opportunity.low == commune.ceiling == pytest.approx(0.7414, abs=1e-4)
    assert commune.needed is None


def test_the_published_figure_of_the_worked_commune(figures: CommuneFigures) -> None:
    expected = REFERENCE["commune_posterior"]
    published = figures.commune.published.reach
    assert published.mean == pytest.approx(expected["mean"], abs=CHANCE)
    assert (published.low, published.high) == pytest.approx(expected["ci90"], abs=CHANCE)
    means = [one.published.reach.mean for one in figures.hamlets]
    assert means == pytest.approx(expected["thon"], abs=CHANCE)
    model = figures.commune.model
    assert (model.low, model.high) == pytest.approx(expected["prior_only"]["ci90"], abs=CHANCE)
    assert figures.claim.verdict is Verdict.NOT_REACHED
    assert figures.claim.lower == pytest.approx(expected["claim"]["lower95"], abs=CHANCE)
    assert figures.cross_check is not None
    together = figures.cross_check.reach
    assert together.mean == pytest.approx(REFERENCE["commune_sir"]["mean"], abs=CHANCE)
    assert (together.low, together.high) == pytest.approx(REFERENCE["commune_sir"]["ci90"], abs=CHANCE)
    assert figures.cross_check.draws_left == pytest.approx(REFERENCE["commune_sir"]["ess"], rel=0.1)


def test_the_flags_of_the_worked_commune(figures: CommuneFigures) -> None:
    assert [flag.code for flag in figures.findings.flags] == ["DQ1", "DQ7"]


def test_the_same_input_gives_the_same_figures(figures: CommuneFigures) -> None:
    assert estimate(WORKED, survey=Survey(Foil(145, 6))) == figures


def test_without_a_survey_the_model_stands_alone() -> None:
    alone = estimate(WORKED, QUICK)
    assert alone.survey is None
    assert alone.commune.published.reach == alone.commune.model
    assert alone.claim.verdict is Verdict.NOT_PROVEN
    assert "DQ6" in [flag.code for flag in alone.findings.flags]


def test_a_survey_that_contradicts_the_model_is_flagged() -> None:
    loud = [replace(place, yes=place.asked) for place in WORKED]
    found = estimate(loud, survey=Survey(Foil(145, 6)))
    assert "DQ12" in [flag.code for flag in found.findings.flags]


def test_a_design_effect_widens_the_published_range(figures: CommuneFigures) -> None:
    clustered = estimate(WORKED, survey=Survey(Foil(145, 6), design_effect=2.0)).commune.published.reach
    plain = figures.commune.published.reach
    assert clustered.high - clustered.low > plain.high - plain.low


def test_a_declared_coverage_is_marked_down_and_widened() -> None:
    known = estimate(WORKED[:1]).commune.model
    declared = estimate([replace(WORKED[0], is_declared=True)]).commune.model
    assert declared.mean < known.mean
    assert declared.high - declared.low > 0


def test_other_channels_leave_only_bounds() -> None:
    union = estimate(WORKED, QUICK, channels=[0.35, 0.2]).channels
    assert union is not None
    assert union.low <= union.independent <= union.high


def test_a_month_with_nothing_scheduled() -> None:
    empty = estimate([Place("Thôn 1", 100, {1.0: 0.9}, [])], QUICK)
    assert empty.commune.played.low is None
    assert (
        empty.commune.once.high == empty.commune.opportunity.high == empty.commune.published.reach.high == 0
    )
    assert empty.commune.frequency is None


def test_a_hamlet_that_hears_nothing() -> None:
    deaf = estimate([replace(WORKED[0], audibility={}), WORKED[1]], QUICK, survey=Survey())
    assert deaf.hamlets[0].once.high == 0
    assert np.isfinite(deaf.hamlets[0].published.reach.mean)


def test_nobody_lives_here() -> None:
    with pytest.raises(ValueError, match="nobody lives"):
        estimate([replace(WORKED[0], residents=0, asked=0, yes=0)])


plays = st.dictionaries(st.sampled_from(Status), st.integers(0, 12))
parts = st.lists(
    st.builds(
        lambda name, counts: Daypart(name, PRESENCE[name], counts), st.sampled_from(list(PRESENCE)), plays
    ),
    max_size=3,
)
audibility = st.dictionaries(st.floats(0, 1), st.floats(0, 0.25), max_size=4)
places = st.builds(Place, st.just("thôn"), st.integers(1, 5000), audibility, parts)


@settings(deadline=None, max_examples=30)
@given(st.lists(places, min_size=1, max_size=4))
def test_figures_hang_together(commune: list[Place]) -> None:
    found = estimate(commune, Assumptions(draws=100, survey_draws=1000))
    for ladder in (*found.hamlets, found.commune):
        assert -1e-9 <= ladder.once.low <= ladder.once.high <= ladder.ceiling + 1e-9
        assert ladder.thrice.low <= ladder.once.low + 1e-9
        assert ladder.thrice.high <= ladder.once.high + 1e-9
        assert ladder.opportunity.low <= ladder.opportunity.high <= ladder.ceiling + 1e-9
        assert 0 <= ladder.model.low <= ladder.model.high <= 1
        assert 0 <= ladder.model.mean <= 1
        assert ladder.played.confirmed <= ladder.played.possible <= ladder.played.scheduled
        if ladder.frequency is not None:
            assert ladder.frequency * ladder.once.low == pytest.approx(ladder.contacts)


@pytest.mark.parametrize(
    "change",
    [
        {"residents": -1},
        {"audibility": {1.0: 1.2}},
        {"audibility": {0.5: 0.7, 1.0: 0.6}},
        {"audibility": {1.5: 0.1}},
    ],
)
def test_no_place_is_like_this(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"negative|between 0 and 1|more than 1"):
        replace(WORKED[0], **change)  # type: ignore[arg-type]  # fields of several types


def test_no_daypart_and_no_span_is_like_this() -> None:
    with pytest.raises(ValueError, match="not negative"):
        Daypart("morning", PRESENCE["morning"], {Status.CONFIRMED: -1})
    with pytest.raises(ValueError, match="presence lies"):
        Daypart("morning", Span(1, 1.2, 1.4), {})
    with pytest.raises(ValueError, match="does not lie between"):
        Span(0.5, 0.4, 0.6)
    with pytest.raises(ValueError, match="design effect"):
        Survey(design_effect=0.5)
