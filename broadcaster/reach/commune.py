"""From a commune's counts to its figures: the one place where model, survey, claim and flags meet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from broadcaster.reach.channels import union_bounds
from broadcaster.reach.claim import judge
from broadcaster.reach.figures import CommuneFigures, CrossCheck, Interval, Ladder, SurveyFigures
from broadcaster.reach.ladders import commune_ladder, hamlet_ladders, interval
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import Assumptions, Place, Survey
from broadcaster.reach.quadrature import Floats
from broadcaster.reach.quality import Evidence, examine
from broadcaster.reach.survey import Foil, Stratum, finite, log_likelihood, posterior, stratified
from broadcaster.reach.table import Table
from broadcaster.reach.uncertainty import reweigh

DEFAULTS = Assumptions()
NOTHING_ELSE = Evidence()


def estimate(
    places: Sequence[Place],
    assumptions: Assumptions = DEFAULTS,
    *,
    survey: Survey | None = None,
    evidence: Evidence = NOTHING_ELSE,
    channels: Sequence[float] = (),
) -> CommuneFigures:
    """Return all figures. `evidence` is what counts do not tell, `channels` the reaches of other channels.

    Without `survey`, interviews noted with the places are not looked at. Raises ValueError where nobody
    lives.
    """
    answers = _answers(places, survey)
    table = Table.of(places)
    model = table.model_draws(assumptions, _chance(assumptions, 0))
    published = _published(answers, model, assumptions)
    hamlets = hamlet_ladders(table, assumptions, model, published, answers.strata if answers else [])
    commune = commune_ladder(hamlets, table, assumptions, model, published)
    cross_check = _cross_check(answers, model, table.weights) if answers else None
    known = _told_by_counts(evidence, places, commune)
    if answers and cross_check:
        known = _told_by_answers(known, places, answers.foil, cross_check.draws_left / assumptions.draws)
    findings = examine(known)
    claim = judge(
        answers.strata if answers else [],
        answers.foil if answers else Foil(),
        _chance(assumptions, 2),
        target=assumptions.target,
        blocked_by=findings.blocking,
        draws=assumptions.survey_draws,
    )
    union = union_bounds([commune.published.reach.mean, *channels]) if channels else None
    told = _survey_figures(answers, table.weights, assumptions) if answers else None
    return CommuneFigures(commune, hamlets, claim, findings, told, cross_check, union)


@dataclass(frozen=True)
class _Answers:
    """A survey that really asked somebody; its strata thinned out by the design effect."""

    strata: tuple[Stratum, ...]
    foil: Foil


def _answers(places: Sequence[Place], survey: Survey | None) -> _Answers | None:
    if survey is None or not any(place.asked for place in places):
        return None
    thin = survey.design_effect
    strata = (Stratum(place.residents, place.asked / thin, place.yes / thin) for place in places)
    return _Answers(tuple(strata), survey.foil)


def _chance(assumptions: Assumptions, purpose: int) -> np.random.Generator:
    """Return a stream of its own per purpose, so that one figure's draws never shift another's."""
    return np.random.default_rng([assumptions.seed, purpose])


def _published(answers: _Answers | None, model: Floats, assumptions: Assumptions) -> Floats:
    if answers is None:
        return model
    drawn = posterior(answers.strata, model, answers.foil, _chance(assumptions, 1), assumptions.survey_draws)
    return finite(drawn, answers.strata)


def _survey_figures(answers: _Answers, weights: Floats, assumptions: Assumptions) -> SurveyFigures:
    alone = posterior(answers.strata, None, answers.foil, _chance(assumptions, 2), assumptions.survey_draws)
    return SurveyFigures(
        told=stratified(answers.strata),
        false_yes_rate=answers.foil.rate,
        is_false_yes_measured=answers.foil.asked > 0,
        corrected=interval(alone @ weights),
    )


def _cross_check(answers: _Answers, model: Floats, weights: Floats) -> CrossCheck:
    chance = log_likelihood(model, answers.strata, answers.foil.rate)
    mean, (low, high), left = reweigh(model, weights, chance)
    return CrossCheck(Interval(mean, low, high), left)


def _told_by_counts(evidence: Evidence, places: Sequence[Place], commune: Ladder) -> Evidence:
    unproven = sum(part.plays.get(Status.UNCONFIRMED, 0) for place in places for part in place.dayparts)
    scheduled = commune.played.scheduled
    return replace(
        evidence,
        unconfirmed_share=unproven / scheduled if scheduled else None,
        bounds_apart=commune.once.high - commune.once.low,
        has_survey=False,
    )


def _told_by_answers(evidence: Evidence, places: Sequence[Place], foil: Foil, draws_left: float) -> Evidence:
    unasked = sum(place.residents for place in places if not place.asked)
    return replace(
        evidence,
        has_survey=True,
        smallest_sample=min(place.asked for place in places if place.asked),
        unsampled_share=unasked / sum(place.residents for place in places),
        foil_rate=foil.rate if foil.asked else None,
        effective_draws_share=draws_left,
    )
