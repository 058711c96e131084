"""The dictionary: abbreviations in their contexts, small words, repairs, places, and what an editor kept."""

import functools
import hashlib
import importlib.resources
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from audio_library.spoken.marks import Confidence


def _no_words() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of an abbreviation, and the words beside it that decide for it (none: by default)."""

    spoken: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def by_context(self) -> bool:
        """Whether this reading holds only beside certain words."""
        return bool(self.before or self.after)

    def fits(self, left: str, right: str) -> bool:
        """Whether the words beside it call for this reading (`left` is lower-case, with a blank in front)."""
        last = left[-1:]
        counted = " #" in self.before and last.isdigit()
        beside = last in {"%", "/"} and f" {last}" in self.before
        return (
            counted
            or beside
            or left.endswith(self.before)
            or any(_follows(right, word) for word in self.after)
        )


_NUMBERS = {
    "#": re.compile(r"\d"),
    "##": re.compile(r"(?:19|20)\d\d(?!\d|[.,/]\d)"),
    "#m": re.compile(r":? ?\d[\d.,–-]* ?(?:m2|m²|ha)(?!\w)"),
    "#A": re.compile(r"\d\d-?[A-ZĐ]"),
}
"""What is short for a number in the table: any, a year, an area, or a plate's first signs."""


def _follows(right: str, word: str) -> bool:
    if word in _NUMBERS:
        return _NUMBERS[word].match(right) is not None
    if word == "~":
        return right.startswith("|")
    if word == "^":
        return right[:1].isupper()
    ended = not word[-1].isalnum() or not right[len(word) : len(word) + 1].isalnum()
    return right.startswith(word) and ended


def rows(name: str) -> Iterator[list[str]]:
    """Give the rows of one of the tables beside this module, comments left out."""
    table = importlib.resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@dataclass(frozen=True)
class Dictionary:
    """What the grammar looks up. Its `version` is part of an audio's identity: other words, another sound."""

    entries: Mapping[str, tuple[Entry, ...]]
    words: Mapping[str, str] = field(default_factory=_no_words)
    repairs: Mapping[str, str] = field(default_factory=_no_words)
    places: tuple[str, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=_no_words)
    """Readings that the commune keeps, by the written form; they go before everything else."""

    @functools.cached_property
    def version(self) -> str:
        """A name for exactly this content."""
        parts = [
            sorted((written, str(entries)) for written, entries in self.entries.items()),
            *(sorted(mapping.items()) for mapping in (self.words, self.repairs, self.chosen)),
            sorted(self.places),
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def with_choice(self, written: str, spoken: str) -> "Dictionary":
        """Keep one reading for good. Raises ValueError where reading it again would change it again."""
        written, spoken = written.strip(), spoken.strip()
        if not written:
            raise ValueError("a reading is kept for something written")
        if written != spoken and re.search(rf"(?<!\w){re.escape(written)}(?!\w)", spoken):
            raise ValueError(f"{spoken!r} contains {written!r} and would be changed each time it is read")
        return replace(self, chosen=MappingProxyType({**self.chosen, written: spoken}))

    def with_places(self, *names: str) -> "Dictionary":
        """Add names of the commune's places, to be offered where a text spells them slightly otherwise."""
        return replace(self, places=tuple(dict.fromkeys((*self.places, *names))))

    def with_entry(self, written: str, *spoken: str) -> "Dictionary":
        """Read an abbreviation thus; with several readings the editor is asked."""
        readings = tuple(Entry(reading) for reading in spoken)
        return replace(self, entries=MappingProxyType({**self.entries, written: readings}))

    def in_a_city(self) -> "Dictionary":
        """Read TU as Thành ủy, for a commune of a city under the central government."""
        return self.with_entry("TU", "Thành ủy")

    def look_up(self, written: str, left: str, right: str) -> tuple[str, Confidence, tuple[str, ...]] | None:
        """Read an abbreviation between two texts: what it says, how sure, and what else it may say."""
        entries = self.entries.get(written)
        if entries is None:
            return None
        readings = tuple(dict.fromkeys(entry.spoken for entry in entries))
        if len(readings) == 1:
            return readings[0], Confidence.SURE, ()
        for entry in entries:
            if entry.by_context and entry.fits(left, right):
                return entry.spoken, Confidence.SURE, ()
        default = next((entry.spoken for entry in entries if not entry.by_context), readings[0])
        return default, Confidence.ASK, tuple(dict.fromkeys((default, *readings)))


def _entry(row: list[str]) -> Entry:
    spoken, before, after = (*row[1:], "", "")[:3]
    return Entry(
        spoken,
        tuple(f" {word.lower()}" for word in before.split("|") if word),
        tuple(word for word in after.split("|") if word),
    )


def _standard() -> Dictionary:
    entries: dict[str, tuple[Entry, ...]] = {}
    for row in rows("abbreviations.tsv"):
        entries[row[0]] = (*entries.get(row[0], ()), _entry(row))
    return Dictionary(
        entries=MappingProxyType(entries),
        words=MappingProxyType({row[0]: row[1] for row in rows("words.tsv")}),
        repairs=MappingProxyType({row[0]: row[1] for row in rows("repairs.tsv")}),
        places=tuple(row[0] for row in rows("places.tsv")),
    )


STANDARD = _standard()
