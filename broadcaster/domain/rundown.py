"""The rundown (*kịch bản phát sóng*): ordered, timed items of one broadcast, and why others are left out."""

import enum
from dataclasses import dataclass
from typing import Any, Self

from broadcaster.domain.precedence import Precedence
from broadcaster.domain.types import Sha256, as_sha256


class Why(enum.Enum):
    """Why an item is in a rundown."""

    FIXED = "fixed"  # the programme always plays it here
    PLAYLIST = "playlist"  # a person put it there
    PINNED = "pinned"  # a person wants it in this very broadcast
    PRIORITY = "priority"  # of class priority: first in the programme
    CAMPAIGN = "campaign"  # its topic is that of the day
    QUOTA = "quota"  # its topic is behind its monthly minimum
    NEWEST = "newest"  # the latest approved of what the part takes
    REPEAT = "repeat"  # aired earlier this day, played again
    RELAY = "relay"  # a stream taken over for its minutes
    FILLER = "filler"  # fills the slot to its end


class Skip(enum.Enum):
    """Why a candidate is not in a rundown."""

    NOT_YET = "not_yet"  # approved only after this start
    EXPIRED = "expired"  # its last day is over
    STALE = "stale"  # older than the part allows
    OTHER_HAMLET = "other_hamlet"  # speaks to others
    NO_PART = "no_part"  # no part of this programme takes its kind or topic
    REPEAT_LIMIT = "repeat_limit"  # aired as often as the part allows
    TOO_SOON = "too_soon"  # aired too short a time ago
    PART_FULL = "part_full"  # the part holds no more items or minutes
    NO_ROOM = "no_room"  # no time left in the programme or slot
    BY_PERSON = "by_person"  # a person left it out of this very broadcast
    NOT_APPROVED = "not_approved"  # in the playlist, but no longer approved with that sound


class ItemKind(enum.Enum):
    """What an item of a rundown is."""

    FIXED = "fixed"
    BULLETIN = "bulletin"
    HAMLET_ANNOUNCEMENT = "hamlet_announcement"
    COLUMN = "column"  # a bulletin that the weekday's column took
    RELAY = "relay"
    LIVE = "live"
    FILLER = "filler"


@dataclass(frozen=True)
class RundownItem:
    """One sound at its place: it starts `offset_ms` after the broadcast and lasts `duration_ms`.

    Of a relay and of live speech `url` is the stream (`domain.stream`), and `sound` what plays where that fails.
    `topic` is the bulletin's when this was planned: reach is counted by what was planned, whatever becomes of the
    bulletin later.
    """

    kind: ItemKind
    title: str
    sound: Sha256
    bulletin_id: str | None
    offset_ms: int
    duration_ms: int
    why: Why
    precedence: Precedence = Precedence.ROUTINE
    url: str | None = None
    topic: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "sound": self.sound,
            "bulletin_id": self.bulletin_id,
            "offset_ms": self.offset_ms,
            "duration_ms": self.duration_ms,
            "why": self.why.value,
            "precedence": self.precedence.name,
            "url": self.url,
            "topic": self.topic,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        return cls(
            kind=ItemKind(plain["kind"]),
            title=plain["title"],
            sound=as_sha256(plain["sound"]),
            bulletin_id=plain["bulletin_id"],
            offset_ms=plain["offset_ms"],
            duration_ms=plain["duration_ms"],
            why=Why(plain["why"]),
            precedence=Precedence[plain["precedence"]],
            url=plain["url"],
            topic=plain.get("topic", ""),
        )


@dataclass(frozen=True)
class Rundown:
    """Items in order without overlap, and for every candidate left out its id with the reason."""

    items: tuple[RundownItem, ...]
    skipped: tuple[tuple[str, Skip], ...] = ()

    def __post_init__(self) -> None:
        end_ms = 0
        for item in self.items:
            if item.offset_ms < end_ms or item.duration_ms <= 0:
                raise ValueError(f"{item.title!r} starts at {item.offset_ms} ms, before {end_ms} ms")
            end_ms = item.offset_ms + item.duration_ms

    @property
    def duration_ms(self) -> int:
        """From the first sample to the last, in milliseconds; 0 where there is nothing to air."""
        return self.items[-1].offset_ms + self.items[-1].duration_ms if self.items else 0

    @property
    def precedence(self) -> Precedence:
        """The class of the broadcast: the highest of its items."""
        return max((item.precedence for item in self.items), default=Precedence.ROUTINE)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {
            "items": [item.to_plain() for item in self.items],
            "skipped": [[candidate, reason.value] for candidate, reason in self.skipped],
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        return cls(
            items=tuple(RundownItem.from_plain(item) for item in plain["items"]),
            skipped=tuple((candidate, Skip(reason)) for candidate, reason in plain["skipped"]),
        )
