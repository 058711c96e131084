"""Every rung of every topic and hamlet over some months, from counts and surveys: what *Độ tiếp cận* shows.

The simulation behind the ranges is the only slow part; it is remembered by all that goes into it, so that a page
that is looked at twice costs nothing twice, and a report that arrives in between is never overlooked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.speaker_tables import speakers
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.months import last_day
from broadcaster.domain.places import Hamlet
from broadcaster.queries.coverage import Layout, heard_in, layout_of
from broadcaster.queries.reach_places import Plays, by_status, place_of, plays_of
from broadcaster.queries.survey_waves import HamletAnswers, WaveAnswers, age_days, all_waves
from broadcaster.reach.advice import Advice, advise, troubles_of
from broadcaster.reach.commune import estimate
from broadcaster.reach.figures import CommuneFigures, Interval, Ladder
from broadcaster.reach.ladders import interval
from broadcaster.reach.ledger import Status
from broadcaster.reach.places import Assumptions, Survey
from broadcaster.reach.quality import Evidence
from broadcaster.reach.sampling import wilson
from broadcaster.reach.survey import Foil, Stratum, posterior, without_false_yes
from broadcaster.reach.trend import WavePoint
from broadcaster.services import audience_counts
from broadcaster.services.audience_counts import PlayCount

ASSUMED = Assumptions(draws=1000, survey_draws=5000)
"""A quarter of the draws of `reach estimate`: a page rounds to whole per cent."""


@dataclass(frozen=True)
class HamletReach:
    """One hamlet and topic: its rungs, what its own interviews say (None: nobody was asked), and what to do next."""

    hamlet_code: str
    hamlet: str
    ladder: Ladder
    asked: int
    told: Interval | None
    advice: tuple[Advice, ...]


@dataclass(frozen=True)
class TopicReach:
    """One topic in the window: the commune's figures, its hamlets, and the wave that its survey figures rest on."""

    topic: Topic
    figures: CommuneFigures
    hamlets: tuple[HamletReach, ...]
    wave: WaveAnswers | None


@dataclass(frozen=True)
class ReachView:
    """A window of whole months. `undeclared` speakers have no number of households and count for nobody.

    `unplaced` plays are those of speakers that have left the fleet: nobody can tell who heard them.
    """

    months: tuple[date, ...]
    residents: int
    topics: tuple[TopicReach, ...]
    undeclared: tuple[str, ...]
    unplaced: int

    @property
    def from_on(self) -> date:
        """The window's first day."""
        return self.months[0]

    @property
    def until_on(self) -> date:
        """The window's last day."""
        return last_day(self.months[-1])

    def topic(self, wanted: Topic) -> TopicReach | None:
        """Return one topic's figures, None where it was neither on air nor asked about."""
        return next((each for each in self.topics if each.topic is wanted), None)


def reach_view(
    session: Session, commune_id: str, months: Sequence[date], *, only: Topic | None = None
) -> ReachView:
    """Return the figures of these months, the plan's own topic first, then by plays."""
    fleet = fleet_rows.load(session, commune_id)
    waves = all_waves(session, commune_id, until_on=last_day(months[-1]))
    layout = layout_of(session, fleet)
    evidence = _evidence(session, fleet, layout)
    here = {device.id for device in fleet.devices}
    counted = audience_counts.plays_by_topic(session, commune_id, months)
    asked = {topic for wave in waves if wave.asked for topic in wave.wave.topics}
    wanted = [
        topic for topic in Topic if only in {None, topic} and (topic.value in counted or topic.value in asked)
    ]
    wanted.sort(
        key=lambda topic: (topic is not Topic.INNOVATION, -_all(counted.get(topic.value, ())), topic.value)
    )
    questions = (
        _question(topic, fleet, counted.get(topic.value, ()), waves, evidence, last_day(months[-1]), layout)
        for topic in wanted
        if any(hamlet.residents for hamlet in fleet.hamlets)
    )
    return ReachView(
        months=tuple(months),
        residents=sum(hamlet.residents for hamlet in fleet.hamlets),
        topics=tuple(_answer(question) for question in questions),
        undeclared=_undeclared(fleet, layout),
        unplaced=sum(count.plays for rows in counted.values() for count in rows if count.speaker not in here),
    )


def wave_points(waves: Iterable[WaveAnswers], topic: Topic) -> tuple[WavePoint, ...]:
    """Return what each wave that asked about a topic found by itself, the oldest first."""
    asked = [wave for wave in waves if wave.asked and topic.value in wave.wave.topics]
    return tuple(
        WavePoint(wave.middle_on, _told_alone(_Told(topic, repr(wave), wave))) for wave in reversed(asked)
    )


@dataclass(frozen=True)
class _Question:
    """All that a topic's figures depend on; `answers` spells the survey, whose own classes can be changed."""

    topic: Topic
    fleet: Fleet
    counts: tuple[PlayCount, ...]
    until_on: date
    evidence: Evidence
    layout: Layout
    answers: str
    wave: WaveAnswers | None = field(compare=False)


def _question(
    topic: Topic,
    fleet: Fleet,
    counts: tuple[PlayCount, ...],
    waves: Sequence[WaveAnswers],
    evidence: Evidence,
    until_on: date,
    layout: Layout,
) -> _Question:
    wave = next((each for each in waves if each.asked and topic.value in each.wave.topics), None)
    return _Question(topic, fleet, counts, until_on, evidence, layout, repr(wave) if wave else "", wave)


@lru_cache(maxsize=256)
def _answer(question: _Question) -> TopicReach:
    """Work a topic's figures out, or remember them."""
    topic, fleet, wave, evidence = question.topic, question.fleet, question.wave, question.evidence
    plays = plays_of(question.counts)
    answers = {each.hamlet_code: each for each in wave.hamlets} if wave else {}
    heard = heard_in(question.layout)
    places = [
        place_of(hamlet, fleet, plays, answers.get(hamlet.code), topic, heard.get(hamlet.code))
        for hamlet in fleet.hamlets
    ]
    survey = None
    if wave:
        survey = Survey(Foil(wave.asked, wave.claimed_foil), wave.effect)
        evidence = replace(
            evidence,
            survey_age_days=age_days(wave.wave, question.until_on),
            is_surveyed_by_operator=wave.wave.by_operator,
        )
    figures = estimate(places, ASSUMED, survey=survey, evidence=evidence)
    return TopicReach(
        topic=topic,
        figures=figures,
        hamlets=tuple(
            _hamlet(hamlet, ladder, fleet, plays, answers.get(hamlet.code), survey, topic)
            for hamlet, ladder in zip(fleet.hamlets, figures.hamlets, strict=True)
        ),
        wave=wave,
    )


def _all(counts: Iterable[PlayCount]) -> int:
    return sum(count.plays for count in counts)


def _hamlet(
    hamlet: Hamlet,
    ladder: Ladder,
    fleet: Fleet,
    plays: Plays,
    answers: HamletAnswers | None,
    survey: Survey | None,
    topic: Topic,
) -> HamletReach:
    devices = [device.id for device in fleet.devices if device.hamlet == hamlet.code]
    statuses = {device: by_status(plays.get(device, {})) for device in devices}
    confirmed = [found.get(Status.CONFIRMED, 0) for found in statuses.values()]
    return HamletReach(
        hamlet_code=hamlet.code,
        hamlet=hamlet.name,
        ladder=ladder,
        asked=answers.asked if answers else 0,
        told=_told(answers, survey, topic) if answers and survey and answers.asked else None,
        advice=advise(
            ladder,
            troubles_of(statuses),
            declared=ladder.ceiling > 0,
            target=ASSUMED.target,
            occasions=float(np.median(confirmed)) if confirmed else 0.0,
        ),
    )


def _told(answers: HamletAnswers, survey: Survey, topic: Topic) -> Interval:
    """Return what a hamlet's own interviews say, freed of false yes: Wilson's 90 % interval, thinned by the design."""
    thin = survey.design_effect
    yes, asked = answers.weighted[topic.value] / thin, answers.asked / thin
    low, high = wilson(yes, asked, 0.9)
    return Interval(*(without_false_yes(share, survey.foil.rate) for share in (yes / asked, low, high)))


@dataclass(frozen=True)
class _Told:
    """A wave's answers about a topic; `answers` spells them, for the wave's own classes can be changed."""

    topic: Topic
    answers: str
    wave: WaveAnswers = field(compare=False)


@lru_cache(maxsize=64)
def _told_alone(told: _Told) -> Interval:
    """Return what a wave says by itself, or remember it."""
    wave, topic = told.wave, told.topic
    thin = wave.effect
    strata = [
        Stratum(each.residents, each.asked / thin, each.weighted[topic.value] / thin) for each in wave.hamlets
    ]
    residents = np.array([stratum.residents for stratum in strata], np.float64)
    chance = np.random.default_rng([ASSUMED.seed, 2])
    drawn = posterior(strata, None, Foil(wave.asked, wave.claimed_foil), chance, ASSUMED.survey_draws)
    return interval(drawn @ (residents / residents.sum()))


def _undeclared(fleet: Fleet, layout: Layout) -> tuple[str, ...]:
    """Name the speakers that count for nobody: neither households declared nor people on the map around them."""
    mapped = heard_in(layout)
    return tuple(
        device.id for device in fleet.devices if device.households is None and device.hamlet not in mapped
    )


def _evidence(session: Session, fleet: Fleet, layout: Layout) -> Evidence:
    """Return what the station knows about its data beyond the counts."""
    heard = heard_in(layout)
    sources = {heard[hamlet.code].source if hamlet.code in heard else "declared" for hamlet in fleet.hamlets}
    living = {hamlet.code: hamlet.residents for hamlet in fleet.hamlets if hamlet.code in heard}
    blurred = sum(heard[code].blurred * residents for code, residents in living.items())
    own = speakers.c.commune_id == fleet.commune.code
    skew_ms = session.scalar(select(func.max(func.abs(speakers.c.skew_ms))).where(own))
    silent = session.scalar(select(func.count()).where(own, speakers.c.gain_db.is_(None)))
    return Evidence(
        clock_skew_s=None if skew_ms is None else skew_ms / 1000,
        duplicate_reports=0,
        volume_unknown=silent,
        is_level_measured=any(each.reading for each in layout.speakers),
        speakers_without_position=len(layout.unplaced) + sum(not each.aims for each in layout.speakers),
        population_source=max(sources, key=("households", "polygon", "declared").index, default=None),
        overlap_share=blurred / sum(living.values()) if sum(living.values()) else None,
    )
