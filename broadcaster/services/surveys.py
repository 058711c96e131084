"""Surveys: planned by the office, answered hamlet by hamlet, and never changed afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.audience_tables import survey_answers, survey_strata, surveys
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.places import Hamlet
from broadcaster.domain.survey import WINDOW_DAYS, Clarity, Interview, SurveyWave
from broadcaster.domain.types import new_id
from broadcaster.reach.sampling import allocate, sample_size
from broadcaster.services import audit

EXPECTED = 0.8
"""The share at which the margin is asked for: the plan's target."""


@dataclass(frozen=True)
class SamplePlan:
    """How many people to ask, in all and by hamlet, for a margin at the target."""

    margin: float
    by_hamlet: Mapping[str, int]

    @property
    def interviews(self) -> int:
        """People to ask in the whole commune."""
        return sum(self.by_hamlet.values())


def sample_plan(hamlets: Sequence[Hamlet], *, margin: float = 0.05, design_effect: float = 1.0) -> SamplePlan:
    """Share a sample out by residents, at least 15 in each hamlet. StationError `nobody_lives_here`."""
    living = [hamlet for hamlet in hamlets if hamlet.residents]
    if not living:
        raise StationError("nobody_lives_here")
    residents = [hamlet.residents for hamlet in living]
    asked = sample_size(EXPECTED, margin, residents=sum(residents), design_effect=design_effect)
    parts = allocate(asked, residents)
    return SamplePlan(margin, {hamlet.code: part for hamlet, part in zip(living, parts, strict=True)})


def plan(
    session: Session,
    *,
    name: str,
    from_on: date,
    until_on: date,
    topics: Sequence[str],
    foil: str,
    by: Person,
    now: datetime,
    window_days: int = WINDOW_DAYS,
    design_effect: float = 1.0,
    margin: float = 0.05,
    by_operator: bool = False,
) -> SurveyWave:
    """Plan a wave with its sample. StationError as `SurveyWave.check` and `sample_plan` say, or `not_allowed`."""
    by.require(Act.PLAN_SURVEY)
    wave = SurveyWave(
        id=new_id(),
        commune_id=by.commune_id,
        name=name,
        from_on=from_on,
        until_on=until_on,
        window_days=window_days,
        topics=tuple(dict.fromkeys(topics)),
        foil=foil,
        design_effect=design_effect,
        by_operator=by_operator,
        made_by=by.id,
        made_at=now,
    )
    wave.check()
    hamlets = fleet_rows.load(session, by.commune_id).hamlets
    sample = sample_plan(hamlets, margin=margin, design_effect=design_effect)
    session.add(wave)
    session.flush()
    session.execute(
        insert(survey_strata),
        [
            {
                "commune_id": by.commune_id,
                "survey_id": wave.id,
                "hamlet": hamlet.code,
                "residents": hamlet.residents,
                "wanted": sample.by_hamlet.get(hamlet.code, 0),
            }
            for hamlet in hamlets
        ],
    )
    audit.record(session, "survey_planned", wave.id, by=by, commune_id=by.commune_id, now=now)
    return wave


def enter(
    session: Session,
    survey_id: str,
    *,
    hamlet: str,
    heard: Mapping[str, bool],
    claims_foil: bool,
    by: Person,
    now: datetime,
    other_channel: bool | None = None,
    clarity: Clarity | None = None,
    adults: int | None = None,
) -> Interview:
    """Keep what one person said, the last three where it was asked. A hamlet head enters for the own hamlet only."""
    by.require(Act.ENTER_ANSWERS)
    wave = get(session, survey_id, by=by)
    _may_enter(by, hamlet)
    residents = session.scalar(
        select(survey_strata.c.residents).where(
            survey_strata.c.survey_id == wave.id, survey_strata.c.hamlet == hamlet
        )
    )
    if residents is None:
        raise StationError("hamlet_unknown", hamlet=hamlet)
    interview = Interview(
        id=new_id(),
        commune_id=wave.commune_id,
        survey_id=wave.id,
        hamlet=hamlet,
        heard=dict(heard),
        claims_foil=claims_foil,
        entered_by=by.id,
        entered_at=now,
        other_channel=other_channel,
        clarity=clarity.value if clarity else None,
        adults=adults,
    )
    today = day_of(now, fleet_rows.commune(session, wave.commune_id).zone)
    wave.take(interview, residents=residents, asked=_asked(session, wave.id, hamlet), today=today)
    session.add(interview)
    return interview


def strike(session: Session, interview_id: str, *, by: Person, now: datetime) -> Interview:
    """Take out an interview that was entered by mistake, while the wave is open."""
    by.require(Act.ENTER_ANSWERS)
    found = session.get(Interview, interview_id)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found")
    _may_enter(by, found.hamlet)
    if get(session, found.survey_id, by=by).closed_at is not None:
        raise StationError("wave_closed")
    found.strike(now)
    audit.record(session, "answer_struck", found.id, by=by, commune_id=by.commune_id, now=now)
    return found


def close(session: Session, survey_id: str, *, by: Person, now: datetime) -> None:
    """End a wave: its answers stand from now on."""
    by.require(Act.PLAN_SURVEY)
    get(session, survey_id, by=by).close(now)
    audit.record(session, "survey_closed", survey_id, by=by, commune_id=by.commune_id, now=now)


def get(session: Session, survey_id: str, *, by: Person) -> SurveyWave:
    """Return a wave of the person's own commune. StationError `not_found`."""
    found = session.get(SurveyWave, survey_id)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found")
    return found


def all_names(session: Session, commune_id: str) -> frozenset[str]:
    """Return the names of all waves."""
    return frozenset(session.scalars(select(surveys.c.name).where(surveys.c.commune_id == commune_id)))


def _may_enter(by: Person, hamlet: str) -> None:
    if by.hamlet is not None and by.hamlet != hamlet:
        raise StationError("not_allowed", act=Act.ENTER_ANSWERS.value, role=by.role.value)


def _asked(session: Session, survey_id: str, hamlet: str) -> int:
    found = session.scalar(
        select(func.count()).where(
            survey_answers.c.survey_id == survey_id,
            survey_answers.c.hamlet == hamlet,
            survey_answers.c.struck_at.is_(None),
        )
    )
    return found or 0
