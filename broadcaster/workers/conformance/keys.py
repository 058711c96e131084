"""The keys of a conformance test, kept in a folder so that a device stays joined from one run to the next."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from broadcaster.protocol.roles import Role
from broadcaster.protocol.signing import Ed25519Key

ROLES = tuple(role for role in Role if role is not Role.DEVICE)


@dataclass(frozen=True)
class Keys:
    """One key for each role of a controller, and the epoch that the last run reached."""

    folder: Path
    keys: dict[Role, Ed25519Key]

    @property
    def root(self) -> bytes:
        """Return the public key that the device is born with."""
        return self.keys[Role.ROOT].public

    def next_epoch(self) -> int:
        """Return an epoch that no run has used: every run begins above all that the device remembers."""
        path = self.folder / "epoch"
        epoch = int(path.read_text()) + 2 if path.exists() else 1
        path.write_text(str(epoch))
        return epoch


def load_keys(folder: Path) -> Keys:
    """Read the keys, made where there are none."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys: dict[Role, Ed25519Key] = {}
    for role in ROLES:
        path = folder / f"{role.value}.key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(secrets.token_bytes(32))
        keys[role] = Ed25519Key(path.read_bytes())
    return Keys(folder, keys)
