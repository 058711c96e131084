"""Check devices.yaml, the desired fleet of the commune.

    broadcaster devices check            checks ./devices.yaml
    broadcaster devices check FILE       checks another file

Every problem is told with its line and column, in Vietnamese and English, and the exit code is 1. A file
without problems is summed up: hamlets, speakers, households and residents, and what is not declared yet.
"""

import argparse
import sys
from pathlib import Path

from broadcaster.adapters import device_file
from broadcaster.adapters.device_file_nodes import DeviceFileError
from broadcaster.domain.fleet import Fleet, declared_households


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Tell argparse what `broadcaster devices` takes."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    check = actions.add_parser("check", help="tell every problem of the file, or sum it up")
    check.add_argument(
        "file", nargs="?", type=Path, default=Path("devices.yaml"), help="default: devices.yaml"
    )
    check.set_defaults(action=_check)
    # `apply` joins here as a second action, with `action=` a function of its own.


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 0 is good, 1 a file with problems, 2 a file that cannot be read."""
    code: int = args.action(args)
    return code


def _check(args: argparse.Namespace) -> int:
    try:
        fleet = device_file.read(args.file)
    except OSError as error:
        print(f"{args.file}: {error.strerror}", file=sys.stderr)
        return 2
    except DeviceFileError as error:
        for problem in error.problems:
            print(f"{args.file}:{problem}", file=sys.stderr)
        print(f"{args.file}: {len(error.problems)} problem(s)", file=sys.stderr)
        return 1
    print(summary(fleet))
    return 0


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
