"""The station's keys as files of 32 bytes, each readable by its owner alone (mode 0600)."""

import os
import secrets
from pathlib import Path
from typing import Final

from broadcaster.protocol.codec import seal
from broadcaster.protocol.messages import check_role, read
from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import Ed25519Key

STATION_ROLES: Final = (Role.ROOT, Role.ORDER, Role.POLICY, Role.EMERGENCY, Role.STOP)


def create_key(path: Path) -> Ed25519Key:
    """Make a new key in a new file, on disk before this returns; raise FileExistsError where one stands."""
    seed = secrets.token_bytes(32)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, seed)
        os.fsync(file)
    finally:
        os.close(file)
    return Ed25519Key(seed)


def load_key(path: Path) -> Ed25519Key:
    """Read a key; raise PermissionError where others may read the file, ValueError where it is no key."""
    if path.stat().st_mode & 0o077:
        raise PermissionError(f"{path} is open to others; chmod 600 {path}")
    return Ed25519Key(path.read_bytes())


def create_station_keys(folder: Path) -> None:
    """Make root, order, policy, emergency and stop keys in `folder`; keys that exist stay as they are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for role in STATION_ROLES:
        if not _path(folder, role).exists():
            create_key(_path(folder, role))


class FileSigner:
    """Signs with the keys of a folder, `{role}.key`, each read at its first use; one kept elsewhere cannot sign."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing of it is read yet."""
        self._folder = folder
        self._keys: dict[Role, Ed25519Key] = {}

    def sign(self, role: Role, payload: bytes) -> bytes:
        """Return the payload in its envelope.

        Raises Refused where it is no message or not this role's to sign, KeyError where the key is not here.
        """
        check_role(role, read(payload))
        return seal(payload, self._key(role))

    def public(self, role: Role) -> bytes:
        """Return the 32 bytes of that role's public key; raise KeyError where it is not here."""
        return self._key(role).public

    def _key(self, role: Role) -> Ed25519Key:
        if role not in self._keys:
            try:
                self._keys[role] = load_key(_path(self._folder, role))
            except FileNotFoundError:
                raise KeyError(role) from None
        return self._keys[role]


def _path(folder: Path, role: Role) -> Path:
    return folder / f"{role.value}.key"
