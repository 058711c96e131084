"""What surveys found: answers by hamlet and topic, and which wave speaks for which time."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from broadcaster.db.audience_tables import survey_answers, survey_strata, surveys
from broadcaster.db.tables import hamlets
from broadcaster.domain.survey import SurveyWave


@dataclass(frozen=True)
class HamletAnswers:
    """One hamlet in one wave: who lives there, how many to ask, how many were, and who said yes by topic."""

    hamlet_code: str
    hamlet: str
    residents: int
    wanted: int
    asked: int
    yes: Mapping[str, int]


@dataclass(frozen=True)
class WaveAnswers:
    """A wave with all its answers."""

    wave: SurveyWave
    hamlets: tuple[HamletAnswers, ...]
    claimed_foil: int

    @property
    def asked(self) -> int:
        """People asked in all."""
        return sum(hamlet.asked for hamlet in self.hamlets)

    @property
    def wanted(self) -> int:
        """People to ask in all."""
        return sum(hamlet.wanted for hamlet in self.hamlets)

    def yes(self, topic: str) -> int:
        """People who said that they had heard the topic."""
        return sum(hamlet.yes.get(topic, 0) for hamlet in self.hamlets)

    @property
    def middle_on(self) -> date:
        """The day in the middle of the wave."""
        return self.wave.from_on + (self.wave.until_on - self.wave.from_on) / 2


@dataclass(frozen=True)
class AnswerLine:
    """One interview, as the list for corrections shows it."""

    id: str
    hamlet_code: str
    heard: Mapping[str, bool]
    claims_foil: bool
    entered_at: datetime
    is_struck: bool


def all_waves(session: Session, commune_id: str, *, until_on: date | None = None) -> tuple[WaveAnswers, ...]:
    """Return the waves that had begun by a day, the newest first."""
    begun = () if until_on is None else (surveys.c.from_on <= until_on,)
    found = session.scalars(
        select(SurveyWave)
        .where(surveys.c.commune_id == commune_id, *begun)
        .order_by(surveys.c.from_on.desc(), surveys.c.id)
    ).all()
    return tuple(wave_answers(session, wave) for wave in found)


def wave_answers(session: Session, wave: SurveyWave) -> WaveAnswers:
    """Return a wave with its answers added up."""
    asked: Counter[str] = Counter()
    yes: Counter[tuple[str, str]] = Counter()
    claimed = 0
    heard = cast(survey_answers.c.heard, Text)  # people who say the same are read once
    rows = session.execute(
        select(survey_answers.c.hamlet, heard, survey_answers.c.claims_foil, func.count())
        .where(survey_answers.c.survey_id == wave.id, survey_answers.c.struck_at.is_(None))
        .group_by(survey_answers.c.hamlet, heard, survey_answers.c.claims_foil)
    )
    for hamlet, spelled, claims_foil, people in rows:
        asked[hamlet] += people
        claimed += people * claims_foil
        for topic, is_heard in json.loads(spelled).items():
            yes[hamlet, topic] += people * is_heard
    places = session.execute(
        select(survey_strata.c.hamlet, hamlets.c.name, survey_strata.c.residents, survey_strata.c.wanted)
        .outerjoin(
            hamlets,
            (hamlets.c.commune_id == survey_strata.c.commune_id) & (hamlets.c.code == survey_strata.c.hamlet),
        )
        .where(survey_strata.c.survey_id == wave.id)
        .order_by(hamlets.c.position, survey_strata.c.hamlet)
    )
    return WaveAnswers(
        wave,
        tuple(
            HamletAnswers(
                code, name or code, residents, wanted, asked[code], {t: yes[code, t] for t in wave.topics}
            )
            for code, name, residents, wanted in places
        ),
        claimed,
    )


def answer_lines(
    session: Session, survey_id: str, *, hamlet: str | None = None, limit: int = 50
) -> tuple[AnswerLine, ...]:
    """Return the newest interviews of a wave, those of one hamlet where one is told."""
    column = survey_answers.c
    narrower = () if hamlet is None else (column.hamlet == hamlet,)
    rows = session.execute(
        select(
            column.id, column.hamlet, column.heard, column.claims_foil, column.entered_at, column.struck_at
        )
        .where(column.survey_id == survey_id, *narrower)
        .order_by(column.entered_at.desc(), column.id)
        .limit(limit)
    )
    return tuple(
        AnswerLine(key, code, heard, claims, entered_at, struck_at is not None)
        for key, code, heard, claims, entered_at, struck_at in rows
    )


def age_days(wave: SurveyWave, on: date) -> float:
    """Return how old a wave's answers are on a day, in days; none while it is under way."""
    return max((on - wave.until_on) / timedelta(days=1), 0.0)
