"""What surveys found: answers by hamlet and topic, and which wave speaks for which time."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from broadcaster.db.audience_tables import survey_answers, survey_strata, surveys
from broadcaster.db.commune_tables import hamlets
from broadcaster.domain.survey import Clarity, SurveyWave


@dataclass(frozen=True)
class HamletAnswers:
    """One hamlet in one wave: who lives there, how many to ask, how many were, and who said yes by topic.

    `weighted` is the same with each answer standing for all adults of its house, brought back to `asked` answers;
    `clear` are those who follow the loudspeaker's words at home, of `told_clarity` who were asked about it.
    """

    hamlet_code: str
    hamlet: str
    residents: int
    wanted: int
    asked: int
    yes: Mapping[str, int]
    weighted: Mapping[str, float]
    clear: int = 0
    told_clarity: int = 0


@dataclass(frozen=True)
class OtherChannels:
    """Of `asked` who were asked about other channels, `other` learned there, and by topic who did there or by radio."""

    asked: int
    other: int
    either: Mapping[str, int]


@dataclass(frozen=True)
class WaveAnswers:
    """A wave with all its answers; `weight_effect` is what unequal houses cost (Kish), 1 where nobody was counted."""

    wave: SurveyWave
    hamlets: tuple[HamletAnswers, ...]
    claimed_foil: int
    weight_effect: float
    channels: OtherChannels

    @property
    def effect(self) -> float:
        """The variance of these answers over that of a simple random sample: the plan's design and the weights."""
        return self.wave.design_effect * self.weight_effect

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


class _Sums:
    """What the answers of a wave add up to, by hamlet."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.yes: Counter[tuple[str, str]] = Counter()
        self.weighed: Counter[tuple[str, str]] = Counter()
        self.weight: Counter[str] = Counter()
        self.squares: Counter[str] = Counter()
        self.clear: Counter[str] = Counter()
        self.told_clarity: Counter[str] = Counter()
        self.claimed = self.asked_channels = self.other = 0
        self.either: Counter[str] = Counter()

    def add(self, row: Any, people: int) -> None:
        """Count people who answered alike."""
        hamlet, heard, weight = row.hamlet, json.loads(row.heard), row.adults or 1
        self.asked[hamlet] += people
        self.weight[hamlet] += people * weight
        self.squares[hamlet] += people * weight**2
        self.claimed += people * row.claims_foil
        for topic, is_heard in heard.items():
            self.yes[hamlet, topic] += people * is_heard
            self.weighed[hamlet, topic] += people * weight * is_heard
        if row.clarity is not None:
            self.told_clarity[hamlet] += people
            self.clear[hamlet] += people * (row.clarity == Clarity.CLEAR.value)
        if row.other_channel is not None:
            self.asked_channels += people
            self.other += people * row.other_channel
            self.either.update(
                {topic: people for topic, is_heard in heard.items() if is_heard or row.other_channel}
            )

    def hamlet(self, place: Any, topics: Sequence[str]) -> HamletAnswers:
        """Return one hamlet's answers."""
        code, asked = place.hamlet, self.asked[place.hamlet]
        scale = asked / self.weight[code] if asked else 0.0
        return HamletAnswers(
            hamlet_code=code,
            hamlet=place.name or code,
            residents=place.residents,
            wanted=place.wanted,
            asked=asked,
            yes={topic: self.yes[code, topic] for topic in topics},
            weighted={topic: min(float(asked), self.weighed[code, topic] * scale) for topic in topics},
            clear=self.clear[code],
            told_clarity=self.told_clarity[code],
        )

    @property
    def weight_effect(self) -> float:
        """Kish's loss by unequal weights within hamlets: one plus the variation squared, by interviews."""
        lost = sum(n * n * self.squares[code] / self.weight[code] ** 2 for code, n in self.asked.items() if n)
        return max(1.0, lost / self.asked.total()) if self.asked.total() else 1.0


def wave_answers(session: Session, wave: SurveyWave) -> WaveAnswers:
    """Return a wave with its answers added up."""
    column = survey_answers.c
    heard = cast(column.heard, Text).label("heard")  # people who say the same are read once
    alike = (column.hamlet, heard, column.claims_foil, column.other_channel, column.clarity, column.adults)
    sums = _Sums()
    for row in session.execute(
        select(*alike, func.count().label("people"))
        .where(column.survey_id == wave.id, column.struck_at.is_(None))
        .group_by(*alike)
    ):
        sums.add(row, row.people)
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
        tuple(sums.hamlet(place, wave.topics) for place in places),
        sums.claimed,
        sums.weight_effect,
        OtherChannels(sums.asked_channels, sums.other, {topic: sums.either[topic] for topic in wave.topics}),
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
