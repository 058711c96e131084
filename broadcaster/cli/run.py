"""Run the whole station in one process: pages, speakers' port, workers and, unless told otherwise, the broker.

With --demo an empty home is first filled with a demo commune (Dữ liệu mẫu) and its simulated speakers are run
beside the station. Where devices.yaml differs from the station's fleet, that is shown; the demo takes it over at once,
a real station on `broadcaster devices apply`. Stop with Ctrl-C.

Settings are environment variables; docs/operating.md tells them all.
"""

import argparse
import gc
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from broadcaster.adapters.device_file_nodes import DeviceFileError
from broadcaster.bootstrap import Station, build, refuse_empty
from broadcaster.cli import demo, demo_past, fleet_changes
from broadcaster.cli.devices import problems
from broadcaster.cli.sentences import explain
from broadcaster.cli.station_process import whole_station
from broadcaster.cli.told_to_end import ToldToEnd
from broadcaster.db import upgrade
from broadcaster.db.damage import refuse_damaged
from broadcaster.db.session import open_memory
from broadcaster.domain.errors import DeliveryError, StationError
from broadcaster.settings import Settings, SettingsError, from_environment

_SPEAKERS_END_S = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty home with the demo commune, and run its speakers"
    )
    parser.add_argument("--no-speakers", action="store_true", help="do not run the demo's simulated speakers")
    parser.add_argument("--verbose", action="store_true", help="tell more of what happens")


def run(args: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM."""
    logging.basicConfig(
        level=logging.DEBUG if args.verbose else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    try:
        settings = from_environment(os.environ)
    except SettingsError as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    try:
        return _run(settings, is_demo=args.demo, with_speakers=args.demo and not args.no_speakers)
    except (StationError, DeliveryError, SettingsError) as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    except DeviceFileError as trouble:
        print(problems(settings.devices, trouble), file=sys.stderr)
        return 1


def _run(settings: Settings, *, is_demo: bool, with_speakers: bool) -> int:
    ending = ToldToEnd()
    if is_demo and not demo.is_set_up(settings):
        demo.set_up(settings, _say)
    else:
        refuse_empty(settings)
        _migrate(settings)
    with ExitStack() as running:
        station = build(settings)
        running.callback(station.close)
        running.enter_context(whole_station(station))
        gc.collect()
        gc.freeze()  # what is loaded by now stays: no full collection has to halt everybody 0.1 s to look through it
        _compare_fleet(station, is_demo=is_demo)
        if with_speakers:
            running.enter_context(_speakers(settings))
        if is_demo:
            running.enter_context(demo_past.telling(station))
        _welcome(settings, is_demo=is_demo)
        ending.wait()
        _say("Đang dừng…")
    return 0


def _compare_fleet(station: Station, *, is_demo: bool) -> None:
    """Show what devices.yaml wants otherwise; a file that is broken or missing leaves the fleet as it is."""
    file = station.settings.devices
    try:
        found = fleet_changes.compare(station, file)
    except OSError as trouble:
        _say(f"{file}: {trouble.strerror}; the fleet stays as it is")
    except (DeviceFileError, StationError) as trouble:
        told = problems(file, trouble) if isinstance(trouble, DeviceFileError) else explain(trouble)
        _say(f"{told}\nThe fleet stays as it is.")
    else:
        if found.changes:
            _say(f"{file}:\n{fleet_changes.told(found.changes)}")
            _take_over(station, found, is_demo=is_demo)


def _take_over(station: Station, found: fleet_changes.WantedFleet, *, is_demo: bool) -> None:
    if not is_demo:
        _say("The fleet stays as it is until `broadcaster devices apply`.")
        return
    fleet_changes.take_over(station, found)
    demo.join_speakers(station, found.wanted)
    _say("The demo takes this over.")


def _migrate(settings: Settings) -> None:
    refuse_damaged(settings.database)
    memory = open_memory(settings.database)
    try:
        upgrade.upgrade(memory.engine)
    finally:
        memory.close()


@contextmanager
def _speakers(settings: Settings) -> Iterator[None]:
    """Run the demo's speakers as one child process, which ends with us."""
    log = settings.path("speakers.log").open("ab")
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "broadcaster",
            "speaker",
            "--simulate",
            str(settings.path(demo.SPEAKERS)),
            "--broker",
            f"{settings.mqtt_host}:{settings.mqtt_port}",
            "--http",
            settings.speakers_reach,
            "--player",
            "ear",
            "--ear-log",
            str(settings.path("ear.jsonl")),
            "--reconnect-within",
            "5",
            "--end-with-parent",
            str(os.getpid()),
        ],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(timeout=_SPEAKERS_END_S)
        except subprocess.TimeoutExpired:
            child.kill()
        log.close()


def _welcome(settings: Settings, *, is_demo: bool) -> None:
    _say(f"\nLoa Thôn: http://{settings.web_host}:{settings.web_port}")
    if is_demo:
        _say("Dữ liệu mẫu. Tài khoản / accounts:")
        _say(settings.path(demo.ACCOUNTS).read_text())
    _say("Ctrl-C để dừng.")


def _say(line: str) -> None:
    print(line, flush=True)
