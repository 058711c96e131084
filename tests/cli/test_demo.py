"""The demo's logins stand at its own door; a real station has none to show."""

from pathlib import Path

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
