"""What shall be: the keys that count, the pointer to a speaker's plan, the plan itself, and its limits."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from broadcaster.domain.device import GROUP
from broadcaster.domain.types import Sha256
from broadcaster.protocol.fields import HEX_KEY, KID, ORDER_ID, URL, Fields
from broadcaster.protocol.orders import GAIN_DB, MAX_SOUNDS, Order, OrderClass, Sound
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.roles import Role
from broadcaster.protocol.scope import Scope

MAX_BODY: Final = 262_144
"""Bytes of a plan fetched by HTTP: 35 days of six broadcasts of ten items a day fit."""
MAX_ORDERS: Final = 2_000
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{100,5600}={0,2}")
_ROLE: Final = re.compile("order|policy|emergency|stop")
_DAYS: Final = re.compile(r"(?!.*(.).*\1)[1-7]{1,7}")


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


@dataclass(frozen=True)
class Head:
    """The pointer to a speaker's desired state: version, and the body's SHA-256, length and address."""

    scope: Scope
    version: int
    sha256: Sha256
    size: int
    url: str

    TYPE: ClassVar[str] = "head"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"ver", "sha", "len", "url"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"ver": self.version, "sha": self.sha256, "len": self.size, "url": self.url}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Head":
        """Read it; raise Refused (E01)."""
        version, size = fields.integer("ver", 1), fields.integer("len", 1, MAX_BODY)
        return cls(scope, version, fields.sha("sha"), size, fields.text("url", URL))


@dataclass(frozen=True)
class Body:
    """The plan: everything that shall sound from now on, until `scope.expires`.

    It travels by HTTP without an envelope of its own: the signed head names its SHA-256. `hold_until` (UTC
    seconds) silences every class; `cancelled` names orders that shall not sound any more; `emergencies` are
    complete envelopes, verified on their own. `delay_ms` is how much earlier than others this speaker begins;
    `gain_db` is added to everything it plays.
    """

    scope: Scope
    version: int
    orders: tuple[Order, ...]
    sounds: tuple[Sound, ...]
    groups: tuple[str, ...] = ()
    cache_days: int = 7
    hold_until: int = 0
    cancelled: tuple[str, ...] = ()
    emergencies: tuple[bytes, ...] = ()
    delay_ms: int = 0
    gain_db: float = 0.0

    TYPE: ClassVar[str] = "body"
    KNOWN: ClassVar[frozenset[str]] = frozenset({
        "ver", "o", "sounds", "groups", "cache_days", "hold_until", "cancelled", "em", "delay_ms", "gain_db"
    })  # fmt: skip

    def __post_init__(self) -> None:
        if len({order.id for order in self.orders}) != len(self.orders):
            raise Refused(Code.ENVELOPE, "two orders with one id")
        missing = {item.sha256 for order in self.orders for item in order.items} - {
            s.sha256 for s in self.sounds
        }
        if missing:
            raise Refused(Code.ENVELOPE, f"no sound is given for {min(missing)}")
        if any(order.start == 0 for order in self.orders):
            raise Refused(Code.ENVELOPE, "an order of a plan has a start")
        if any(order.kind is OrderClass.EMERGENCY or order.overrides_quiet for order in self.orders):
            raise Refused(Code.ROLE, "an emergency stands in a plan under its own key's signature only")

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {
            "ver": self.version,
            "groups": list(self.groups),
            "cache_days": self.cache_days,
            "hold_until": self.hold_until,
            "o": [order.to_json() for order in self.orders],
            "cancelled": list(self.cancelled),
            "em": [base64.b64encode(envelope).decode() for envelope in self.emergencies],
            "sounds": [sound.to_json() for sound in self.sounds],
            "delay_ms": self.delay_ms,
            "gain_db": self.gain_db,
        }

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Body":
        """Read it; raise Refused (E01)."""
        return cls(
            scope=scope,
            version=fields.integer("ver", 1),
            orders=tuple(Order.from_json(order) for order in fields.objects("o", MAX_ORDERS)),
            sounds=tuple(Sound.from_json(sound) for sound in fields.objects("sounds", MAX_SOUNDS)),
            groups=fields.texts("groups", GROUP, 32),
            cache_days=fields.integer("cache_days", 1, 35, default=7),
            hold_until=fields.integer("hold_until", default=0),
            cancelled=fields.texts("cancelled", ORDER_ID, MAX_ORDERS),
            emergencies=tuple(_envelopes(fields.texts("em", _BASE64, 16))),
            delay_ms=fields.integer("delay_ms", -5_000, 5_000, default=0),
            gain_db=fields.number("gain_db", *GAIN_DB, default=0.0),
        )


def _envelopes(texts: Iterable[str]) -> Iterable[bytes]:
    try:
        return [base64.b64decode(text, validate=True) for text in texts]
    except binascii.Error as error:
        raise Refused(Code.ENVELOPE, f"body.em: {error}") from error


@dataclass(frozen=True)
class Window:
    """A piece of certain days, in minutes of the local day: `begin` included, `end` (up to 1440) not.

    `days` are ISO weekdays as digits, Monday 1. A night is two windows.
    """

    days: str
    begin: int
    end: int

    def __post_init__(self) -> None:
        if self.begin >= self.end:
            raise Refused(Code.ENVELOPE, "a window ends after it begins, on the same day")

    def to_json(self) -> dict[str, Any]:
        """Spell it."""
        return {"days": self.days, "from": self.begin, "to": self.end}

    @classmethod
    def from_json(cls, fields: Fields) -> "Window":
        """Read it; raise Refused (E01)."""
        return cls(fields.text("days", _DAYS), fields.integer("from", 0, 1439), fields.integer("to", 1, 1440))


@dataclass(frozen=True)
class Policy:
    """What no order may overstep. Nothing but an emergency sounds outside `windows` or inside `quiet`.

    `utc_offset_min` says what the local day is (Việt Nam: 420); `max_minutes` bounds a local day's playing,
    tests included; `max_gain_db` bounds an item's gain together with the body's.
    """

    scope: Scope
    version: int
    windows: tuple[Window, ...]
    quiet: tuple[Window, ...]
    max_minutes: int
    max_gain_db: float
    utc_offset_min: int = 420

    TYPE: ClassVar[str] = "policy"
    KNOWN: ClassVar[frozenset[str]] = frozenset(
        {"pver", "windows", "quiet", "max_min_day", "max_gain", "utc_off"}
    )

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {
            "pver": self.version,
            "windows": [window.to_json() for window in self.windows],
            "quiet": [window.to_json() for window in self.quiet],
            "max_min_day": self.max_minutes,
            "max_gain": self.max_gain_db,
            "utc_off": self.utc_offset_min,
        }

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Policy":
        """Read it; raise Refused (E01)."""
        return cls(
            scope=scope,
            version=fields.integer("pver", 1),
            windows=tuple(Window.from_json(window) for window in fields.objects("windows", 64)),
            quiet=tuple(Window.from_json(window) for window in fields.objects("quiet", 64)),
            max_minutes=fields.integer("max_min_day", 0, 1440),
            max_gain_db=fields.number("max_gain", *GAIN_DB),
            utc_offset_min=fields.integer("utc_off", -720, 840),
        )
