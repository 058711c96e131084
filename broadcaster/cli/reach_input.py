"""The JSON that `broadcaster reach estimate` reads: fields, defaults and limits (docs/reach.md)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from broadcaster.cli.reach_fields import Block, Count, Name, Share, once_each
from broadcaster.cli.reach_hamlets import SOURCES, DaypartInput, HamletInput
from broadcaster.cli.reach_parameters import ParametersInput
from broadcaster.cli.reach_refusals import wrong
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
            raise wrong("claimed_more", claimed=self.claimed, asked=self.asked)
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
            raise wrong("nobody_lives")
        once_each((hamlet.name or _nameless(i) for i, hamlet in enumerate(self.hamlets)), "hamlets")
        once_each((channel.name for channel in self.channels), "channels")
        self._check_survey()
        self._check_presence()
        most = MOST_DRAWS // len(self.hamlets)
        for name in ("draws", "survey_draws"):
            if getattr(self.parameters, name) > most:
                raise wrong("too_many_draws", f"parameters.{name}", most=most, hamlets=len(self.hamlets))
        return self

    def _check_presence(self) -> None:
        """Refuse a presence that belongs to no daypart, and a daypart that is none of the known ones and has none."""
        used = {part.name for hamlet in self.hamlets for part in hamlet.dayparts}
        for name in sorted(self.parameters.presence.keys() - used):
            raise wrong("no_such_daypart", f"parameters.presence.{name}")
        known = PRESENCE.keys() | self.parameters.presence.keys()
        for i, hamlet in enumerate(self.hamlets):
            for k, part in enumerate(hamlet.dayparts):
                if part.presence is None and part.name not in known:
                    at = f"hamlets[{i}].dayparts[{k}]"
                    raise wrong("presence_missing", at, name=part.name, known=", ".join(PRESENCE))

    def _check_survey(self) -> None:
        if self.survey is None:
            return
        if not any(hamlet.interviewed for hamlet in self.hamlets):
            raise wrong("nobody_interviewed", "survey")
        foil = self.survey.foil
        if foil and foil.asked > self._residents:
            raise wrong("foil_more", "survey.foil.asked", asked=foil.asked, residents=self._residents)

    @property
    def _residents(self) -> int:
        return sum(hamlet.residents for hamlet in self.hamlets)

    def places(self) -> list[Place]:
        """Return the hamlets with plays and answers."""
        return [self._place(i, hamlet) for i, hamlet in enumerate(self.hamlets)]

    def _place(self, index: int, hamlet: HamletInput) -> Place:
        return Place(
            name=hamlet.name or _nameless(index),
            residents=hamlet.residents,
            audibility=hamlet.audibility(self.parameters.absent_share),
            dayparts=[Daypart(part.name, self._presence(part), part.plays()) for part in hamlet.dayparts],
            asked=hamlet.interviewed,
            yes=hamlet.survey.heard if hamlet.survey else 0,
            is_declared=hamlet.coverage_source == "declared",
        )

    def _presence(self, part: DaypartInput) -> Span:
        given = part.presence or self.parameters.presence.get(part.name)
        if given is None:
            return PRESENCE[part.name]
        own = Span(given.typical * 0.625, given.typical, min(1.0, given.typical * 1.25))
        return given.around(PRESENCE.get(part.name, own))

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
