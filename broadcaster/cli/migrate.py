"""Bring the database's tables to this version of the program, or to a named one.

All migrations run in one transaction: whatever happens, the tables are of the old version or of the new one.
`--new NAME` writes a new migration from what differs between the code's tables and the database (for developers).
"""

import argparse
import os

from broadcaster.db import upgrade
from broadcaster.db.session import open_memory
from broadcaster.settings import from_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument(
        "revision", nargs="?", default="head", help="the version to go to (default: the newest)"
    )
    parser.add_argument("--down", action="store_true", help="go back to REVISION instead of forward")
    parser.add_argument("--new", metavar="NAME", help="write a new migration")


def run(args: argparse.Namespace) -> int:
    """Migrate, and tell from where to where."""
    memory = open_memory(from_environment(os.environ).database)
    try:
        before = upgrade.current(memory.engine)
        if args.new:
            upgrade.make_revision(memory.engine, args.new, rev_id=f"{int(before or 0) + 1:04}")
        elif args.down:
            upgrade.downgrade(memory.engine, args.revision)
        else:
            upgrade.upgrade(memory.engine, args.revision)
        print(f"{before or 'no tables'} → {upgrade.current(memory.engine) or 'no tables'}")
    finally:
        memory.close()
    return 0
