"""What shall sound: sounds, the items of an order, and the order that strings them into one stream."""

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar, Final

from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import Sha256
from broadcaster.protocol.fields import NAME, ORDER_ID, PATH, URL, Fields
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.scope import Scope

MAX_ITEMS: Final = 100
MAX_SOUNDS: Final = 5_000
MAX_SOUND_BYTES: Final = 200_000_000
DAY_MS: Final = 86_400_000
GAIN_DB: Final = (-60.0, 6.0)
DEFAULT_LATE_S: Final = 60
_CLASS: Final = re.compile("routine|priority|emergency|test")


class OrderClass(enum.Enum):
    """The three classes of broadcast, and the test tone that belongs to none of them."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    EMERGENCY = "emergency"
    TEST = "test"

    @property
    def precedence(self) -> Precedence:
        """Where it stands beside others; a test gives way like a routine broadcast."""
        return Precedence.ROUTINE if self is OrderClass.TEST else Precedence[self.name]


@dataclass(frozen=True)
class Sound:
    """A sound file, named by what it is. `url` may be a path on the controller's own HTTP address."""

    sha256: Sha256
    size: int
    duration_ms: int
    url: str

    def to_json(self) -> dict[str, Any]:
        """Spell it."""
        return {"h": self.sha256, "n": self.size, "d": self.duration_ms, "url": self.url}

    @classmethod
    def from_json(cls, fields: Fields) -> "Sound":
        """Read it; raise Refused (E01)."""
        size, length = fields.integer("n", 1, MAX_SOUND_BYTES), fields.integer("d", 1, DAY_MS)
        return cls(fields.sha("h"), size, length, fields.text("url", URL))


@dataclass(frozen=True)
class Item:
    """One sound within an order: from `offset_ms` after its start, for `duration_ms`, `gain_db` louder.

    Where `stream` is given (a path on the controller's own address), that stream sounds, and the sound itself, again
    and again, only where the stream fails.
    """

    number: int
    sha256: Sha256
    offset_ms: int
    duration_ms: int
    gain_db: float = 0.0
    stream: str = ""

    @property
    def end_ms(self) -> int:
        """When it is over, after the order's start."""
        return self.offset_ms + self.duration_ms

    def to_json(self) -> dict[str, Any]:
        """Spell it."""
        told = {"i": self.number, "h": self.sha256, "off": self.offset_ms, "d": self.duration_ms}
        return told | {key: value for key, value in (("g", self.gain_db), ("u", self.stream)) if value}

    @classmethod
    def from_json(cls, fields: Fields) -> "Item":
        """Read it; raise Refused (E01)."""
        return cls(
            number=fields.integer("i", 0, MAX_ITEMS - 1),
            sha256=fields.sha("h"),
            offset_ms=fields.integer("off", 0, DAY_MS),
            duration_ms=fields.integer("d", 1, DAY_MS),
            gain_db=fields.number("g", *GAIN_DB, default=0.0),
            stream=fields.text("u", PATH) if "u" in fields.values else "",
        )


@dataclass(frozen=True)
class Order:
    """One broadcast on one speaker: items played as one stream without a gap.

    `start` is UTC seconds, 0 for at once; an item may begin `late_s` after its own instant and no later.
    `tone` is a built-in attention tone before the first item. `severity` (greater is graver), `reference` (an
    earlier alert that this one repeats, corrects or ends), `every_s` and `until` (repeats) and
    `overrides_quiet` are for emergencies.
    """

    id: str
    kind: OrderClass
    start: int
    items: tuple[Item, ...]
    late_s: int = DEFAULT_LATE_S
    tone: str | None = None
    severity: int = 0
    reference: str | None = None
    every_s: int = 0
    until: int = 0
    overrides_quiet: bool = False
    critical: tuple[str, ...] = ()

    KNOWN: ClassVar[frozenset[str]] = frozenset(
        {"id", "c", "s", "l", "items", "pre", "sev", "ref", "every", "until", "q", "crit", "u"}
    )

    def __post_init__(self) -> None:
        numbers = [item.number for item in self.items]
        if not self.items or numbers != list(range(len(numbers))):
            raise Refused(Code.ENVELOPE, f"order {self.id}: items are numbered 0, 1, 2 …")
        if any(later.offset_ms < earlier.end_ms for earlier, later in pairwise(self.items)):
            raise Refused(Code.ENVELOPE, f"order {self.id}: an item begins before the one before it is over")

    @property
    def duration_ms(self) -> int:
        """From its start to the end of the last item."""
        return self.items[-1].end_ms

    def to_json(self) -> dict[str, Any]:
        """Spell it, leaving out what stands at its default."""
        told: dict[str, Any] = {"id": self.id, "c": self.kind.value, "s": self.start, "l": self.late_s}
        told["items"] = [item.to_json() for item in self.items]
        rest = {
            "pre": self.tone,
            "sev": self.severity,
            "ref": self.reference,
            "every": self.every_s,
            "until": self.until,
            "q": self.overrides_quiet,
            "crit": list(self.critical),
        }
        return told | {key: value for key, value in rest.items() if value}

    @classmethod
    def from_json(cls, fields: Fields) -> "Order":
        """Read it; raise Refused (E01)."""
        given: Mapping[str, Any] = fields.values
        return cls(
            id=fields.text("id", ORDER_ID),
            kind=OrderClass(fields.text("c", _CLASS)),
            start=fields.integer("s"),
            items=tuple(Item.from_json(item) for item in fields.objects("items", MAX_ITEMS)),
            late_s=fields.integer("l", 0, 86_400, default=DEFAULT_LATE_S),
            tone=fields.text("pre", NAME) if "pre" in given else None,
            severity=fields.integer("sev", 0, 9, default=0),
            reference=fields.text("ref", ORDER_ID) if "ref" in given else None,
            every_s=fields.integer("every", 0, 86_400, default=0),
            until=fields.integer("until", default=0),
            overrides_quiet=fields.flag("q", default=False),
            critical=fields.texts("crit", NAME, 16),
        )


@dataclass(frozen=True)
class LiveOrder:
    """An order that does not wait for a plan: on a command topic, or as an envelope inside a body."""

    scope: Scope
    order: Order
    sounds: tuple[Sound, ...] = ()

    TYPE: ClassVar[str] = "order"
    KNOWN: ClassVar[frozenset[str]] = Order.KNOWN | {"sounds"}

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        return self.order.to_json() | {"sounds": [sound.to_json() for sound in self.sounds]}

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "LiveOrder":
        """Read it; raise Refused (E01)."""
        sounds = tuple(Sound.from_json(sound) for sound in fields.objects("sounds", MAX_ITEMS))
        return cls(scope, Order.from_json(fields), sounds)
