"""Set up a real commune in an empty home: keys, database, first administrator, and a devices.yaml to fill in.

Nothing of the demo is made, and there is no default password: the administrator's is asked for at the terminal, or
read from the first line of standard input with --password-stdin. Afterwards move keys/root.key to a safe place
away from this machine: only root can replace stolen keys, and the station runs without it.
"""

import argparse
import getpass
import os
import sys
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broadcaster.adapters import device_file
from broadcaster.adapters.clock import SystemClock
from broadcaster.bootstrap import KEYS_DOCUMENT, KEYS_FOLDER
from broadcaster.cli.installation import prepare_home
from broadcaster.cli.sentences import explain
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Role, check_account
from broadcaster.domain.places import Commune
from broadcaster.services import accounts, fleet
from broadcaster.settings import Settings, SettingsError, from_environment

_SKELETON = """\
# The speakers of {name}. `broadcaster devices check` checks this file, `broadcaster devices apply` takes it over.
# What each key means stands in docs/operating.md. Keys and secrets never stand here.

commune:
  code: {code}
  name: {name}
  zone: {zone}

hamlets: []
#  - {{code: thon-mot, name: Thôn Một, households: 210, residents: 760}}

devices: []
#  - {{id: LOA-0001, name: Nhà văn hóa thôn Một, hamlet: thon-mot, horns: 2, lat: 21.0, lon: 105.6, households: 120}}
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    parser.add_argument("--name", required=True, help='the commune\'s name, as on its seal: "Xã Mai Khê"')
    parser.add_argument(
        "--code", required=True, help="its short code, 1-32 of a-z, 0-9 and '-'; never changed later"
    )
    parser.add_argument("--zone", default="Asia/Ho_Chi_Minh", help="its time zone (default: %(default)s)")
    parser.add_argument("--admin", required=True, metavar="LOGIN", help="the first administrator's login")
    parser.add_argument("--admin-name", required=True, metavar="NAME", help="and full name")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def run(args: argparse.Namespace) -> int:
    """Check everything first, then write."""
    try:
        settings = from_environment(os.environ)
        commune = _commune(args)
        _refuse_installed(settings)
        check_account(login=args.admin, full_name=args.admin_name, role=Role.ADMINISTRATOR, hamlet=None)
        password = _password(from_stdin=args.password_stdin)
        accounts.check_password(password, login=args.admin)
        _install(settings, commune, args, password)
    except (StationError, SettingsError) as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    root = settings.path(KEYS_FOLDER) / "root.key"
    print(
        f"Đã lập {commune.name} ở {settings.var}. Tiếp theo: điền {settings.devices}, rồi chạy `broadcaster run`."
    )
    print(f"Chuyển {root} sang nơi cất an toàn ngoài máy này.\n")
    print(
        f"{commune.name} is set up in {settings.var}. Next: fill in {settings.devices}, then `broadcaster run`."
    )
    print(f"Move {root} to a safe place away from this machine.")
    return 0


def _commune(args: argparse.Namespace) -> Commune:
    try:
        ZoneInfo(args.zone)
        return Commune(args.code, args.name, args.zone)
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise SettingsError(str(error)) from error


def _refuse_installed(settings: Settings) -> None:
    if settings.path(KEYS_FOLDER).joinpath(KEYS_DOCUMENT).exists():
        raise StationError("already_installed", var=settings.var)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password of the administrator: ")
    if first != getpass.getpass("Once more: "):
        raise SettingsError("The two passwords differ; nothing was changed.")
    return first


def _install(settings: Settings, commune: Commune, args: argparse.Namespace, password: str) -> None:
    now = SystemClock().now()
    memory = prepare_home(settings, commune.code, now=now)
    try:
        with memory.writes.begin() as session:
            fleet.apply(session, Fleet(commune), old=None, now=now)
            accounts.found(
                session,
                commune_id=commune.code,
                login=args.admin,
                full_name=args.admin_name,
                role=Role.ADMINISTRATOR,
                password=password,
                now=now,
            )
    finally:
        memory.close()
    _write_skeleton(settings.devices, commune)


def _write_skeleton(path: Path, commune: Commune) -> None:
    """Write a device file to fill in; one that is there already is the commune's own and stays."""
    if not path.exists():
        path.write_text(_SKELETON.format(name=commune.name, code=commune.code, zone=commune.zone))
        device_file.read(path)
