"""Copies of a whole station, each a folder that is there only when it is good, and the way back from one.

A copy grows under a name of its own and gets its true name after its check, so that half a copy is never taken for
one. Sounds never change under their names: on one disk a copy shares them instead of doubling them.
"""

import os
import shutil
import sqlite3
from datetime import date
from pathlib import Path

from sqlalchemy import make_url

from audio_library.store import SoundStore
from broadcaster.bootstrap import KEYS_FOLDER
from broadcaster.db.damage import damage
from broadcaster.domain.errors import StationError
from broadcaster.settings import Settings

DATABASE = "station.db"
_SOUNDS = "sounds"
_FLEET = "devices.yaml"
_GROWING = ".part"


def make(settings: Settings, target: Path) -> None:
    """Copy the station, which may be at work, to `target`, a folder that does not exist yet, and check the copy.

    Raises StationError `backup_exists`, `backup_elsewhere` for a database that has tools of its own, `backup_bad` with
    what is wrong; OSError where there is no room. Nothing is left of a copy that failed.
    """
    if target.exists():
        raise StationError("backup_exists", folder=target)
    database = _database(settings)
    growing = target.with_name(target.name + _GROWING)
    shutil.rmtree(growing, ignore_errors=True)
    growing.mkdir(mode=0o700, parents=True)
    try:
        _copy(settings, database, growing)
        _refuse_bad(growing)
        growing.rename(target)
    except BaseException:
        shutil.rmtree(growing, ignore_errors=True)
        raise


def problems(copy: Path) -> list[str]:
    """Say what is wrong with a copy, in words; an empty list is a good one."""
    found = [f"{DATABASE}: {each}" for each in damage(copy / DATABASE)]
    if not (copy / KEYS_FOLDER).is_dir() or not any((copy / KEYS_FOLDER).iterdir()):
        found.append("the keys are missing")
    store = SoundStore(copy / _SOUNDS)
    return found + [f"a sound is not what its name says: {sha}" for sha in store if not store.verify(sha)]


def restore(copy: Path, settings: Settings) -> None:
    """Put a good copy where no station is. Raises StationError `backup_bad`, `home_taken`."""
    database = _database(settings)
    _refuse_bad(copy)
    for taken in (database, settings.path(KEYS_FOLDER)):
        if taken.exists():
            raise StationError("home_taken", path=taken)
    settings.var.mkdir(mode=0o750, parents=True, exist_ok=True)
    shutil.copytree(copy / _SOUNDS, settings.path(_SOUNDS), dirs_exist_ok=True)
    shutil.copytree(copy / KEYS_FOLDER, settings.path(KEYS_FOLDER))
    if (copy / _FLEET).exists() and not settings.devices.exists():
        shutil.copy2(copy / _FLEET, settings.devices)
    shutil.copy2(copy / DATABASE, database)


def days_kept(folder: Path) -> list[date]:
    """Return the days of the nightly copies in `folder` that still look like copies, the newest last."""
    found = []
    for each in folder.glob("????-??-??"):
        try:
            day = date.fromisoformat(each.name)
        except ValueError:
            continue
        if not damage(each / DATABASE):
            found.append(day)
    return sorted(found)


def _refuse_bad(copy: Path) -> None:
    if wrong := problems(copy):
        raise StationError("backup_bad", folder=copy, why="; ".join(wrong[:3]))


def _database(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise StationError("backup_elsewhere")
    return Path(url.database)


def _copy(settings: Settings, database: Path, target: Path) -> None:
    source, copy = sqlite3.connect(database), sqlite3.connect(target / DATABASE)
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole, without its companions
    finally:
        source.close()
        copy.close()
    shutil.copytree(settings.path(KEYS_FOLDER), target / KEYS_FOLDER)
    shutil.copytree(
        settings.path(_SOUNDS),
        target / _SOUNDS,
        ignore=shutil.ignore_patterns("drafts"),
        copy_function=_share,
    )
    if settings.devices.exists():
        shutil.copy2(settings.devices, target / _FLEET)


def _share(source: str, target: str) -> str:
    """Let two names have one file; another disk gets a file of its own."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target
