"""Who a speaker is: its site, its id, root's public key, its secret at the broker, and its own signing key.

They stand in the speaker's state folder: `identity.json` (mode 0600) and `device.key`, 32 bytes that never
leave. A speaker that joined by a claim code has `station.json` too: how to reach its station.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from broadcaster.domain.device import DEVICE_ID
from broadcaster.domain.places import SITE_CODE
from broadcaster.protocol.signing import Ed25519Key

_IDENTITY, _STATION, _CA = "identity.json", "station.json", "ca.pem"


@dataclass(frozen=True)
class Ways:
    """How a speaker reaches its station: the broker (host:port), with TLS or without, and where plans and sounds are.

    `ca` (PEM) is the authority by which both are checked; empty for those that the machine trusts.
    """

    broker: str
    tls: bool
    http: str
    ca: str = ""


@dataclass(frozen=True)
class Identity:
    """What a speaker was given when it joined a site."""

    site: str
    device: str
    root: bytes
    secret: str

    def __post_init__(self) -> None:
        if not SITE_CODE.fullmatch(self.site) or not DEVICE_ID.fullmatch(self.device) or len(self.root) != 32:
            raise ValueError(f"no identity: {self.site!r} {self.device!r}, root of {len(self.root)} bytes")


def provision(folder: Path, *, site: str, device: str, root: bytes, secret: str) -> bytes:
    """Make a state folder for a speaker and return its public key.

    A folder that already has a key keeps it, and takes the new site, root and secret.
    """
    identity = Identity(site, device, root, secret)
    public = make_key(folder)
    told = {"site": site, "device": device, "root": identity.root.hex(), "secret": secret}
    _write(folder / _IDENTITY, json.dumps(told, indent=1).encode())
    return public


def make_key(folder: Path) -> bytes:
    """Make the speaker's key in its state folder, where there is none; return its public key."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = folder / "device.key"
    if not key.exists():
        _write(key, secrets.token_bytes(32))
    return load_key(folder).public


def lives_in(folder: Path) -> bool:
    """Tell whether a speaker that joined a site lives there."""
    return (folder / _IDENTITY).exists()


def settle(folder: Path, ways: Ways) -> None:
    """Write down how the station is reached."""
    if ways.ca:
        _write(folder / _CA, ways.ca.encode())
    told = {"broker": ways.broker, "tls": ways.tls, "http": ways.http, "ca": bool(ways.ca)}
    _write(folder / _STATION, json.dumps(told, indent=1).encode())


def load_ways(folder: Path) -> Ways | None:
    """Read how the station is reached; None where nobody wrote it down."""
    try:
        told = json.loads((folder / _STATION).read_bytes())
    except FileNotFoundError:
        return None
    ca = (folder / _CA).read_text(encoding="ascii") if told["ca"] else ""
    return Ways(told["broker"], told["tls"], told["http"], ca)


def load_identity(folder: Path) -> Identity:
    """Read who this speaker is; raise FileNotFoundError where it never joined a site."""
    told = json.loads((folder / _IDENTITY).read_bytes())
    return Identity(told["site"], told["device"], bytes.fromhex(told["root"]), told["secret"])


def load_key(folder: Path) -> Ed25519Key:
    """Read the speaker's own key."""
    return Ed25519Key((folder / "device.key").read_bytes())


def _write(path: Path, data: bytes) -> None:
    """Put a file there whole or not at all, readable by its owner alone."""
    fresh = path.with_name(f"{path.name}.new")
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(file, data)
        os.fsync(file)
    finally:
        os.close(file)
    fresh.replace(path)
