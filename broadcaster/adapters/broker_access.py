"""Who may say and hear what on the wire: the broker's access list, as one value.

Both embedded brokers and the configuration for a real one are made from it, so that they cannot differ.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from broadcaster.domain.device import DEVICE_ID, GROUP
from broadcaster.domain.places import SITE_CODE
from broadcaster.protocol.topics import PREFIX

CONTROLLER: Final = "station"
"""The controller's user name; lower case, so that no device can bear it."""

MAX_PACKET_BYTES: Final = 16_384
"""What a broker reads as one packet at most; an envelope of LOA/1 is at most 4,072 bytes."""

_DEVICE_SAYS: Final = ("state", "hello", "rep", "ev")
_MOSQUITTO_ROUNDS: Final = 101  # mosquitto_passwd's own; a 256-bit secret needs no stretching


@dataclass(frozen=True)
class Credential:
    """A secret as a broker may know it: by hash only.

    `sha256` is 64 hexadecimal digits; `mosquitto` is `$7$rounds$salt$hash` (PBKDF2-HMAC-SHA512), the form in
    Mosquitto's password file.
    """

    sha256: str
    mosquitto: str = field(compare=False)  # salted: the same secret is written differently each time

    def matches(self, secret: str) -> bool:
        """Tell whether this is the secret, in a time that does not depend on how nearly it is."""
        return hmac.compare_digest(self.sha256, hashlib.sha256(secret.encode()).hexdigest())


def credential(secret: str) -> Credential:
    """Hash a secret for the brokers. It must be machine-made: a fast hash protects nothing guessable."""
    if len(secret) < 22:  # 128 bits in URL-safe base64
        raise ValueError("a wire secret is made by a machine, with at least 128 bits")
    salt = os.urandom(12)
    stretched = hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, _MOSQUITTO_ROUNDS)
    parts = "$".join(base64.b64encode(part).decode() for part in (salt, stretched))
    return Credential(hashlib.sha256(secret.encode()).hexdigest(), f"$7${_MOSQUITTO_ROUNDS}${parts}")


@dataclass(frozen=True)
class DeviceGrant:
    """One speaker's place on the wire."""

    credential: Credential
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for group in self.groups:
            if not GROUP.fullmatch(group):
                raise ValueError(f"no group name: {group!r}")


@dataclass(frozen=True)
class Rights:
    """Topic filters that a user may read and write: exact, or ending in `/#`."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()

    def may_read(self, asked: str) -> bool:
        """Tell whether a topic, or every topic of a filter, may be read."""
        return any(covers(allowed, asked) for allowed in self.read)

    def may_write(self, topic: str) -> bool:
        """Tell whether a topic may be written."""
        return any(covers(allowed, topic) for allowed in self.write)


NO_RIGHTS: Final = Rights()


@dataclass(frozen=True)
class BrokerAccess:
    """Everybody who may connect. Replaced as a whole when a speaker comes, goes or changes its groups."""

    site: str
    controller: Credential
    devices: Mapping[str, DeviceGrant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not SITE_CODE.fullmatch(self.site):
            raise ValueError(f"no site code: {self.site!r}")
        for device in self.devices:
            if not DEVICE_ID.fullmatch(device):
                raise ValueError(f"no device id: {device!r}")
        object.__setattr__(self, "devices", MappingProxyType(dict(self.devices)))

    def credential_of(self, user: str | None) -> Credential | None:
        """Return what this user must prove to know; None for a stranger."""
        if user == CONTROLLER:
            return self.controller
        grant = self.devices.get(user or "")
        return grant.credential if grant else None

    def admits(self, user: str | None, secret: str | None, client_id: str | None) -> bool:
        """Tell whether a client may connect: a known user, its own secret, and its own name as client id."""
        known = self.credential_of(user)
        return known is not None and client_id == user and known.matches(secret or "")

    def rights(self, user: str | None) -> Rights:
        """Return what this user may read and write; nothing for a stranger."""
        root = f"{PREFIX}/{self.site}"
        if user == CONTROLLER:
            # It hears its own ctl/: a refused publication shows by not coming back.
            write = (f"{root}/d/#", f"{root}/g/#", f"{root}/keys", f"{root}/ctl/#")
            return Rights((f"{root}/u/#", f"{root}/ctl/#"), write)
        grant = self.devices.get(user or "")
        if grant is None:
            return NO_RIGHTS
        groups = tuple(f"{root}/g/{group}/cmd" for group in grant.groups)
        read = (f"{root}/d/{user}/#", f"{root}/keys", f"{root}/ctl/#", *groups)
        return Rights(read, tuple(f"{root}/u/{user}/{said}" for said in _DEVICE_SAYS))


def covers(allowed: str, asked: str) -> bool:
    """Tell whether every topic that `asked` (a topic or a filter) can mean is meant by `allowed`.

    `allowed` is exact or ends in `/#`; wildcards inside `asked` are read as what they are, so that `d/+/head`
    is not covered by `d/LOA-001/#`.
    """
    if not allowed.endswith("/#"):
        return allowed == asked
    return asked.startswith(allowed[:-1]) or asked == allowed[:-2]
