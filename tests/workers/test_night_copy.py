"""The copy of every night: when it is due, what is kept, and red where there is none."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.bootstrap import Station, build
from broadcaster.cli.installation import prepare_home
from broadcaster.domain.errors import StationError
from broadcaster.services import fleet
from broadcaster.settings import Settings
from broadcaster.workers import backups
from broadcaster.workers.night_copy import NightCopy, is_due
from tests.factories import FLEET, NOW

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("hour", "newest", "expected"),
    [
        (0, YESTERDAY, "rest"),
        (2, YESTERDAY, "copy"),
        (2, TODAY, "rest"),
        (9, YESTERDAY, "rest"),
        (9, YESTERDAY - timedelta(days=1), "copy"),
        (9, None, "copy"),
    ],
)
def test_at_night_once_and_at_once_where_a_night_was_missed(
    hour: int, newest: date | None, expected: str
) -> None:
    assert is_due(datetime(2026, 11, 24, hour, tzinfo=UTC), newest) is (expected == "copy")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    settings = Settings(var=tmp_path / "var", backups=str(tmp_path / "copies"))
    memory = prepare_home(settings, FLEET.commune.code, now=NOW)
    with memory.writes.begin() as session:
        fleet.apply(session, FLEET, old=None, now=NOW)
    memory.close()
    built = build(settings)
    yield built
    built.close()


def until_idle(copying: NightCopy, now: datetime) -> datetime:
    """Step as the runner would until nothing is under way; return when it wants to look again."""
    for _ in range(600):
        next_at = copying.step(now)
        if next_at - now > timedelta(minutes=1):
            return next_at
        time.sleep(0.05)
    raise AssertionError("the copy did not end")


def begun(station: Station) -> NightCopy:
    """Return a worker whose station has been up for a while: one that has just started does not copy yet."""
    worker = NightCopy(station)
    assert worker.step(NOW - timedelta(minutes=10)) == NOW
    return worker


@pytest.mark.slow
def test_a_copy_that_was_emptied_is_made_anew(station: Station, tmp_path: Path) -> None:
    worker, folder = begun(station), tmp_path / "copies"
    later = until_idle(worker, NOW)
    assert backups.days_kept(folder) == [TODAY]
    assert backups.problems(folder / "2026-11-24") == []
    (folder / "2026-11-24" / "station.db").write_bytes(b"")
    until_idle(worker, later)
    assert backups.problems(folder / "2026-11-24") == []


@pytest.mark.slow
def test_only_a_week_is_kept(station: Station, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    for back in range(2, 10):
        backups.make(station.settings, folder / (TODAY - timedelta(days=back)).isoformat())
    until_idle(begun(station), NOW)
    assert [day.day for day in backups.days_kept(folder)] == [17, 18, 19, 20, 21, 22, 24]


@pytest.mark.slow
def test_without_a_good_copy_it_is_red_until_there_is_one(station: Station, tmp_path: Path) -> None:
    worker, folder = begun(station), tmp_path / "copies"
    folder.write_text("a file where the folder should be")
    with pytest.raises(FileExistsError):
        until_idle(worker, NOW)
    folder.unlink()
    keys = station.settings.var / "keys"
    away = keys.rename(tmp_path / "away")
    later = NOW + timedelta(minutes=11)
    with pytest.raises(StationError, match="backup_failed"):
        until_idle(worker, later)
    with pytest.raises(StationError, match="backup_failed"):
        worker.step(later)
    away.rename(keys)
    later += timedelta(minutes=11)
    for _ in range(600):  # red also while the next one is under way
        try:
            worker.step(later)
        except StationError:
            time.sleep(0.05)
        else:
            break
    assert backups.days_kept(folder) == [TODAY]
