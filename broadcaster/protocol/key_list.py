"""The list of keys that root signs: who may sign what, and from when to when."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from broadcaster.protocol.fields import HEX_KEY, KID, Fields
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import Scope

_ROLE: Final = re.compile("order|policy|emergency|stop")


@dataclass(frozen=True)
class KeyEntry:
    """A public key (hexadecimal) and what it is for, from `not_before` until `not_after` (UTC seconds)."""

    kid: str
    public: str
    role: Role
    not_before: int
    not_after: int

    def to_json(self) -> dict[str, Any]:
        """Spell it."""
        told = {"kid": self.kid, "pub": self.public, "role": self.role.value}
        return {**told, "nbf": self.not_before, "exp": self.not_after}

    @classmethod
    def from_json(cls, fields: Fields) -> "KeyEntry":
        """Read it; raise Refused (E01)."""
        kid, public = fields.text("kid", KID), fields.text("pub", HEX_KEY)
        return cls(
            kid, public, Role(fields.text("role", _ROLE)), fields.integer("nbf"), fields.integer("exp")
        )


@dataclass(frozen=True)
class Keys:
    """The root-signed list of keys; what the newest leaves out is revoked. `root` is root's public key."""

    scope: Scope
    version: int
    keys: tuple[KeyEntry, ...]
    root: str

    TYPE: ClassVar[str] = "keys"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"kver", "keys", "root"})

    def __post_init__(self) -> None:
        if len({key.kid for key in self.keys}) != len(self.keys):
            raise Refused(Code.ENVELOPE, "two keys with one key id")

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"kver": self.version, "keys": [key.to_json() for key in self.keys], "root": self.root}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Keys":
        """Read it; raise Refused (E01)."""
        keys = tuple(KeyEntry.from_json(key) for key in fields.objects("keys", 16))
        return cls(scope, fields.integer("kver", 1), keys, fields.text("root", HEX_KEY))
