"""Keep the house: drafts of killed processes, old plan bodies, sounds that went missing."""

import argparse

from broadcaster.cli.single_worker import add_verbose, run_part
from broadcaster.cli.station_process import keeping


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    add_verbose(parser)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C."""
    return run_part(args, keeping)
