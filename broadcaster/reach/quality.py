"""Flags DQ1-DQ12: what is wrong with the data behind a figure, printed beside it.

A rule whose evidence was not given is neither passed nor failed: it is listed as unchecked. Two flags
forbid the claim that a target was reached.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

FEW_INTERVIEWS = 30
"""Below this a hamlet's figure is told as a band of tens."""


@dataclass(frozen=True)
class Evidence:
    """Whatever is known about the data; None is not known. Shares lie between 0 and 1."""

    unconfirmed_share: float | None = None
    bounds_apart: float | None = None
    clock_skew_s: float | None = None
    duplicate_reports: int | None = None
    ends_before_start: int | None = None
    volume_unknown: int | None = None
    is_level_measured: bool | None = None
    speakers_without_position: int | None = None
    population_source: str | None = None
    has_survey: bool | None = None
    survey_age_days: float | None = None
    smallest_sample: float | None = None
    foil_rate: float | None = None
    unsampled_share: float | None = None
    is_surveyed_by_operator: bool | None = None
    overlap_share: float | None = None
    effective_draws_share: float | None = None


@dataclass(frozen=True)
class Rule:
    """One flag: what it `means`, the `evidence` it looks at, and whether it forbids a claim.

    `is_raised` answers None where the evidence does not suffice.
    """

    code: str
    means: str
    evidence: tuple[str, ...]
    is_raised: Callable[[Evidence], bool | None]
    blocks_claim: bool = False


@dataclass(frozen=True)
class Flag:
    """A raised rule with the values that raised it."""

    code: str
    means: str
    blocks_claim: bool
    values: dict[str, object]


@dataclass(frozen=True)
class Findings:
    """Flags raised, and codes of the rules that nothing was known about."""

    flags: tuple[Flag, ...]
    unchecked: tuple[str, ...]

    @property
    def blocking(self) -> tuple[str, ...]:
        """Codes of the flags that forbid a claim."""
        return tuple(flag.code for flag in self.flags if flag.blocks_claim)


def _over(value: float | None, limit: float) -> bool | None:
    return None if value is None else value > limit


def _any(*answers: bool | None) -> bool | None:
    """Return True if one is, None if nothing is known, else False."""
    if any(answers):
        return True
    return None if all(answer is None for answer in answers) else False


def _is_stale(e: Evidence) -> bool | None:
    return True if e.has_survey is False else _over(e.survey_age_days, 365)


RULES = (
    Rule(
        "DQ1",
        "more than 10 % of plays are unconfirmed, or they could move 1+ reach by more than 5 points",
        ("unconfirmed_share", "bounds_apart"),
        lambda e: _any(_over(e.unconfirmed_share, 0.10), _over(e.bounds_apart, 0.05)),
        blocks_claim=True,
    ),
    Rule(
        "DQ2",
        "a speaker's clock was off by more than 120 s, or reports are doubled or end before they start",
        ("clock_skew_s", "duplicate_reports", "ends_before_start"),
        lambda e: _any(
            _over(e.clock_skew_s, 120), _over(e.duplicate_reports, 0), _over(e.ends_before_start, 0)
        ),
    ),
    Rule(
        "DQ3",
        "a volume is unknown, or no sound level was ever measured here",
        ("volume_unknown", "is_level_measured"),
        lambda e: _any(
            _over(e.volume_unknown, 0), None if e.is_level_measured is None else not e.is_level_measured
        ),
    ),
    Rule(
        "DQ4",
        "speakers without a place or an aim",
        ("speakers_without_position",),
        lambda e: _over(e.speakers_without_position, 0),
    ),
    Rule(
        "DQ5",
        "where people live is not known by household: spread over a polygon, or a declared number",
        ("population_source",),
        lambda e: None if e.population_source is None else e.population_source in {"polygon", "declared"},
    ),
    Rule("DQ6", "no survey in the last 12 months", ("has_survey", "survey_age_days"), _is_stale),
    Rule(
        "DQ7",
        "a hamlet with fewer than 30 interviews: a band instead of a percentage",
        ("smallest_sample",),
        lambda e: None if e.smallest_sample is None else e.smallest_sample < FEW_INTERVIEWS,
    ),
    Rule(
        "DQ8",
        "more than 15 % say they heard what was never broadcast",
        ("foil_rate",),
        lambda e: _over(e.foil_rate, 0.15),
    ),
    Rule(
        "DQ9",
        "hamlets where nobody was asked hold more than 10 % of residents",
        ("unsampled_share",),
        lambda e: _over(e.unsampled_share, 0.10),
        blocks_claim=True,
    ),
    Rule(
        "DQ10",
        "the survey was made by those who run the loudspeakers",
        ("is_surveyed_by_operator",),
        lambda e: e.is_surveyed_by_operator,
    ),
    Rule(
        "DQ11",
        "more than 20 % of residents live where two speakers blur each other",
        ("overlap_share",),
        lambda e: _over(e.overlap_share, 0.20),
    ),
    Rule(
        "DQ12",
        "model and survey contradict each other",
        ("effective_draws_share",),
        lambda e: None if e.effective_draws_share is None else e.effective_draws_share < 0.10,
    ),
)


def examine(evidence: Evidence) -> Findings:
    """Return the flags that the evidence raises and the rules that it says nothing about."""
    answers = [(rule, rule.is_raised(evidence)) for rule in RULES]
    known = {field.name: getattr(evidence, field.name) for field in fields(evidence)}
    flags = (
        Flag(rule.code, rule.means, rule.blocks_claim, {name: known[name] for name in rule.evidence})
        for rule, is_raised in answers
        if is_raised
    )
    return Findings(tuple(flags), tuple(rule.code for rule, is_raised in answers if is_raised is None))
