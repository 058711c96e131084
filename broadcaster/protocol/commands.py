"""What counts now and is never stored by the broker: stop, test, answers and questions of the controller."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from broadcaster.protocol.fields import NAME, NONCE, ORDER_ID, Fields
from broadcaster.protocol.scope import Scope

ALL: Final = "all"
MAX_STOP_LIFE_S: Final = 60
_TONE: Final = re.compile(r"[a-z0-9-]{1,32}")


@dataclass(frozen=True)
class Stop:
    """Silence `what` (an order's id, or ALL) at once, and all for `hold_s` seconds; 0 releases a hold."""

    scope: Scope
    id: str
    what: str
    hold_s: int

    TYPE: ClassVar[str] = "stop"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"id", "what", "hold"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"id": self.id, "what": self.what, "hold": self.hold_s}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Stop":
        """Read it; raise Refused (E01)."""
        what = fields.text("what", ORDER_ID)
        return cls(scope, fields.text("id", ORDER_ID), what, fields.integer("hold", 0, 7 * 86_400))


@dataclass(frozen=True)
class ToneTest:
    """Sound a built-in tone for some seconds, within the policy."""

    scope: Scope
    id: str
    tone: str
    seconds: int

    TYPE: ClassVar[str] = "test"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"id", "tone", "seconds"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"id": self.id, "tone": self.tone, "seconds": self.seconds}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "ToneTest":
        """Read it; raise Refused (E01)."""
        tone = fields.text("tone", _TONE)
        return cls(scope, fields.text("id", ORDER_ID), tone, fields.integer("seconds", 1, 60))


@dataclass(frozen=True)
class EvReq:
    """Send the events from `first` to `last` again: the controller misses some of them."""

    scope: Scope
    first: int
    last: int

    TYPE: ClassVar[str] = "evreq"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"from", "to"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"from": self.first, "to": self.last}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "EvReq":
        """Read it; raise Refused (E01)."""
        return cls(scope, fields.integer("from", 1), fields.integer("to", 1))


@dataclass(frozen=True)
class EvAck:
    """Every event up to `high` is in the controller's database: the speaker may forget them."""

    scope: Scope
    high: int

    TYPE: ClassVar[str] = "evack"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"hi"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"hi": self.high}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "EvAck":
        """Read it; raise Refused (E01)."""
        return cls(scope, fields.integer("hi"))


@dataclass(frozen=True)
class TimeAnswer:
    """The controller's time in UTC milliseconds, for the hello that carried `nonce` and for no other."""

    scope: Scope
    nonce: str
    utc_ms: int

    TYPE: ClassVar[str] = "time"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"nonce", "utc_ms"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"nonce": self.nonce, "utc_ms": self.utc_ms}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "TimeAnswer":
        """Read it; raise Refused (E01)."""
        return cls(scope, fields.text("nonce", NONCE), fields.integer("utc_ms"))


@dataclass(frozen=True)
class CtlState:
    """The controller is there (or, its will: is not). `instance` tells a restored copy from the first."""

    scope: Scope
    online: bool
    instance: str
    utc_ms: int

    TYPE: ClassVar[str] = "ctl"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"on", "inst", "utc_ms"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"on": self.online, "inst": self.instance, "utc_ms": self.utc_ms}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "CtlState":
        """Read it; raise Refused (E01)."""
        return cls(scope, fields.flag("on"), fields.text("inst", NAME), fields.integer("utc_ms"))
