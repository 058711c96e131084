"""The hamlets that `broadcaster reach estimate` reads: residents, audibility, plays and answers (docs/reach.md)."""

from typing import Annotated, Self

from pydantic import AliasChoices, Field, model_validator

from broadcaster.cli.reach_fields import Block, Count, Name, Residents, Share, Spread, once_each
from broadcaster.cli.reach_refusals import wrong
from broadcaster.reach.ledger import Status

SOURCES = ("households", "footprints", "polygon", "declared")  # of coverage, best first


class BinInput(Block):
    """A share of the hamlet's residents who live at one audibility."""

    audibility: Share
    share: Share


class DaypartInput(Block):
    """Plays of one daypart by what is known of them."""

    name: Name = ""
    presence: Annotated[Spread | None, Field(validation_alias=AliasChoices("presence", "g"))] = None
    confirmed: Count = 0
    partial: Count = 0
    unconfirmed: Count = 0
    failed: Count = 0
    manual: Count = 0

    def plays(self) -> dict[Status, int]:
        """Return the counts by status."""
        return {status: getattr(self, status.value) for status in Status}


class AnswersInput(Block):
    """Interviews of one hamlet: how many, and how many said they had heard."""

    interviewed: Annotated[int, Field(ge=0)]
    heard: Annotated[int, Field(ge=0)]

    @model_validator(mode="after")
    def _heard_were_asked(self) -> Self:
        if self.heard > self.interviewed:
            raise wrong("heard_more", heard=self.heard, interviewed=self.interviewed)
        return self


class HamletInput(Block):
    """One hamlet; `coverage` is short for a single audibility of 1."""

    name: Name = ""
    residents: Residents
    coverage: Share | None = None
    audibility_bins: list[BinInput] | None = None
    coverage_source: str | None = None
    dayparts: list[DaypartInput] = Field(default_factory=list)
    survey: AnswersInput | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.coverage is None) == (self.audibility_bins is None):
            raise wrong("one_coverage")
        if self.coverage_source is not None and self.coverage_source not in SOURCES:
            raise wrong("source", known=", ".join(SOURCES), value=self.coverage_source)
        total = sum(one.share for one in self.audibility_bins or [])
        if total > 1 + 1e-9:
            raise wrong("shares_sum", total=total)
        if self.interviewed > self.residents:
            raise wrong("asked_more", interviewed=self.interviewed, residents=self.residents)
        once_each((part.name for part in self.dayparts), "dayparts")
        return self

    @property
    def interviewed(self) -> int:
        """How many were asked here."""
        return self.survey.interviewed if self.survey else 0

    def audibility(self, absent: float) -> dict[float, float]:
        """Return shares of residents by audibility, the absent taken out."""
        if self.audibility_bins is None:
            return {1.0: (self.coverage or 0.0) * (1 - absent)}
        shares: dict[float, float] = {}
        for one in self.audibility_bins:
            shares[one.audibility] = shares.get(one.audibility, 0.0) + one.share * (1 - absent)
        return shares
