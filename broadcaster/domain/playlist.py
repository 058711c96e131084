"""A playlist (*danh sách phát*): sounds in order, chosen by a person, without any clock."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from broadcaster.domain.types import Sha256, as_sha256


@dataclass(frozen=True)
class PlaylistItem:
    """One sound; with `bulletin_id` it airs only while that bulletin is approved with that very sound.

    `expires_on` is the last day on which it may air, where the right to air it ends. With `stream`, the address of
    another station or of live speech (`domain.stream`), that sounds, and the sound itself where it fails.
    """

    title: str
    sound: Sha256
    duration_ms: int
    bulletin_id: str | None = None
    expires_on: date | None = None
    stream: str | None = None

    def __post_init__(self) -> None:
        as_sha256(self.sound)
        if self.duration_ms <= 0:
            raise ValueError(f"a sound lasts: {self.duration_ms} ms")

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {
            "title": self.title,
            "sound": self.sound,
            "duration_ms": self.duration_ms,
            "bulletin_id": self.bulletin_id,
            "expires_on": self.expires_on.isoformat() if self.expires_on else None,
            "stream": self.stream,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        last = plain.get("expires_on")  # schedules made before this was asked for have none
        return cls(
            plain["title"],
            as_sha256(plain["sound"]),
            plain["duration_ms"],
            plain["bulletin_id"],
            date.fromisoformat(last) if last else None,
            plain.get("stream"),
        )


@dataclass(frozen=True)
class Playlist:
    """At least one sound, in the order in which they air."""

    items: tuple[PlaylistItem, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise ValueError("a playlist has at least one sound")

    @property
    def duration_ms(self) -> int:
        """How long it lasts without a gap, in milliseconds."""
        return sum(item.duration_ms for item in self.items)

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can hold, and `from_plain` reads back."""
        return {"items": [item.to_plain() for item in self.items]}

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """Read what `to_plain` wrote."""
        return cls(tuple(PlaylistItem.from_plain(item) for item in plain["items"]))
