"""The limits that a speaker keeps by itself, whoever signs its orders."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from broadcaster.protocol.fields import Fields
from broadcaster.protocol.orders import GAIN_DB
from broadcaster.protocol.refusals import Code, Refused
from broadcaster.protocol.scope import Scope

_DAYS: Final = re.compile(r"(?!.*(.).*\1)[1-7]{1,7}")


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
