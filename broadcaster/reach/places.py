"""What an estimate starts from: hamlets with their plays and answers, and what is assumed about people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from broadcaster.reach.ledger import Status
from broadcaster.reach.quadrature import Habit
from broadcaster.reach.survey import Foil
from broadcaster.reach.uncertainty import Span

MEAN = Span(0.10, 0.35, 0.60)
"""Chance that a resident who could hear follows an occasion of the best daypart (mu)."""
CORRELATION = Span(0.20, 0.45, 0.75)
"""How much the same residents listen again (rho)."""
PRESENCE: Mapping[str, Span] = {
    "morning": Span(1.0, 1.0, 1.0),
    "midday": Span(0.4, 0.7, 0.9),
    "afternoon": Span(0.5, 0.8, 1.0),
    "evening": Span(0.4, 0.7, 0.9),
    "other": Span(0.2, 0.4, 0.6),
}
"""People at home and awake, relative to the best daypart (g)."""


@dataclass(frozen=True)
class Daypart:
    """Plays of one daypart by status, and how many people are there to hear them."""

    name: str
    presence: Span
    plays: Mapping[Status, int]

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.plays.values()):
            raise ValueError(f"{self.name}: plays are not negative")
        if not (self.presence.low >= 0 and self.presence.high <= 1):
            raise ValueError(f"{self.name}: presence lies between 0 and 1")


@dataclass(frozen=True)
class Footprint:
    """Those residents of a hamlet for whom one speaker is the loudest: their share by audibility, its own plays."""

    audibility: Mapping[float, float]
    dayparts: Sequence[Daypart]


@dataclass(frozen=True)
class Place:
    """One hamlet: `audibility` maps A to the share of residents there, the rest hearing nothing.

    `is_declared` tells that coverage is somebody's word; `asked` and `yes` are its interviews. Where its speakers
    did not all play the same, `footprints` tell what each part of the residents could hear; together they have
    the hamlet's `audibility`, and `dayparts` then count the plays of all of them, for T0 alone.
    """

    name: str
    residents: int
    audibility: Mapping[float, float]
    dayparts: Sequence[Daypart]
    asked: float = 0
    yes: float = 0
    is_declared: bool = False
    footprints: Sequence[Footprint] = ()

    def __post_init__(self) -> None:
        if self.residents < 0:
            raise ValueError(f"{self.name}: residents are not negative")
        if not all(0 <= value <= 1 for pair in self.audibility.items() for value in pair):
            raise ValueError(f"{self.name}: audibility and shares lie between 0 and 1")
        if sum(self.audibility.values()) > 1 + 1e-9:
            raise ValueError(f"{self.name}: shares by audibility sum to more than 1")
        if self.footprints:
            self._check_footprints()

    def _check_footprints(self) -> None:
        levels = {a for part in self.footprints for a in part.audibility} | set(self.audibility)
        for a in levels:
            parts = sum(part.audibility.get(a, 0.0) for part in self.footprints)
            if abs(parts - self.audibility.get(a, 0.0)) > 1e-6:
                raise ValueError(f"{self.name}: its footprints do not add up to its audibility")

    @property
    def parts(self) -> Sequence[Footprint]:
        """Parts of the residents, each with the plays that could reach it; the whole hamlet where none are told."""
        return self.footprints or (Footprint(self.audibility, self.dayparts),)

    def covered(self, least: float) -> float:
        """Return the share of residents with at least that audibility, and any at all."""
        return min(1.0, sum(share for a, share in self.audibility.items() if a >= least and a > 0))


@dataclass(frozen=True)
class Assumptions:
    """What is assumed of people, the target, the audibility that counts as covered, and how much to draw."""

    mean: Span = MEAN
    correlation: Span = CORRELATION
    coverage_shift: float = 0.5
    target: float = 0.8
    covered_from: float = 0.5
    draws: int = 4000
    survey_draws: int = 20_000
    seed: int = 1

    @property
    def habit(self) -> Habit:
        """The typical resident."""
        return Habit(self.mean.typical, self.correlation.typical)


UNASKED = Foil()


@dataclass(frozen=True)
class Survey:
    """What goes for the whole survey; answers are with the places, thinned by a design effect above 1."""

    foil: Foil = UNASKED
    design_effect: float = 1.0

    def __post_init__(self) -> None:
        if self.design_effect < 1:
            raise ValueError(f"a design effect is at least 1, not {self.design_effect}")
