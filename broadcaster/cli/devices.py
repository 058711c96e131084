"""Check or apply devices.yaml, the desired fleet of the commune, and let a real speaker join it.

    broadcaster devices check                  checks ./devices.yaml
    broadcaster devices apply                  shows what it would change, asks, and takes it over
    broadcaster devices provision MK-0101 --state mk-0101
                                               makes the state folder of a speaker and lets it join

Every problem of a file is told with its line and column, in Vietnamese and English, and the exit code is 1.
A file without problems is summed up: hamlets, speakers, households and residents, and what is not declared yet.

A running station takes over what `apply` and `provision` change within seconds, its own broker's access list
included; for a broker that others run, write `broadcaster broker-config` anew.
"""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from broadcaster.adapters import device_file
from broadcaster.adapters.device_file_nodes import DeviceFileError
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet, declared_households
from broadcaster.settings import Settings, SettingsError, from_environment

UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `broadcaster devices` takes."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="tell every problem of the file, or sum it up")
    check.add_argument(
        "file", nargs="?", type=Path, default=Path("devices.yaml"), help="default: devices.yaml"
    )
    check.set_defaults(action=_check)
    apply = actions.add_parser("apply", help="show what the file changes, ask, and take it over")
    apply.add_argument("file", nargs="?", type=Path, help="default: the setting LOA_DEVICES, devices.yaml")
    apply.add_argument("--yes", action="store_true", help="do not ask")
    apply.set_defaults(action=_apply)
    provision = actions.add_parser("provision", help="make a speaker's state folder and let it join")
    provision.add_argument("device", help="the speaker's id, as devices.yaml names it")
    provision.add_argument(
        "--state", type=Path, required=True, metavar="DIR", help="where to write the folder"
    )
    provision.add_argument(
        "--yes", action="store_true", help="do not ask, even where another speaker has this id"
    )
    provision.set_defaults(action=_provision)


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 is good, 1 a file with problems or a refusal, 2 a file that cannot be read."""
    code: int = args.action(args)
    return code


def _check(args: argparse.Namespace) -> int:
    return _with_file(args.file, lambda: _say(summary(device_file.read(args.file))))


def _apply(args: argparse.Namespace) -> int:
    from broadcaster.bootstrap import build
    from broadcaster.cli import fleet_changes

    def apply(settings: Settings, file: Path) -> int:
        with closing(build(settings)) as station:
            found = fleet_changes.compare(station, file)
            if not found.changes:
                return _say(f"{file}: không có gì thay đổi / nothing to change")
            print(fleet_changes.told(found.changes))
            if not args.yes and not _agreed(f"{len(found.changes)} thay đổi. Áp dụng? / Apply? [y/N] "):
                return _refuse("Không thay đổi gì. / Nothing was changed.")
            fleet_changes.take_over(station, found)
        return _say("Đã áp dụng. / Applied.")

    return _for_station(
        lambda settings: _with_file(f := args.file or settings.devices, lambda: apply(settings, f))
    )


def _provision(args: argparse.Namespace) -> int:
    from broadcaster.bootstrap import build
    from broadcaster.cli import joining

    def provision(settings: Settings) -> int:
        with closing(build(settings)) as station:
            joining.check(station, args.device, args.state)
            if not args.yes and joining.has_joined(station, args.device, args.state):
                question = (
                    f"{args.device} đã có một loa khác, loa đó sẽ bị khóa. / Lock the other one out? [y/N] "
                )
                if not _agreed(question):
                    return _refuse("Không thay đổi gì. / Nothing was changed.")
            with station.memory.writes.begin() as session:
                joining.join(session, station, args.device, args.state)
            return _say(joining.next_steps(settings, args.device, args.state))

    return _for_station(provision)


def _for_station(act: Callable[[Settings], int]) -> int:
    from broadcaster.cli.sentences import explain

    try:
        return act(from_environment(os.environ))
    except (StationError, SettingsError) as trouble:
        return _refuse(explain(trouble))


def _with_file(file: Path, act: Callable[[], int]) -> int:
    try:
        return act()
    except OSError as error:
        print(f"{file}: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    except DeviceFileError as error:
        return _refuse(problems(file, error))


def problems(file: Path, error: DeviceFileError) -> str:
    """Tell every problem of a file, each with its place, and how many they are."""
    lines = [f"{file}:{problem}" for problem in error.problems]
    return "\n".join([*lines, f"{file}: {len(error.problems)} problem(s)"])


def _agreed(question: str) -> bool:
    """Ask at the terminal; no answer is no agreement."""
    try:
        return input(question).strip().lower() in {"y", "yes", "c", "có"}
    except EOFError:
        return False


def _say(line: str) -> int:
    print(line)
    return 0


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)
    return 1


def summary(fleet: Fleet) -> str:
    """Sum a fleet up in a few lines."""
    households = sum(hamlet.households for hamlet in fleet.hamlets)
    residents = sum(hamlet.residents for hamlet in fleet.hamlets)
    declared = declared_households(fleet.devices)
    horns = sum(device.horns for device in fleet.devices)
    silent = [hamlet.name for hamlet in fleet.hamlets if hamlet.code not in declared]
    lines = [
        f"{fleet.commune.name} ({fleet.commune.code}), {fleet.commune.zone}",
        f"{len(fleet.hamlets)} thôn: {households} hộ, {residents} người",
        f"{len(fleet.devices)} cụm loa: {horns} loa, {declared.total()} hộ đã khai",
    ]
    if silent:
        lines.append(f"chưa có cụm loa: {', '.join(silent)}")
    unplaced = [device.id for device in fleet.devices if device.lat is None]
    if unplaced:
        lines.append(f"chưa có tọa độ: {', '.join(unplaced)}")
    return "\n".join(lines)
