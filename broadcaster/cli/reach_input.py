"""The JSON that `broadcaster reach estimate` reads: fields, defaults and limits (docs/reach.md)."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from broadcaster.cli.reach_fields import Block, Count, Name, Share, once_each
from broadcaster.cli.reach_hamlets import SOURCES, DaypartInput, HamletInput
from broadcaster.cli.reach_parameters import ParametersInput
from broadcaster.reach.places import PRESENCE, Daypart, Place, Survey
from broadcaster.reach.quality import Evidence
from broadcaster.reach.survey import BELIEVED_FALSE_YES, Foil
from broadcaster.reach.uncertainty import Span

MOST_DRAWS = 20_000_000
"""Draws of all hamlets together: beyond, a small machine has no memory for them."""


class FoilInput(Block):
    """Answers about the bulletin that was never broadcast."""

    asked: Annotated[int, Field(gt=0)]
    claimed: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _claimed_were_asked(self) -> Self:
        if self.claimed > self.asked:
            raise ValueError(f"claimed ({self.claimed}) is more than asked ({self.asked})")
        return self


class SurveyInput(Block):
    """What goes for the whole survey."""

    foil: FoilInput | None = None
    age_days: Annotated[float, Field(ge=0)] | None = None
    by_operator: bool | None = None
    design_effect: Annotated[float, Field(ge=1, le=20)] = 1.0


class EvidenceInput(Block):
    """What is known about the data beyond the counts; what is left out is reported as unchecked."""

    clock_skew_s: Annotated[float, Field(ge=0)] | None = None
    duplicate_reports: Count | None = None
    ends_before_start: Count | None = None
    volume_unknown: Count | None = None
    level_measured: bool | None = None
    speakers_without_position: Count | None = None
    overlap_share: Share | None = None


class ChannelInput(Block):
    """Another channel and the share of residents it reaches."""

    name: Name
    reach: Share


class ReachInput(Block):
    """A commune, a topic and a window of time."""

    commune: Name = ""
    topic: Name = ""
    window: Name = "30 days"
    hamlets: Annotated[list[HamletInput], Field(min_length=1, max_length=1_000)]
    parameters: ParametersInput = ParametersInput()
    survey: SurveyInput | None = None
    evidence: EvidenceInput = EvidenceInput()
    channels: list[ChannelInput] = Field(default_factory=list)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not self._residents:
            raise ValueError("nobody lives in any of these hamlets: all residents are 0")
        once_each((hamlet.name or _nameless(i) for i, hamlet in enumerate(self.hamlets)), "hamlets")
        once_each((channel.name for channel in self.channels), "channels")
        self._check_survey()
        used = {part.name for hamlet in self.hamlets for part in hamlet.dayparts}
        for name in sorted(self.parameters.presence.keys() - used):
            raise ValueError(f"parameters.presence.{name}: no hamlet has a daypart of this name")
        for name in ("draws", "survey_draws"):
            if getattr(self.parameters, name) * len(self.hamlets) > MOST_DRAWS:
                raise ValueError(
                    f"parameters.{name}: at most {MOST_DRAWS // len(self.hamlets)} for {len(self.hamlets)} hamlets"
                )
        return self

    def _check_survey(self) -> None:
        if self.survey is None:
            return
        if not any(hamlet.interviewed for hamlet in self.hamlets):
            raise ValueError("survey: nobody was interviewed; give hamlets[…].survey, or leave this out")
        if self.survey.foil and self.survey.foil.asked > self._residents:
            raise ValueError(
                f"survey.foil.asked ({self.survey.foil.asked}) is more than all residents ({self._residents})"
            )

    @property
    def _residents(self) -> int:
        return sum(hamlet.residents for hamlet in self.hamlets)

    def places(self) -> list[Place]:
        """Return the hamlets with plays and answers; UnknownPresenceError names a daypart that lacks one."""
        return [self._place(i, hamlet) for i, hamlet in enumerate(self.hamlets)]

    def _place(self, index: int, hamlet: HamletInput) -> Place:
        return Place(
            name=hamlet.name or _nameless(index),
            residents=hamlet.residents,
            audibility=hamlet.audibility(self.parameters.absent_share),
            dayparts=[
                Daypart(part.name, self._presence(part, f"hamlets[{index}].dayparts[{k}]"), part.plays())
                for k, part in enumerate(hamlet.dayparts)
            ],
            asked=hamlet.interviewed,
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


def _nameless(index: int) -> str:
    return f"hamlet {index + 1}"


class UnknownPresenceError(ValueError):
    """A daypart that is none of the known ones and says nothing of who is at home."""

    def __init__(self, path: str, name: str, known: Mapping[str, Span]) -> None:
        told = f"{path}.name is {name!r}" if name else f"{path} has no name"
        super().__init__(f"{told}: give presence (0 to 1), or name one of {', '.join(known)}")
