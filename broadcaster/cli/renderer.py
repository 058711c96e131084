"""Turn ordered words into sound; any number of these may run beside each other."""

import argparse

from broadcaster.cli.single_worker import add_verbose, run_part
from broadcaster.cli.station_process import rendering


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    add_verbose(parser)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C."""
    return run_part(args, rendering)
