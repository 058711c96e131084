"""The parts of which a programme is made; in JSON a `kind` tells them apart."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from broadcaster.domain.types import Sha256, as_sha256


@dataclass(frozen=True)
class Limits:
    """What a part may take, per hamlet. None stands for no limit.

    `fresh_days`: at most so many days since approval; `max_items`, `max_ms`: of one rundown; `airings`: of
    one bulletin ever; `airings_a_day`: of one bulletin on one day of the commune; `apart_ms`: between
    the starts of two broadcasts with the same bulletin.
    """

    fresh_days: int | None = 7
    max_items: int | None = None
    max_ms: int | None = None
    airings: int | None = None
    airings_a_day: int | None = None
    apart_ms: int = 0

    def __post_init__(self) -> None:
        if any(limit is not None and limit < 0 for limit in dataclasses.astuple(self)):
            raise ValueError(f"limits are not negative: {self}")


def _check(sound: Sha256, duration_ms: int) -> None:
    as_sha256(sound)
    if duration_ms <= 0:
        raise ValueError(f"a sound lasts: {duration_ms} ms")


@dataclass(frozen=True)
class FixedSound:
    """A sound that always plays here: signature tune, ident, introduction, close."""

    kind: ClassVar[str] = "fixed"
    title: str
    sound: Sha256
    duration_ms: int
    is_music: bool = False
    """Music falls out on days of mourning."""

    def __post_init__(self) -> None:
        _check(self.sound, self.duration_ms)


@dataclass(frozen=True)
class CommuneBulletins:
    """The latest approved bulletins of the commune on these topics (none: on every topic)."""

    kind: ClassVar[str] = "bulletins"
    topics: tuple[str, ...] = ()
    limits: Limits = Limits()


@dataclass(frozen=True)
class HamletAnnouncements:
    """What the hamlet's head asked to have said, in that hamlet only."""

    kind: ClassVar[str] = "hamlet"
    limits: Limits = Limits()


@dataclass(frozen=True)
class WeekdayColumn:
    """The column of the weekday: `topics[0]` is Monday's; an empty topic means no column that day."""

    kind: ClassVar[str] = "column"
    topics: tuple[str, str, str, str, str, str, str]
    limits: Limits = Limits(max_items=1)

    def __post_init__(self) -> None:
        if len(self.topics) != 7:
            raise ValueError(f"a week has seven topics: {self.topics}")


@dataclass(frozen=True)
class RepeatOfDay:
    """What the same hamlet heard earlier this day, again, where it is still approved and valid."""

    kind: ClassVar[str] = "repeat"
    limits: Limits = Limits(airings_a_day=2)


@dataclass(frozen=True)
class Relay:
    """A stream taken over (*tiếp âm*) for a stated time; `fallback` plays where the stream fails."""

    kind: ClassVar[str] = "relay"
    title: str
    url: str
    duration_ms: int
    fallback: Sha256

    def __post_init__(self) -> None:
        _check(self.fallback, self.duration_ms)
        if not self.url.startswith(("https://", "http://")):
            raise ValueError(f"a stream has an HTTP address: {self.url!r}")


@dataclass(frozen=True)
class Filler:
    """A sound played again and again, the last time cut, until the slot is full."""

    kind: ClassVar[str] = "filler"
    title: str
    sound: Sha256
    duration_ms: int

    def __post_init__(self) -> None:
        _check(self.sound, self.duration_ms)


ChoosingPart = CommuneBulletins | HamletAnnouncements | WeekdayColumn | RepeatOfDay
"""The parts that choose among candidates, within their `limits`."""
Part = FixedSound | CommuneBulletins | HamletAnnouncements | WeekdayColumn | RepeatOfDay | Relay | Filler
PARTS: dict[str, Callable[..., Part]] = {
    part.kind: part
    for part in (FixedSound, CommuneBulletins, HamletAnnouncements, WeekdayColumn, RepeatOfDay, Relay, Filler)
}


def part_to_plain(part: Part) -> dict[str, Any]:
    """Return what JSON can hold, and `part_from_plain` reads back."""
    plain = dataclasses.asdict(part)
    return {"kind": part.kind} | {
        name: list(value) if isinstance(value, tuple) else value for name, value in plain.items()
    }


def part_from_plain(plain: dict[str, Any]) -> Part:
    """Read what `part_to_plain` wrote; raise KeyError for a kind that nobody knows."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()
    }
    part = PARTS[values.pop("kind")]
    if "limits" in values:
        values["limits"] = Limits(**values["limits"])
    return part(**values)
