"""Copies the station every night, in a process of its own, and turns red where a day goes by without a good copy."""

import logging
import os
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

from broadcaster.bootstrap import Station
from broadcaster.domain.calendar import local
from broadcaster.domain.errors import StationError
from broadcaster.settings import as_environment
from broadcaster.workers import backups

_log = logging.getLogger(__name__)
KEPT = 7
"""Nights whose copies are kept."""
_NIGHT = range(1, 4)
"""Hours of the commune's clock in which nobody works at the pages."""
_LATE = timedelta(days=1)
"""A day without a copy is copied at any hour."""
_LOOK_EVERY = timedelta(minutes=10)
_WHILE_COPYING = timedelta(seconds=2)


def is_due(now: datetime, newest: date | None) -> bool:
    """Tell whether to copy at `now`, on the commune's clock: at night once, and at once where last night failed."""
    if newest is None or newest < now.date() - _LATE:
        return True
    return newest < now.date() and now.hour in _NIGHT


class NightCopy:
    """One copy a night; the work is `broadcaster backup`, so that a slow disk keeps nobody here waiting."""

    name = "backup"

    def __init__(self, station: Station) -> None:
        self._station = station
        self._folder = Path(station.settings.backups or station.settings.path("backups"))
        self._copying: subprocess.Popen[str] | None = None
        self._next_at: datetime | None = None
        self._trouble = ""

    def step(self, now: datetime) -> datetime:
        """Begin a copy that is due, or see how the one under way ended.

        Raises StationError `backup_failed` from a copy that failed until one succeeds.
        """
        next_at = self._look(now)
        if self._trouble:
            raise StationError("backup_failed", why=self._trouble)
        return next_at

    def _look(self, now: datetime) -> datetime:
        if self._copying:
            if self._copying.poll() is None:
                return now + _WHILE_COPYING
            self._end(self._copying)
        if self._next_at is None or now < self._next_at <= now + _LOOK_EVERY:
            self._next_at = self._next_at or now + _LOOK_EVERY  # a station that starts has other work
            return self._next_at
        self._next_at = now + _LOOK_EVERY
        wall = local(now, self._station.commune.zone)
        kept = backups.days_kept(self._folder)
        if not is_due(wall, kept[-1] if kept else None):
            return self._next_at
        self._begin(self._folder / wall.date().isoformat())
        return now + _WHILE_COPYING

    def close(self) -> None:
        """End a copy under way; half of it is thrown away by the next one."""
        if self._copying:
            self._copying.kill()
            self._copying.wait()

    def _begin(self, target: Path) -> None:
        shutil.rmtree(
            target, ignore_errors=True
        )  # of this day, and no good any more: it is not among those kept
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._copying = subprocess.Popen(
            [sys.executable, "-m", "broadcaster", "backup", str(target)],
            env={**os.environ, **as_environment(self._station.settings)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _end(self, copying: subprocess.Popen[str]) -> None:
        self._copying = None
        said = copying.communicate()[1].strip()
        if copying.returncode:
            self._trouble = said.splitlines()[-1] if said else f"exit code {copying.returncode}"
            return
        self._trouble = ""
        for day in backups.days_kept(self._folder)[:-KEPT]:
            shutil.rmtree(self._folder / day.isoformat())
        _log.info("the station is copied to %s", self._folder)
