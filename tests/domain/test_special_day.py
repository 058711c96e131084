"""Days that are not like others: by either calendar, some days in a row, in one year or in all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from broadcaster.domain.errors import StationError
from broadcaster.domain.special_day import DayEffect, DayRules, SpecialDay, make_special_day, rules_on

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def special(name: str = "Tết", **given: Any) -> SpecialDay:
    values: dict[str, Any] = {"effect": DayEffect.SILENT, "month": 1, "day": 1, **given}
    return make_special_day(commune_id="mai-khe", name=name, made_by=None, now=NOW, **values)


def days_of(one: SpecialDay, year: int) -> list[date]:
    first = date(year, 1, 1)
    return [day for nth in range(365) if one.falls_on(day := first + timedelta(days=nth))]


def test_a_lunar_rule_moves_over_the_civil_year() -> None:
    tet = special(is_lunar=True, days=3)
    assert days_of(tet, 2026) == [date(2026, 2, 17), date(2026, 2, 18), date(2026, 2, 19)]
    assert days_of(tet, 2027)[0] == date(2027, 2, 6)


def test_a_leap_month_repeats_nothing() -> None:
    ngo = special(month=6, day=15, is_lunar=True)
    assert days_of(ngo, 2025) == [date(2025, 7, 9)]


def test_the_thirtieth_of_a_short_month_is_its_last_day() -> None:
    eve = special(month=12, day=30, is_lunar=True)
    assert days_of(eve, 2025) == [date(2025, 1, 28)]  # the year of the Dragon ended on the 29th
    assert days_of(eve, 2027) == [date(2027, 2, 5)]


def test_a_single_year_and_the_turn_of_the_year() -> None:
    assert days_of(special(month=12, day=31, days=2), 2026) == [date(2026, 1, 1), date(2026, 12, 31)]
    only = special(month=5, day=18, year=2026)
    assert (days_of(only, 2026), days_of(only, 2027)) == ([date(2026, 5, 18)], [])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " "}, "name_missing"),
        ({"month": 2, "day": 30}, "no_such_day"),
        ({"month": 2, "day": 29, "year": 2027}, "no_such_day"),
        ({"month": 1, "day": 31, "is_lunar": True}, "no_such_day"),
        ({"days": 0}, "day_span"),
        ({"effect": DayEffect.TOPIC}, "day_topic"),
        ({"topic": "law"}, "day_topic"),
    ],
)
def test_rules_that_cannot_be_are_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(StationError, match=code):
        special(**given)


def test_the_rules_of_a_day_are_gathered() -> None:
    campaign = special("18/5", effect=DayEffect.TOPIC, month=5, day=18, topic="innovation")
    mourning = special("Quốc tang", effect=DayEffect.NO_MUSIC, month=5, day=18, year=2026)
    ended = special("Cũ", month=5, day=18)
    ended.ended_at = NOW
    found = rules_on(date(2026, 5, 18), [campaign, mourning, ended])
    assert found == DayRules(silent="", no_music="Quốc tang", topics=("innovation",))
