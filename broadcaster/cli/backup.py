"""Copy the station to one folder: database (consistent while the station runs), keys, sounds and devices.yaml.

The copy is checked before it gets its name: the database must be whole, and every sound must still be what its name
says. Secrets are in it; keep it where only the technician can read. A station also does this by itself every night,
into LOA_BACKUPS; `broadcaster restore` is the way back.
"""

import argparse
import os
import sys
from pathlib import Path

from broadcaster.cli.sentences import explain
from broadcaster.domain.errors import StationError
from broadcaster.settings import from_environment
from broadcaster.workers import backups


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument("target", type=Path, help="a folder that does not exist yet")
    parser.add_argument(
        "--check", action="store_true", help="copy nothing; say whether the copy there is good"
    )


def run(args: argparse.Namespace) -> int:
    """Copy, then check the copy."""
    if args.check:
        found = backups.problems(args.target)
        print("\n".join(found) or f"{args.target}: good", file=sys.stderr if found else sys.stdout)
        return 1 if found else 0
    try:
        backups.make(from_environment(os.environ), args.target)
    except StationError as refusal:
        print(explain(refusal), file=sys.stderr)
        return 1
    except OSError as trouble:
        print(f"{args.target}: {trouble.strerror} ({trouble.filename}); nothing was kept.", file=sys.stderr)
        return 1
    print(f"{args.target}: copied and checked")
    return 0
