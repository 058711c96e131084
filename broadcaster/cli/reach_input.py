"""The JSON that `broadcaster reach estimate` reads: fields, defaults and limits (docs/reach.md)."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from broadcaster.reach.ledger import Status
from broadcaster.reach.places import CORRELATION, MEAN, PRESENCE, Assumptions, Daypart, Place, Survey
from broadcaster.reach.quality import Evidence
from broadcaster.reach.survey import BELIEVED_FALSE_YES, Foil
from broadcaster.reach.uncertainty import Span

SOURCES = ("households", "footprints", "polygon", "declared")  # of coverage, best first

Count = Annotated[int, Field(ge=0, le=100_000)]
Residents = Annotated[int, Field(ge=0, le=100_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class SpanInput(_Block):
    """A number with the bounds it is believed to lie in; the bounds default to those of the quantity."""

    typical: Share
    low: Share | None = None
    high: Share | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.low, self.high
        if (low is not None and low > self.typical) or (high is not None and high < self.typical):
            raise ValueError(f"low <= typical <= high does not hold: {low}, {self.typical}, {high}")
        return self

    def around(self, default: Span) -> Span:
        """Return the span, its open ends those of the default or wide enough to hold the typical value."""
        low = min(default.low, self.typical) if self.low is None else self.low
        high = max(default.high, self.typical) if self.high is None else self.high
        return Span(low, self.typical, high)


def _number_or_span(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"typical": value} if is_number else value


Spread = Annotated[SpanInput, BeforeValidator(_number_or_span)]


class BinInput(_Block):
    """A share of the hamlet's residents who live at one audibility."""

    audibility: Share
    share: Share


class DaypartInput(_Block):
    """Plays of one daypart by what is known of them."""

    name: str = ""
    presence: Annotated[Spread | None, Field(validation_alias=AliasChoices("presence", "g"))] = None
    confirmed: Count = 0
    partial: Count = 0
    unconfirmed: Count = 0
    failed: Count = 0
    manual: Count = 0

    def plays(self) -> dict[Status, int]:
        """Return the counts by status."""
        return {status: getattr(self, status.value) for status in Status}


class AnswersInput(_Block):
    """Interviews of one hamlet: how many, and how many said they had heard."""

    interviewed: Annotated[int, Field(ge=0)]
    heard: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _heard_were_asked(self) -> Self:
        if self.heard > self.interviewed:
            raise ValueError(f"heard ({self.heard}) is more than interviewed ({self.interviewed})")
        return self


class HamletInput(_Block):
    """One hamlet; `coverage` is short for a single audibility of 1."""

    name: str = ""
    residents: Residents
    coverage: Share | None = None
    audibility_bins: list[BinInput] | None = None
    coverage_source: str | None = None
    dayparts: list[DaypartInput] = Field(default_factory=list)
    survey: AnswersInput | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.coverage is None) == (self.audibility_bins is None):
            raise ValueError("give either coverage or audibility_bins")
        if self.coverage_source is not None and self.coverage_source not in SOURCES:
            raise ValueError(f"coverage_source is one of {', '.join(SOURCES)}, not {self.coverage_source!r}")
        total = sum(one.share for one in self.audibility_bins or [])
        if total > 1 + 1e-9:
            raise ValueError(f"the shares of audibility_bins sum to {total:.4g}, more than 1")
        if self.survey and self.survey.interviewed > self.residents:
            raise ValueError(
                f"survey.interviewed ({self.survey.interviewed}) is more than residents ({self.residents})"
            )
        return self

    def audibility(self, absent: float) -> dict[float, float]:
        """Return shares of residents by audibility, the absent taken out."""
        if self.audibility_bins is None:
            return {1.0: (self.coverage or 0.0) * (1 - absent)}
        shares: dict[float, float] = {}
        for one in self.audibility_bins:
            shares[one.audibility] = shares.get(one.audibility, 0.0) + one.share * (1 - absent)
        return shares


class FoilInput(_Block):
    """Answers about the bulletin that was never broadcast."""

    asked: Annotated[int, Field(gt=0)]
    claimed: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _claimed_were_asked(self) -> Self:
        if self.claimed > self.asked:
            raise ValueError(f"claimed ({self.claimed}) is more than asked ({self.asked})")
        return self


class SurveyInput(_Block):
    """What goes for the whole survey."""

    foil: FoilInput | None = None
    age_days: Annotated[float, Field(ge=0)] | None = None
    by_operator: bool | None = None
    design_effect: Annotated[float, Field(ge=1, le=20)] = 1.0


class ParametersInput(_Block):
    """Everything that is assumed rather than counted."""

    mu: Annotated[Spread | None, Field(validation_alias=AliasChoices("mu", "mean"))] = None
    rho: Annotated[Spread | None, Field(validation_alias=AliasChoices("rho", "correlation"))] = None
    presence: dict[str, Spread] = Field(default_factory=dict)
    foil_rate: Spread | None = None
    coverage_shift: Annotated[float, Field(ge=0, le=5)] = 0.5
    absent_share: Share = 0.0
    covered_from: Annotated[float, Field(gt=0, le=1)] = 0.5
    target: Annotated[float, Field(gt=0, lt=1)] = 0.8
    draws: Annotated[int, Field(ge=100, le=100_000)] = 4000
    survey_draws: Annotated[int, Field(ge=1000, le=1_000_000)] = 20_000
    seed: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _uncertain_habits_are_inside(self) -> Self:
        for name, span in (("mu", self.mean_span), ("rho", self.correlation_span)):
            if not 0 < span.low <= span.high < 1:
                raise ValueError(
                    f"{name} lies strictly between 0 and 1, its bounds too: {span.low}..{span.high}"
                )
        return self

    @property
    def mean_span(self) -> Span:
        """Return mu with its bounds."""
        return self.mu.around(MEAN) if self.mu else MEAN

    @property
    def correlation_span(self) -> Span:
        """Return rho with its bounds."""
        return self.rho.around(CORRELATION) if self.rho else CORRELATION

    def assumptions(self) -> Assumptions:
        """Return what the model assumes."""
        return Assumptions(
            mean=self.mean_span,
            correlation=self.correlation_span,
            coverage_shift=self.coverage_shift,
            target=self.target,
            covered_from=self.covered_from,
            draws=self.draws,
            survey_draws=self.survey_draws,
            seed=self.seed,
        )


class EvidenceInput(_Block):
    """What is known about the data beyond the counts; what is left out is reported as unchecked."""

    clock_skew_s: Annotated[float, Field(ge=0)] | None = None
    duplicate_reports: Count | None = None
    ends_before_start: Count | None = None
    volume_unknown: Count | None = None
    level_measured: bool | None = None
    speakers_without_position: Count | None = None
    overlap_share: Share | None = None


class ChannelInput(_Block):
    """Another channel and the share of residents it reaches."""

    name: str
    reach: Share


class ReachInput(_Block):
    """A commune, a topic and a window of time."""

    commune: str = ""
    topic: str = ""
    window: str = "30 days"
    hamlets: Annotated[list[HamletInput], Field(min_length=1, max_length=1_000)]
    parameters: ParametersInput = ParametersInput()
    survey: SurveyInput | None = None
    evidence: EvidenceInput = EvidenceInput()
    channels: list[ChannelInput] = Field(default_factory=list)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        living = sum(hamlet.residents for hamlet in self.hamlets)
        if not living:
            raise ValueError("nobody lives in any of these hamlets: all residents are 0")
        if self.survey and self.survey.foil and self.survey.foil.asked > living:
            raise ValueError(
                f"survey.foil.asked ({self.survey.foil.asked}) is more than all residents ({living})"
            )
        used = {part.name for hamlet in self.hamlets for part in hamlet.dayparts}
        for name in sorted(self.parameters.presence.keys() - used):
            raise ValueError(f"parameters.presence.{name}: no hamlet has a daypart of this name")
        return self

    def places(self) -> list[Place]:
        """Return the hamlets with plays and answers; UnknownPresenceError names a daypart that lacks one."""
        return [self._place(i, hamlet) for i, hamlet in enumerate(self.hamlets)]

    def _place(self, index: int, hamlet: HamletInput) -> Place:
        return Place(
            name=hamlet.name or f"hamlet {index + 1}",
            residents=hamlet.residents,
            audibility=hamlet.audibility(self.parameters.absent_share),
            dayparts=[
                Daypart(part.name, self._presence(part, f"hamlets[{index}].dayparts[{k}]"), part.plays())
                for k, part in enumerate(hamlet.dayparts)
            ],
            asked=hamlet.survey.interviewed if hamlet.survey else 0,
            yes=hamlet.survey.heard if hamlet.survey else 0,
            is_declared=hamlet.coverage_source == "declared",
        )

    def _presence(self, part: DaypartInput, path: str) -> Span:
        given = part.presence or self.parameters.presence.get(part.name)
        if part.name in PRESENCE:
            return given.around(PRESENCE[part.name]) if given else PRESENCE[part.name]
        if given is None:
            raise UnknownPresenceError(path, part.name, PRESENCE)
        return given.around(Span(given.typical * 0.625, given.typical, min(1.0, given.typical * 1.25)))

    def survey_terms(self) -> Survey | None:
        """Return what goes for the whole survey, None where nobody was asked anything."""
        if not any(hamlet.survey for hamlet in self.hamlets):
            return None
        terms = self.survey or SurveyInput()
        assumed = self.parameters.foil_rate
        belief = assumed.around(Span(*[assumed.typical] * 3)) if assumed else BELIEVED_FALSE_YES
        asked, claimed = (terms.foil.asked, terms.foil.claimed) if terms.foil else (0, 0)
        return Survey(Foil(asked, claimed, belief), terms.design_effect)

    def told(self) -> Evidence:
        """Return the evidence that the counts do not contain."""
        given, terms = self.evidence, self.survey or SurveyInput()
        sources = {hamlet.coverage_source for hamlet in self.hamlets} - {None}
        return Evidence(
            clock_skew_s=given.clock_skew_s,
            duplicate_reports=given.duplicate_reports,
            ends_before_start=given.ends_before_start,
            volume_unknown=given.volume_unknown,
            is_level_measured=given.level_measured,
            speakers_without_position=given.speakers_without_position,
            population_source=max(sources, key=SOURCES.index) if sources else None,
            survey_age_days=terms.age_days,
            is_surveyed_by_operator=terms.by_operator,
            overlap_share=given.overlap_share,
        )


class UnknownPresenceError(ValueError):
    """A daypart that is none of the known ones and says nothing of who is at home."""

    def __init__(self, path: str, name: str, known: Mapping[str, Span]) -> None:
        told = f"{path}.name is {name!r}" if name else f"{path} has no name"
        super().__init__(f"{told}: give presence (0 to 1), or name one of {', '.join(known)}")
