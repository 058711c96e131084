"""What every message says first: whom it concerns, in which epoch, and from when to when it counts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from broadcaster.domain.device import DEVICE_ID, GROUP
from broadcaster.domain.places import SITE_CODE
from broadcaster.protocol.fields import NAME, Fields
from broadcaster.protocol.refusals import Code, Refused

EVERYBODY: Final = "*"
COMMON: Final = frozenset({"t", "site", "dev", "ep", "iat", "exp", "grp", "crit"})
MAX_DEVICES: Final = 100
"""So many ids fit one payload; more than that is a group."""


@dataclass(frozen=True)
class Scope:
    """The common fields.

    `issued` and `expires` are UTC seconds; `expires` 0 is without end (device's words only). `devices` are
    ids, or EVERYBODY: then `group` names the group that is meant, inside the signature, because the topic is
    not signed and a hostile broker could carry one hamlet's order to another. Without a group EVERYBODY is
    the whole site. `critical` names fields that a reader must know or else refuse the message.
    """

    site: str
    devices: tuple[str, ...]
    epoch: int
    issued: int
    expires: int
    group: str | None = None
    critical: tuple[str, ...] = ()

    def concerns(self, device: str, groups: Collection[str]) -> bool:
        """Tell whether a device of these groups is meant."""
        if self.devices == (EVERYBODY,):
            return self.group is None or self.group in groups
        return device in self.devices

    def to_json(self) -> dict[str, Any]:
        """Spell the common fields; one device is a text, several are a list."""
        device = self.devices[0] if len(self.devices) == 1 else list(self.devices)
        told = {"site": self.site, "dev": device, "ep": self.epoch, "iat": self.issued, "exp": self.expires}
        if self.group is not None:
            told["grp"] = self.group
        if self.critical:
            told["crit"] = list(self.critical)
        return told

    @classmethod
    def from_json(cls, fields: Fields) -> "Scope":
        """Read the common fields; raise Refused (E01)."""
        named = fields.values.get("dev")
        devices = (EVERYBODY,) if named == EVERYBODY else _devices(fields, named)
        return cls(
            site=fields.text("site", SITE_CODE),
            devices=devices,
            epoch=fields.integer("ep"),
            issued=fields.integer("iat"),
            expires=fields.integer("exp"),
            group=fields.text("grp", GROUP) if "grp" in fields.values else None,
            critical=fields.texts("crit", NAME, 16),
        )


def _devices(fields: Fields, named: object) -> tuple[str, ...]:
    if not isinstance(named, list):
        return (fields.text("dev", DEVICE_ID),)
    devices = fields.texts("dev", DEVICE_ID, MAX_DEVICES)
    if not devices:
        raise Refused(Code.ENVELOPE, f"{fields.what}.dev names nobody")
    return devices
