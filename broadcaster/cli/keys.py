"""Show the station's keys, and have root name others.

    broadcaster keys show
    broadcaster keys rotate order          # a new key; the old one counts for forty days more
    broadcaster keys revoke order          # it was stolen: the old one counts no more, and neither does what it signed
    broadcaster keys renew                 # the same keys, for three more years

All but `show` need root's key: bring it back with --root. Revoking the order key also raises the epoch, so that plans
which a thief numbered as high as numbers go are over with it. Restart the station (and its signer) afterwards; every
speaker that can be reached then knows within a minute.
"""

import argparse
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from broadcaster.adapters.clock import SystemClock
from broadcaster.adapters.key_files import create_key, load_key
from broadcaster.bootstrap import KEYS_DOCUMENT, KEYS_FOLDER, ROOT_PUBLIC, SITE
from broadcaster.cli.installation import KEYS_LIVE_DAYS
from broadcaster.cli.sentences import explain
from broadcaster.domain.errors import StationError
from broadcaster.protocol.codec import open_envelope, seal
from broadcaster.protocol.key_list import KeyEntry, Keys
from broadcaster.protocol.keyring import Keyring
from broadcaster.protocol.messages import spell
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import Ed25519Key, key_id
from broadcaster.settings import SettingsError, from_environment

_GRACE_S: Final = 40 * 86_400
"""A head lives so long: a speaker that was away for weeks still knows who signed its plan."""
_ROLES: Final = ("order", "policy", "emergency", "stop")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand's arguments."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    acts.add_parser("show", help="which keys count, and until when")
    for name, told in (
        ("rotate", "make a new key in good time"),
        ("revoke", "replace a key that was stolen"),
    ):
        act = acts.add_parser(name, help=told)
        act.add_argument("role", choices=_ROLES)
        _add_root(act)
    _add_root(acts.add_parser("renew", help="have root name the same keys for longer"))


def run(args: argparse.Namespace) -> int:
    """Do it, and show the keys that count from now on."""
    try:
        folder = from_environment(os.environ).path(KEYS_FOLDER)
        listed = read_list(folder)
        if args.act != "show":
            listed = _sign(folder, args, listed, int(SystemClock().now().timestamp()))
    except (StationError, SettingsError) as trouble:
        print(explain(trouble), file=sys.stderr)
        return 1
    except (OSError, ValueError, Refused) as trouble:
        print(f"nothing was changed: {trouble}", file=sys.stderr)
        return 1
    print(f"epoch {listed.scope.epoch}, list {listed.version}, until {_day(listed.scope.expires)}")
    for entry in listed.keys:
        print(f"{entry.role.value:<10} {entry.kid}  {_day(entry.not_before)} – {_day(entry.not_after)}")
    return 0


def read_list(folder: Path) -> Keys:
    """Read the list that root signed. StationError `not_installed`, Refused where it is damaged."""
    if not (folder / KEYS_DOCUMENT).exists():
        raise StationError("not_installed", var=folder.parent)
    ring = Keyring.of_root(bytes.fromhex((folder / ROOT_PUBLIC).read_text().strip()))
    site = (folder / SITE).read_text().strip()
    listed = open_envelope((folder / KEYS_DOCUMENT).read_bytes(), ring, site=site, device="").message
    if not isinstance(listed, Keys):
        raise ValueError(f"{folder / KEYS_DOCUMENT} is no list of keys")  # noqa: TRY004  what a file holds is a value
    return listed


def _sign(folder: Path, args: argparse.Namespace, old: Keys, now: int) -> Keys:
    root = load_key(args.root or folder / "root.key")
    if root.public.hex() != old.root:
        raise ValueError(f"{args.root} is not the key of this site's root")
    role = Role(args.role) if args.act != "renew" else None
    fresh = create_key(folder / f"{role.value}.key.fresh") if role else None
    new = _renewed(old, role, fresh, now, is_stolen=args.act == "revoke")
    document = folder / f"{KEYS_DOCUMENT}.new"
    document.write_bytes(seal(spell(new), root))
    if role:
        (folder / f"{role.value}.key.fresh").replace(folder / f"{role.value}.key")
    document.replace(folder / KEYS_DOCUMENT)
    return new


def _renewed(old: Keys, role: Role | None, fresh: Ed25519Key | None, now: int, *, is_stolen: bool) -> Keys:
    """Return the next list: a later version, or the first of the next epoch."""
    until = now + KEYS_LIVE_DAYS * 86_400
    newest = {entry.role: entry for entry in sorted(old.keys, key=lambda entry: entry.not_before)}
    kept = []
    for entry in old.keys:
        if entry.role is role and not is_stolen:
            kept.append(replace(entry, not_after=min(entry.not_after, now + _GRACE_S)))
        elif entry.role is not role:
            kept.append(replace(entry, not_after=until) if entry == newest[entry.role] else entry)
    if role and fresh:
        kept.insert(0, KeyEntry(key_id(fresh.public).hex(), fresh.public.hex(), role, now, until))
    begins_anew = is_stolen and role is Role.ORDER
    scope = replace(old.scope, epoch=old.scope.epoch + begins_anew, issued=now, expires=until)
    keys = tuple(entry for entry in kept if entry.not_after > now)
    return Keys(scope, 1 if begins_anew else old.version + 1, keys, old.root)


def _add_root(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--root", type=Path, metavar="FILE", help="root's key (default: root.key among the others)"
    )


def _day(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d}"
