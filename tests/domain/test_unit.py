"""What a unit owes in a month, and what it is told about it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain.errors import StationError
from broadcaster.domain.unit import Duty, Reminder, UnitKind, unit

NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("owed", "accepted", "waiting", "day", "told"),
    [
        (2, 2, 0, 5, Reminder.MET),
        (2, 3, 0, 30, Reminder.MET),
        (2, 0, 2, 29, Reminder.WAITING),
        (2, 1, 0, 20, Reminder.TO_COME),
        (2, 1, 0, 21, Reminder.URGENT),
        (2, 0, 1, 30, Reminder.URGENT),
        (0, 0, 1, 30, Reminder.NOTHING_OWED),
    ],
)
def test_a_unit_is_told_how_it_stands(
    owed: int, accepted: int, waiting: int, day: int, told: Reminder
) -> None:
    assert Duty(owed, accepted, waiting, NOVEMBER).reminder(date(2026, 11, day)) is told


def test_when_the_month_is_over_what_waits_may_still_meet_it() -> None:
    december = date(2026, 12, 1)
    assert Duty(2, 1, 0, NOVEMBER).reminder(december) is Reminder.MISSED
    assert Duty(2, 1, 1, NOVEMBER).reminder(december) is Reminder.WAITING


counts = st.integers(0, 9)


@given(counts, counts, counts, st.dates(NOVEMBER, date(2026, 12, 31)))
def test_whoever_misses_nothing_is_not_urged(owed: int, accepted: int, waiting: int, day: date) -> None:
    duty = Duty(owed, accepted, waiting, NOVEMBER)
    urged = duty.reminder(day) in {Reminder.TO_COME, Reminder.URGENT, Reminder.MISSED}
    assert urged == (duty.missing > 0)


@pytest.mark.parametrize(("name", "quota", "code"), [(" ", 2, "unit_name"), ("Trường", 61, "unit_quota")])
def test_a_unit_that_could_not_be_kept_is_refused(name: str, quota: int, code: str) -> None:
    with pytest.raises(StationError, match=code):
        unit(commune_id="mai-khe", name=name, kind=UnitKind.SCHOOL, monthly_quota=quota, since_on=NOVEMBER)


def test_nothing_is_owed_before_the_first_month() -> None:
    made = unit(
        commune_id="mai-khe",
        name="Trường",
        kind=UnitKind.SCHOOL,
        monthly_quota=2,
        since_on=date(2026, 11, 20),
    )
    assert (made.owes_in(date(2026, 10, 1)), made.owes_in(NOVEMBER)) == (0, 2)
