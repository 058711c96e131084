"""A stream: sound that is made while it is heard, in pieces of which each is signed and says when it sounds."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from broadcaster.domain.types import Sha256
from broadcaster.protocol.fields import HEX_KEY, NAME, Fields
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.scope import Scope

SEGMENT_SAMPLES: Final = 23_040
"""Samples of one segment at 24 kHz: 40 frames of MP3, 960 ms."""
SEGMENT_MS: Final = 960
MAX_SEGMENT_BYTES: Final = 65_536
LENGTH_BYTES: Final = 2
"""Before each envelope on the connection stands its length, the greater byte first."""


@dataclass(frozen=True)
class Segment:
    """One piece of the stream `name`, whose first sample sounds at `at_ms` (UTC milliseconds).

    `size` bytes of SHA-256 `sha256` follow its envelope. `is_last` says that the stream is over at `at_ms`: nothing
    follows, and silence from then on is meant.
    """

    scope: Scope
    name: str
    at_ms: int
    size: int
    sha256: Sha256
    is_last: bool = False

    TYPE: ClassVar[str] = "seg"
    KNOWN: ClassVar[frozenset[str]] = frozenset({"u", "at", "len", "h", "last"})

    def __post_init__(self) -> None:
        if self.is_last != (self.size == 0):
            raise Refused(Code.ENVELOPE, "a segment has sound, the end of a stream has none")

    def fields(self) -> dict[str, Any]:
        """Spell all but the scope."""
        told: dict[str, Any] = {"u": self.name, "at": self.at_ms, "len": self.size, "h": self.sha256}
        return told | ({"last": True} if self.is_last else {})

    @classmethod
    def from_json(cls, scope: Scope, fields: Fields) -> "Segment":
        """Read it; raise Refused (E01)."""
        return cls(
            scope=scope,
            name=fields.text("u", NAME),
            at_ms=fields.integer("at", 1),
            size=fields.integer("len", 0, MAX_SEGMENT_BYTES),
            sha256=Sha256(fields.text("h", HEX_KEY)),
            is_last=fields.flag("last", default=False),
        )


def block(envelope: bytes, sound: bytes) -> bytes:
    """Return what goes over the connection: length, envelope, sound."""
    return len(envelope).to_bytes(LENGTH_BYTES) + envelope + sound
