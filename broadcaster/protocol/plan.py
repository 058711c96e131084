"""What shall sound from now on: the pointer to a speaker's plan, and the plan itself."""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from broadcaster.domain.device import GROUP
from broadcaster.domain.types import Sha256
from broadcaster.protocol.fields import ORDER_ID, URL, Fields
from broadcaster.protocol.orders import GAIN_DB, MAX_SOUNDS, Order, OrderClass, Sound
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.scope import Scope

MAX_BODY: Final = 262_144
"""Bytes of a plan fetched by HTTP: 35 days of six broadcasts of ten items a day fit."""
MAX_ORDERS: Final = 2_000
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{100,5600}={0,2}")


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
