"""Each flag: raised just beyond its limit, silent at it, unchecked without evidence."""

from dataclasses import replace

import pytest

from broadcaster.reach.quality import RULES, Evidence, examine

SPOTLESS = Evidence(
    unconfirmed_share=0.10,
    bounds_apart=0.05,
    clock_skew_s=120,
    duplicate_reports=0,
    ends_before_start=0,
    volume_unknown=0,
    is_level_measured=True,
    speakers_without_position=0,
    population_source="households",
    has_survey=True,
    survey_age_days=365,
    smallest_sample=30,
    foil_rate=0.15,
    unsampled_share=0.10,
    is_surveyed_by_operator=False,
    overlap_share=0.20,
    effective_draws_share=0.10,
)


def test_spotless_data_raises_nothing() -> None:
    assert examine(SPOTLESS).flags == ()
    assert examine(SPOTLESS).unchecked == ()


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        ("DQ1", "unconfirmed_share", 0.11),
        ("DQ1", "bounds_apart", 0.06),
        ("DQ2", "clock_skew_s", 121),
        ("DQ2", "duplicate_reports", 1),
        ("DQ2", "ends_before_start", 1),
        ("DQ3", "volume_unknown", 1),
        ("DQ3", "is_level_measured", False),
        ("DQ4", "speakers_without_position", 1),
        ("DQ5", "population_source", "polygon"),
        ("DQ5", "population_source", "declared"),
        ("DQ6", "survey_age_days", 366),
        ("DQ6", "has_survey", False),
        ("DQ7", "smallest_sample", 29),
        ("DQ8", "foil_rate", 0.16),
        ("DQ9", "unsampled_share", 0.11),
        ("DQ10", "is_surveyed_by_operator", True),
        ("DQ11", "overlap_share", 0.21),
        ("DQ12", "effective_draws_share", 0.09),
    ],
)
def test_each_limit(code: str, field: str, value: object) -> None:
    found = examine(replace(SPOTLESS, **{field: value}))  # type: ignore[arg-type]  # fields of several types
    assert [flag.code for flag in found.flags] == [code]
    assert found.flags[0].values[field] == value
    assert found.blocking == ((code,) if code in {"DQ1", "DQ9"} else ())


def test_what_nobody_knows_is_unchecked_not_passed() -> None:
    assert examine(Evidence()).flags == ()
    assert examine(Evidence()).unchecked == tuple(rule.code for rule in RULES)
    assert [rule.code for rule in RULES] == [f"DQ{i}" for i in range(1, 13)]
