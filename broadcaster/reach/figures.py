"""What an estimate is made of: never one number, always a range with what it rests on."""

import math
from dataclasses import dataclass

from broadcaster.reach.channels import UnionReach
from broadcaster.reach.claim import Claim
from broadcaster.reach.quality import Findings
from broadcaster.reach.rungs import ConfirmedShare
from broadcaster.reach.survey import SurveyEstimate


@dataclass(frozen=True)
class Band:
    """Bounds: `low` from confirmed plays alone, `high` if every play not known to have failed did sound."""

    low: float
    high: float


@dataclass(frozen=True)
class Interval:
    """A mean and its central 90 %."""

    mean: float
    low: float
    high: float

    @property
    def in_tens(self) -> Band:
        """The band of tens around it, all that may be said where fewer than FEW_INTERVIEWS were made."""
        return Band(math.floor(10 * self.low) / 10, min(1.0, math.ceil(10 * self.high) / 10))


@dataclass(frozen=True)
class Published:
    """The figure to print for a hamlet or the commune: survey and capped model together.

    `model_interviews` is what the model weighed (kappa); without a survey it is the model alone.
    """

    reach: Interval
    interviews: float
    model_interviews: float


@dataclass(frozen=True)
class Ladder:
    """The rungs for one place: shares of residents, and `contacts`, occasions per resident.

    `played` is T0, `opportunity` T1, `once` (1+) and `thrice` (3+) T2 within the log's own bounds, `model`
    T2 with the model's uncertainty. `ceiling` is the share who can hear at all; `needed` how many occasions
    in the best daypart would reach the target (None: no number does). `naive` is what counting commands and
    assuming chance would have said.
    """

    name: str
    residents: int
    ceiling: float
    played: ConfirmedShare
    opportunity: Band
    once: Band
    thrice: Band
    contacts: float
    naive: float
    model: Interval
    published: Published
    needed: int | None

    @property
    def grp(self) -> float:
        """Gross rating points: contacts per hundred residents."""
        return 100 * self.contacts

    @property
    def frequency(self) -> float | None:
        """Occasions per resident reached, None where nobody is."""
        return self.contacts / self.once.low if self.once.low > 0 else None


@dataclass(frozen=True)
class SurveyFigures:
    """T3: the share of "yes" as told, the false-yes rate, and the survey's own corrected estimate."""

    told: SurveyEstimate
    false_yes_rate: float
    is_false_yes_measured: bool
    corrected: Interval


@dataclass(frozen=True)
class CrossCheck:
    """Model draws re-weighted by the survey: should agree with what is published and leave many."""

    reach: Interval
    draws_left: float


@dataclass(frozen=True)
class CommuneFigures:
    """All that is known of a commune, a topic and a window of time."""

    commune: Ladder
    hamlets: tuple[Ladder, ...]
    claim: Claim
    findings: Findings
    survey: SurveyFigures | None = None
    cross_check: CrossCheck | None = None
    channels: UnionReach | None = None
