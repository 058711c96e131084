"""Which part of a programme takes a candidate, and the rundown that comes of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from broadcaster.domain.candidate import Candidate, CandidateKind
from broadcaster.domain.occasion import Occasion, barred, beyond
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme_parts import (
    ChoosingPart,
    CommuneBulletins,
    Filler,
    FixedSound,
    HamletAnnouncements,
    Part,
    Relay,
    RepeatOfDay,
    WeekdayColumn,
)
from broadcaster.domain.rundown import ItemKind, Rundown, RundownItem, Skip, Why

LEAST_FILLER_MS = 1_000
"""A shorter rest of a slot stays silent: a scrap of music is no music."""


def takes(part: ChoosingPart, candidate: Candidate, occasion: Occasion) -> bool:
    """Tell whether a candidate is of the kind and topic that a part is for."""
    is_bulletin = candidate.kind is CandidateKind.BULLETIN
    match part:
        case CommuneBulletins():
            return is_bulletin and (not part.topics or candidate.topic in part.topics)
        case HamletAnnouncements():
            return not is_bulletin
        case WeekdayColumn():
            return is_bulletin and candidate.topic == part.topics[occasion.day.weekday()] != ""
        case RepeatOfDay():
            return occasion.heard_before_on_this_day(candidate.bulletin_id)


@dataclass(frozen=True)
class Chosen:
    """A candidate that a part took, and why its turn came."""

    candidate: Candidate
    why: Why

    @property
    def is_priority(self) -> bool:
        """Tell whether it goes before all others."""
        return self.candidate.precedence is Precedence.PRIORITY

    def item(self, *, in_column: bool = False) -> RundownItem:
        """Return its item, not yet at its place."""
        kind = ItemKind.COLUMN if in_column else ItemKind(self.candidate.kind.value)
        return RundownItem(
            kind=kind,
            title=self.candidate.title,
            sound=self.candidate.sound,
            bulletin_id=self.candidate.bulletin_id,
            offset_ms=0,
            duration_ms=self.candidate.duration_ms,
            why=self.why,
            precedence=self.candidate.precedence,
            topic=self.candidate.topic,
        )


class Choice:
    """Gathers candidates in their turn, so long as there is room."""

    def __init__(self, parts: tuple[Part, ...], occasion: Occasion, budget_ms: int) -> None:
        self._occasion = occasion
        self._skipped: list[tuple[str, Skip]] = []
        self._parts = parts = tuple(part for part in parts if self._may_sound(part))
        always_ms = sum(part.duration_ms for part in parts if isinstance(part, FixedSound | Relay))
        self._room_ms = budget_ms - always_ms
        self._taken: list[list[Chosen]] = [[] for _ in parts]

    def _may_sound(self, part: Part) -> bool:
        if _is_silenced(part, self._occasion):
            return False
        if isinstance(part, FixedSound | Filler) and self._occasion.outlives(part.sound):
            self._skipped.append((part.sound, Skip.EXPIRED))
            return False
        return True

    def pin(self, candidate: Candidate) -> bool:
        """Take what a person wants in, whatever freshness, repeats and sizes say, so long as there is room."""
        reason = barred(candidate, self._occasion)
        choosing = [nth for nth, part in enumerate(self._parts) if isinstance(part, ChoosingPart)]
        fitting = [nth for nth in choosing if self._is_for(self._parts[nth], candidate)]
        if reason is None and choosing and candidate.duration_ms <= self._room_ms:
            self._taken[(fitting or choosing)[0]].append(Chosen(candidate, Why.PINNED))
            self._room_ms -= candidate.duration_ms
            return True
        self._skipped.append((candidate.bulletin_id, reason or (Skip.NO_ROOM if choosing else Skip.NO_PART)))
        return False

    def consider(self, candidate: Candidate, why: Why) -> bool:
        """Give a candidate to the first part that may have it, or note the first reason against it."""
        reason = barred(candidate, self._occasion)
        refusals = [reason] if reason else []
        for part, taken in zip(self._parts, self._taken, strict=True):
            if reason or not isinstance(part, ChoosingPart) or not takes(part, candidate, self._occasion):
                continue
            refusal = self._refusal(part, taken, candidate)
            if refusal is None:
                is_repeat = isinstance(part, RepeatOfDay) and why is Why.NEWEST
                taken.append(Chosen(candidate, Why.REPEAT if is_repeat else why))
                self._room_ms -= candidate.duration_ms
                return True
            refusals.append(refusal)
        self._skipped.append((candidate.bulletin_id, refusals[0] if refusals else Skip.NO_PART))
        return False

    def _is_for(self, part: Part, candidate: Candidate) -> bool:
        return isinstance(part, ChoosingPart) and takes(part, candidate, self._occasion)

    def _refusal(self, part: ChoosingPart, taken: list[Chosen], candidate: Candidate) -> Skip | None:
        limits = part.limits
        taken_ms = sum(chosen.candidate.duration_ms for chosen in taken)
        is_full = limits.max_items is not None and len(taken) >= limits.max_items
        is_long = limits.max_ms is not None and taken_ms + candidate.duration_ms > limits.max_ms
        if refusal := beyond(limits, candidate, self._occasion):
            return refusal
        if is_full or is_long:
            return Skip.PART_FULL
        return Skip.NO_ROOM if candidate.duration_ms > self._room_ms else None

    def rundown(self) -> Rundown:
        """Return what airs: nothing at all where the programme is one of choosing and nothing was chosen."""
        chooses = any(isinstance(part, ChoosingPart) for part in self._parts)
        says_something = any(self._taken) or any(isinstance(part, Relay) for part in self._parts)
        if self._room_ms < 0 or (chooses and not says_something):
            return Rundown((), tuple(self._skipped))
        return Rundown(laid_out(self._items()), tuple(self._skipped))

    def _items(self) -> Iterator[RundownItem]:
        urgent = [chosen.item() for chosen in self._ordered(chain(*self._taken)) if chosen.is_priority]
        room_ms = self._room_ms
        for part, taken in zip(self._parts, self._taken, strict=True):
            if not isinstance(part, FixedSound):
                yield from urgent
                urgent = []
            yield from _items_of(part, room_ms)
            in_column = isinstance(part, WeekdayColumn)
            plain = (chosen for chosen in self._ordered(taken) if not chosen.is_priority)
            yield from (chosen.item(in_column=in_column) for chosen in plain)
            if isinstance(part, Filler):
                room_ms = 0

    def _ordered(self, taken: Iterable[Chosen]) -> list[Chosen]:
        """Return them as a person ordered them; where nobody did, in the order of their turns."""
        wishes = self._occasion.wishes
        return sorted(taken, key=lambda chosen: wishes.place(chosen.candidate.bulletin_id))


def _is_silenced(part: Part, occasion: Occasion) -> bool:
    """Tell whether the day silences a part: on days of mourning music and fillers."""
    if not occasion.rules.no_music:
        return False
    return isinstance(part, Filler) or (isinstance(part, FixedSound) and part.is_music)


def _items_of(part: Part, room_ms: int) -> Iterator[RundownItem]:
    """Yield what a part plays by itself; a filler again and again, the last time cut to fit."""
    match part:
        case FixedSound():
            yield RundownItem(ItemKind.FIXED, part.title, part.sound, None, 0, part.duration_ms, Why.FIXED)
        case Relay():
            item = RundownItem(
                ItemKind.RELAY, part.title, part.fallback, None, 0, part.duration_ms, Why.RELAY
            )
            yield replace(item, url=part.url)
        case Filler():
            for from_ms in range(0, room_ms - LEAST_FILLER_MS + 1, part.duration_ms):
                length_ms = min(part.duration_ms, room_ms - from_ms)
                yield RundownItem(ItemKind.FILLER, part.title, part.sound, None, 0, length_ms, Why.FILLER)


def laid_out(items: Iterable[RundownItem]) -> tuple[RundownItem, ...]:
    """Return the items one after the other, without a gap."""
    placed: list[RundownItem] = []
    offset_ms = 0
    for item in items:
        placed.append(replace(item, offset_ms=offset_ms))
        offset_ms += item.duration_ms
    return tuple(placed)
