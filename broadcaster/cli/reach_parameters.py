"""The part of the input of `broadcaster reach estimate` that is assumed rather than counted (docs/reach.md)."""

from typing import Annotated, Self

from pydantic import AliasChoices, Field, field_validator, model_validator

from broadcaster.cli.reach_fields import Block, SpanInput, Spread
from broadcaster.cli.reach_refusals import wrong
from broadcaster.reach.places import CORRELATION, MEAN, Assumptions
from broadcaster.reach.uncertainty import Span


class ParametersInput(Block):
    """Everything that is assumed rather than counted."""

    mu: Annotated[Spread | None, Field(validation_alias=AliasChoices("mu", "mean"))] = None
    rho: Annotated[Spread | None, Field(validation_alias=AliasChoices("rho", "correlation"))] = None
    presence: dict[str, Spread] = Field(default_factory=dict)
    foil_rate: Spread | None = None
    coverage_shift: Annotated[float, Field(ge=0, le=5)] = 0.5
    absent_share: Annotated[float, Field(ge=0, lt=1)] = 0.0
    covered_from: Annotated[float, Field(gt=0, le=1)] = 0.5
    target: Annotated[float, Field(gt=0, lt=1)] = 0.8
    draws: Annotated[int, Field(ge=100, le=100_000)] = 4000
    survey_draws: Annotated[int, Field(ge=1000, le=1_000_000)] = 20_000
    seed: Annotated[int, Field(ge=0)] = 1

    @field_validator("foil_rate")
    @classmethod
    def _some_tell_the_truth(cls, rate: SpanInput | None) -> SpanInput | None:
        if rate and max(rate.typical, rate.high or 0) >= 1:
            raise wrong("all_say_yes")
        return rate

    @model_validator(mode="after")
    def _uncertain_habits_are_inside(self) -> Self:
        for name, span in (("mu", self.mean_span), ("rho", self.correlation_span)):
            if not 0 < span.low <= span.high < 1:
                raise wrong("strictly_inside", name, low=span.low, high=span.high)
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
