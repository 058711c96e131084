"""One part of the station as a process of its own; the parts meet only in the database."""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager

from broadcaster.adapters.listening import allow_more_files
from broadcaster.bootstrap import Station, build
from broadcaster.cli.sentences import explain
from broadcaster.cli.told_to_end import ToldToEnd
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.settings import SettingsError, from_environment

Part = Callable[[Station], AbstractContextManager[None]]


def run_part(args: argparse.Namespace, *parts: Part) -> int:
    """Run these parts until SIGTERM or Ctrl-C."""
    logging.basicConfig(
        level=logging.DEBUG if args.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    allow_more_files()
    ending = ToldToEnd()
    try:
        station = build(from_environment(os.environ))
        try:
            _run(station, parts, ending)
        finally:
            station.close()
    except (StationError, DeliveryError, SettingsError) as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    return 0


def add_verbose(parser: argparse.ArgumentParser) -> None:
    """Declare what every part can be asked."""
    parser.add_argument("--verbose", action="store_true", help="tell more of what happens")


def _run(station: Station, parts: tuple[Part, ...], ending: ToldToEnd) -> None:
    if not parts:
        ending.wait()
        return
    with parts[0](station):
        _run(station, parts[1:], ending)
