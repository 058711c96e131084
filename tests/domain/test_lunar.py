"""The lunar calendar against known new years of Việt Nam, months that leap, and itself."""

from datetime import date, timedelta

import pytest

from broadcaster.domain.lunar import LunarDay, lunar_of, tet

TET = """
2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-17 2008-02-07 2009-01-26
2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13
2030-02-02 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24
2040-02-12
"""
"""As printed in Việt Nam; 2007 and 2030 begin a day earlier than in China."""


def test_tet_is_when_viet_nam_keeps_it() -> None:
    days = {date.fromisoformat(day) for day in TET.split()}
    assert len(days) == 41
    assert {lunar_of(day) for day in days} == {LunarDay(year, 1, 1) for year in range(2000, 2041)}
    assert {tet(year) for year in range(2000, 2041)} == days


@pytest.mark.parametrize(
    ("day", "moon"),
    [
        (date(1985, 1, 21), LunarDay(1985, 1, 1)),  # a month before China
        (date(2020, 5, 23), LunarDay(2020, 4, 1, is_leap=True)),
        (date(2023, 3, 22), LunarDay(2023, 2, 1, is_leap=True)),
        (date(2025, 7, 25), LunarDay(2025, 6, 1, is_leap=True)),
        (date(2033, 12, 22), LunarDay(2033, 11, 1, is_leap=True)),
        (date(2026, 4, 26), LunarDay(2026, 3, 10)),  # Giỗ Tổ Hùng Vương
        (date(2026, 11, 25), LunarDay(2026, 10, 17)),
    ],
    ids=str,
)
def test_days_that_calendars_print(day: date, moon: LunarDay) -> None:
    assert lunar_of(day) == moon


def test_every_day_follows_the_day_before() -> None:
    before = lunar_of(date(1999, 12, 31))
    for nth in range(365 * 41):
        here = lunar_of(date(2000, 1, 1) + timedelta(days=nth))
        if here.day > 1:
            assert here == LunarDay(before.year, before.month, before.day + 1, before.is_leap)
        else:
            assert before.day in {29, 30}
            is_new = (here.year, here.month) == (before.year + before.month // 12, before.month % 12 + 1)
            is_same = here.is_leap and (here.year, here.month) == (before.year, before.month)
            assert is_new or is_same
        before = here


def test_a_lunar_day_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="no such lunar day"):
        LunarDay(2026, 13, 1)
