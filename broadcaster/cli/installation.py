"""Setting up a station's home: folders, keys, database. Shared by `init` and by the demo."""

import secrets
from datetime import datetime
from pathlib import Path

from broadcaster.adapters.key_files import FileSigner, create_station_keys
from broadcaster.bootstrap import KEYS_DOCUMENT, KEYS_FOLDER, ROOT_PUBLIC, SITE, WEB_SECRET, WIRE_SECRET
from broadcaster.db.session import Memory, open_memory
from broadcaster.db.upgrade import upgrade
from broadcaster.protocol.keyring import keys_document
from broadcaster.protocol.messages import spell
from broadcaster.protocol.roles import Role
from broadcaster.settings import Settings

KEYS_LIVE_DAYS = 3 * 365
"""Renewed long before: an expired emergency key would be a silent station in a flood."""


def prepare_home(settings: Settings, site: str, *, now: datetime) -> Memory:
    """Make folders, keys and tables where they are missing; what exists stays. Returns the open database."""
    keys = settings.path(KEYS_FOLDER)
    settings.var.mkdir(mode=0o750, parents=True, exist_ok=True)
    create_station_keys(keys)
    for name in (WIRE_SECRET, WEB_SECRET):
        _write_once(keys / name, secrets.token_urlsafe(32))
    _write_once(keys / SITE, site)
    _sign_keys(keys, site, now)
    memory = open_memory(settings.database)
    upgrade(memory.engine)
    return memory


def _sign_keys(folder: Path, site: str, now: datetime) -> None:
    """Let root name the other keys. Written last: without this document the station does not start."""
    if folder.joinpath(KEYS_DOCUMENT).exists():
        return
    signer = FileSigner(folder)
    _write_once(folder / ROOT_PUBLIC, signer.public(Role.ROOT).hex())
    roles = (Role.ORDER, Role.POLICY, Role.EMERGENCY, Role.STOP)
    document = keys_document(
        site,
        epoch=1,
        version=1,
        root=signer.public(Role.ROOT),
        keys=[(role, signer.public(role)) for role in roles],
        issued=int(now.timestamp()),
        days=KEYS_LIVE_DAYS,
    )
    folder.joinpath(KEYS_DOCUMENT).write_bytes(signer.sign(Role.ROOT, spell(document)))


def _write_once(path: Path, text: str) -> None:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(text + "\n")
