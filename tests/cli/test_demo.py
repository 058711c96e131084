"""The demo begins at any hour; its logins stand at its own door, and a real station has none to show."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from broadcaster.cli import demo
from broadcaster.domain.people import Role
from broadcaster.settings import Settings


def test_a_real_station_shows_no_accounts(tmp_path: Path) -> None:
    assert demo.logins(Settings(var=tmp_path)) == []


def test_the_demo_shows_every_account_it_wrote_down(tmp_path: Path) -> None:
    demo._write_accounts(tmp_path / demo.ACCOUNTS, "0123abcd")
    shown = demo.logins(Settings(var=tmp_path))
    assert {role for role, _, _ in shown} == set(Role)
    assert (Role.OPERATOR, "bientap", "0123abcd") in shown


@pytest.mark.parametrize(
    ("now", "first_on"),
    [
        (time(5, 24), 23),
        (time(5, 26), 24),
        (time(5, 31), 24),
        (time(5, 59), 24),
        (time(6, 0), 23),
        (time(23, 50), 23),
    ],
)
def test_the_welcome_never_sounds_within_a_session(now: time, first_on: int) -> None:
    begun_at = datetime.combine(date(2026, 11, 23), now, UTC)
    assert demo._first_day(begun_at, time(5, 30), 30) == date(2026, 11, first_on)
