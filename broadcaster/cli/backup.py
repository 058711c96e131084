"""Copy the station to one folder: database (consistent while the station runs), keys, sounds and devices.yaml.

The copy is checked before it is called done: the database must pass its integrity check, and every sound must still
be what its name says. Secrets are in it; keep it where only the technician can read.
"""

import argparse
import os
import shutil
import sqlite3
import sys
from pathlib import Path

from sqlalchemy import make_url

from audio_library.store import SoundStore
from broadcaster.bootstrap import KEYS_FOLDER
from broadcaster.settings import Settings, from_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument("target", type=Path, help="a folder that does not exist yet")


def run(args: argparse.Namespace) -> int:
    """Copy, then check the copy."""
    settings = from_environment(os.environ)
    if args.target.exists():
        print(f"{args.target} exists already; name a new folder.", file=sys.stderr)
        return 1
    if make_url(settings.database).get_backend_name() != "sqlite":
        print(
            "The database is no SQLite: copy it with its own tool (pg_dump), then the folder var.",
            file=sys.stderr,
        )
        return 1
    args.target.mkdir(mode=0o700, parents=True)
    _copy(settings, args.target)
    problems = _check(args.target)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{args.target}: {'not good, see above' if problems else 'copied and checked'}")
    return 1 if problems else 0


def _copy(settings: Settings, target: Path) -> None:
    source = sqlite3.connect(make_url(settings.database).database or "")
    copy = sqlite3.connect(target / "station.db")
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()
    shutil.copytree(settings.path(KEYS_FOLDER), target / KEYS_FOLDER)
    shutil.copytree(settings.path("sounds"), target / "sounds", ignore=shutil.ignore_patterns("drafts"))
    if settings.devices.exists():
        shutil.copy2(settings.devices, target / "devices.yaml")


def _check(target: Path) -> list[str]:
    database = sqlite3.connect(target / "station.db")
    try:
        found = [row[0] for row in database.execute("PRAGMA integrity_check")]
    finally:
        database.close()
    store = SoundStore(target / "sounds")
    broken = [sha for sha in store if not store.verify(sha)]
    problems = [] if found == ["ok"] else [f"database: {line}" for line in found]
    return problems + [f"a sound is not what its name says: {sha}" for sha in broken]
