"""Put a copy that `broadcaster backup` made where no station is.

Stop the station and move what is left of it away first: nothing is overwritten. Speakers take the restored station's
plans, because it jumps past every version that they hold; what was written after the copy is gone, and the events
that speakers still keep come back by themselves.
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
    parser.add_argument("copy", type=Path, help="the folder of a copy")


def run(args: argparse.Namespace) -> int:
    """Check the copy, then put it in place."""
    settings = from_environment(os.environ)
    try:
        backups.restore(args.copy, settings)
    except StationError as refusal:
        print(explain(refusal), file=sys.stderr)
        return 1
    print(f"{settings.var}: restored from {args.copy}; start the station with `broadcaster run`")
    return 0
