"""What a speaker says of itself, signed by its own key: that it is there, where it stands, what it did."""

import enum
import re
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from broadcaster.protocol.fields import LINE, NONCE, ORDER_ID, Fields
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.scope import Scope

_CLOCK: Final = re.compile("[THU]")
_SHA_OR_NONE: Final = re.compile(r"([0-9a-f]{64})?")
_SHA: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = re.compile(r"[a-z_]{1,32}")
_FLAT: Final = frozenset({str, int, float, bool})
MAX_MISSING: Final = 16
MAX_ERRORS: Final = 8


class ClockState(enum.Enum):
    """How far a speaker may trust its clock."""

    TRUSTED = "T"
    """A signed answer to its own nonce, within the last hours."""
    HOLDOVER = "H"
    """Such an answer longer ago, carried on by a clock of bounded drift."""
    UNTRUSTED = "U"
    """None since the power came: nothing of the schedule sounds."""


@dataclass(frozen=True)
class State:
    """Online or (as the last will) not. Numbers decide: a word of an older `(boot, conn)` is ignored."""

    scope: Scope
    online: bool
    boot: int
    connection: int

    TYPE: ClassVar[str] = "state"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"on", "boot", "conn"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"on": self.online, "boot": self.boot, "conn": self.connection}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "State":
        """Read it; raise Refused (E01)."""
        return cls(scope, fields.flag("on"), fields.integer("boot"), fields.integer("conn"))


@dataclass(frozen=True)
class Held:
    """The counters of what a speaker holds: epoch and versions of its plan, keys and policy; 0 for none."""

    epoch: int = 0
    version: int = 0
    keys: int = 0
    policy: int = 0

    def to_json(self) -> dict[str, Any]:
        """Spell it."""
        return {"ep": self.epoch, "ver": self.version, "kver": self.keys, "pver": self.policy}

    @classmethod
    def from_json(cls, fields: Fields) -> "Held":
        """Read it; raise Refused (E01)."""
        epoch, version = fields.integer("ep"), fields.integer("ver")
        return cls(epoch, version, fields.integer("kver", default=0), fields.integer("pver", default=0))


@dataclass(frozen=True)
class Hello:
    """The first word of a connection, and the question for the time: only an answer with this nonce counts.

    Events `first_event` to `last_event` are still on the speaker; what is older and unknown is lost.
    """

    scope: Scope
    nonce: str
    boot: int
    connection: int
    firmware: str
    clock: ClockState
    held: Held
    first_event: int
    last_event: int

    TYPE: ClassVar[str] = "hello"
    KNOWN: ClassVar[frozenset[str]] = frozenset(
        {"nonce", "boot", "conn", "fw", "clk", "have", "evlo", "evhi"}
    )

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {
            "nonce": self.nonce,
            "boot": self.boot,
            "conn": self.connection,
            "fw": self.firmware,
            "clk": self.clock.value,
            "have": self.held.to_json(),
            "evlo": self.first_event,
            "evhi": self.last_event,
        }

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Hello":
        """Read it; raise Refused (E01)."""
        return cls(
            scope=scope,
            nonce=fields.text("nonce", NONCE),
            boot=fields.integer("boot"),
            connection=fields.integer("conn"),
            firmware=fields.text("fw", LINE),
            clock=ClockState(fields.text("clk", _CLOCK)),
            held=Held.from_json(fields.inner("have")),
            first_event=fields.integer("evlo"),
            last_event=fields.integer("evhi"),
        )


@dataclass(frozen=True)
class Report:
    """Where a speaker stands, every 15 s and on change, sent from the loop that makes the sound.

    `until` is when its plan ends, `ready_until` the instant up to which every order's sound is on the speaker
    and checked (UTC seconds); `missing` are the first sounds it still lacks. `clock_error_ms` is how wrong
    the clock may be, `errors` are refusals that stand (`E11 some-order`), `free` is bytes, `playing` the id
    of what sounds now.
    """

    scope: Scope
    held: Held
    sha256: str
    until: int
    ready_until: int
    missing: tuple[str, ...]
    clock: ClockState
    clock_error_ms: int
    errors: tuple[str, ...]
    free: int
    playing: str | None
    gain_db: float

    TYPE: ClassVar[str] = "rep"
    KNOWN: ClassVar[frozenset[str]] = frozenset({
        "ep", "ver", "kver", "pver", "sha", "until", "ready", "missing", "clk", "skew_ms", "err", "free",
        "playing", "gain",
    })  # fmt: skip

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {
            **self.held.to_json(),
            "sha": self.sha256,
            "until": self.until,
            "ready": self.ready_until,
            "missing": list(self.missing[:MAX_MISSING]),
            "clk": self.clock.value,
            "skew_ms": self.clock_error_ms,
            "err": list(self.errors[:MAX_ERRORS]),
            "free": self.free,
            "playing": self.playing or "",
            "gain": self.gain_db,
        }

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Report":
        """Read it; raise Refused (E01)."""
        return cls(
            scope=scope,
            held=Held.from_json(fields),
            sha256=fields.text("sha", _SHA_OR_NONE),
            until=fields.integer("until"),
            ready_until=fields.integer("ready"),
            missing=fields.texts("missing", _SHA, MAX_MISSING),
            clock=ClockState(fields.text("clk", _CLOCK)),
            clock_error_ms=fields.integer("skew_ms"),
            errors=fields.texts("err", LINE, MAX_ERRORS),
            free=fields.integer("free"),
            playing=fields.text("playing", ORDER_ID) if fields.values.get("playing") else None,
            gain_db=fields.number("gain", -200, 200),
        )


@dataclass(frozen=True)
class Event:
    """One thing that happened, numbered without gaps. `at_ms` is UTC milliseconds, 0 where not known.

    `kind` is one of `started`, `ended`, `missed`, `refused`, `plan`, `boot`, `clock`, `fault`; `id` names the
    order where one is concerned; `data` holds flat values, told in docs/protocol.md.
    """

    scope: Scope
    number: int
    at_ms: int
    kind: str
    id: str = ""
    data: dict[str, str | int | float | bool] = field(default_factory=dict)

    TYPE: ClassVar[str] = "ev"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"seq", "at", "k", "id", "data"})

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return {"seq": self.number, "at": self.at_ms, "k": self.kind, "id": self.id, "data": self.data}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Event":
        """Read it; raise Refused (E01)."""
        data = fields.inner("data").values
        if len(data) > 24 or not _FLAT.issuperset(map(type, data.values())):
            raise Refused(Code.ENVELOPE, "ev.data is not at most 24 flat values")
        name = fields.text("id", ORDER_ID) if fields.values.get("id") else ""
        return cls(
            scope, fields.integer("seq", 1), fields.integer("at"), fields.text("k", _KIND), name, dict(data)
        )
