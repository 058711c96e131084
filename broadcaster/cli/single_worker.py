"""One part of the station as a process of its own; the parts meet only in the database."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from broadcaster.adapters.listening import allow_more_files
from broadcaster.bootstrap import Station, build
from broadcaster.cli.sentences import explain
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
    ending = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: ending.set())
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


def _run(station: Station, parts: tuple[Part, ...], ending: threading.Event) -> None:
    if not parts:
        while not ending.wait(timeout=1):
            pass
        return
    with parts[0](station):
        _run(station, parts[1:], ending)
