"""Copies of a station that works, the way back, and databases that are no longer whole."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from broadcaster.bootstrap import build
from broadcaster.cli.installation import prepare_home
from broadcaster.db.damage import refuse_damaged
from broadcaster.domain.errors import StationError
from broadcaster.services import fleet
from broadcaster.settings import Settings
from broadcaster.workers import backups
from tests.factories import FLEET, NOW

SITE = FLEET.commune.code
pytestmark = pytest.mark.slow  # a whole station each


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """An installed station with a fleet and one sound."""
    settings = Settings(var=tmp_path / "var", devices=tmp_path / "devices.yaml")
    memory = prepare_home(settings, SITE, now=NOW)
    with memory.writes.begin() as session:
        fleet.apply(session, FLEET, old=None, now=NOW)
    memory.close()
    settings.devices.write_text("# ghi chú\n")
    station = build(settings)
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(b"a sound")
    station.store.keep(sound)
    station.close()
    return settings


def test_a_copy_goes_back_where_nothing_is_left(home: Settings, tmp_path: Path) -> None:
    backups.make(home, tmp_path / "copy")
    again = Settings(var=tmp_path / "again", devices=tmp_path / "again.yaml")
    backups.restore(tmp_path / "copy", again)
    station = build(again)
    with station.memory.reads() as session:
        assert {each.id for each in fleet.current(session, SITE).devices} == {
            each.id for each in FLEET.devices
        }
    station.close()
    sounds = [each.read_bytes() for each in (again.var / "sounds").rglob("*") if each.is_file()]
    assert b"a sound" in sounds
    assert again.devices.read_text() == "# ghi chú\n"


def test_nothing_is_overwritten_by_either_way(home: Settings, tmp_path: Path) -> None:
    backups.make(home, tmp_path / "copy")
    with pytest.raises(StationError, match="backup_exists"):
        backups.make(home, tmp_path / "copy")
    with pytest.raises(StationError, match="home_taken"):
        backups.restore(tmp_path / "copy", home)


def _empty(copy: Path) -> None:
    (copy / "station.db").write_bytes(b"")


def _cut(copy: Path) -> None:
    file = copy / "station.db"
    file.write_bytes(file.read_bytes()[:-8192])


def _without_keys(copy: Path) -> None:
    for key in (copy / "keys").iterdir():
        key.unlink()


def _another_sound(copy: Path) -> None:
    (sound,) = (each for each in (copy / "sounds").rglob("*") if each.is_file())
    sound.unlink()
    sound.write_bytes(b"another sound")


@pytest.mark.parametrize("spoil", [_empty, _cut, _without_keys, _another_sound])
def test_a_spoilt_copy_is_told_and_never_put_back(
    home: Settings, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    copy = tmp_path / "copy"
    backups.make(home, copy)
    assert backups.problems(copy) == []
    spoil(copy)
    assert backups.problems(copy)
    again = Settings(var=tmp_path / "again")
    with pytest.raises(StationError, match="backup_bad"):
        backups.restore(copy, again)
    assert not again.var.exists()


def test_half_a_copy_never_has_the_name_of_one(home: Settings, tmp_path: Path) -> None:
    (home.var / "station.db").write_bytes(b"no database")
    with pytest.raises(sqlite3.DatabaseError):
        backups.make(home, tmp_path / "2026-11-23")
    assert list(tmp_path.glob("2026*")) == []


def test_only_days_with_a_copy_count(home: Settings, tmp_path: Path) -> None:
    backups.make(home, tmp_path / "kept" / "2026-11-23")
    backups.make(home, tmp_path / "kept" / "2026-11-24")
    (tmp_path / "kept" / "2026-13-99").mkdir()
    (tmp_path / "kept" / "2026-11-25").mkdir()
    assert backups.days_kept(tmp_path / "kept") == [date(2026, 11, 23), date(2026, 11, 24)]
    _empty(tmp_path / "kept" / "2026-11-24")
    assert backups.days_kept(tmp_path / "kept") == [date(2026, 11, 23)]


@pytest.mark.parametrize("spoilt", [b"no database at all" * 100, None])
def test_no_station_begins_on_a_damaged_database(home: Settings, spoilt: bytes | None) -> None:
    file = home.var / "station.db"
    whole = file.read_bytes()
    page = 4096
    file.write_bytes(spoilt or whole[: 2 * page] + b"\xa5" * page + whole[3 * page :])
    with pytest.raises(StationError, match="database_damaged"):
        build(home)
    file.unlink()
    refuse_damaged(home.database)  # none yet is no damage: migrations make it
