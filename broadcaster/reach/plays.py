"""What one row of the as-run log adds to the counts: a play for every item of its rundown that has a topic.

An item is an occasion of its own: the same bulletin in the morning and in the afternoon is two. Items without
a topic (tunes, fillers, relays) are heard too, and count for nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from broadcaster.domain.asrun import OPEN, Outcome
from broadcaster.domain.calendar import local
from broadcaster.domain.rundown import RundownItem
from broadcaster.reach.ledger import Play, Status, cell_of, status_of


class Logged(Protocol):
    """What counting needs of an as-run entry: the entry itself or the same columns of its row."""

    @property
    def device_id(self) -> str:
        """The speaker."""
        ...

    @property
    def start_at(self) -> datetime:
        """When it was planned to begin."""
        ...

    @property
    def outcome(self) -> Outcome:
        """What became of it as a whole."""
        ...

    @property
    def items(self) -> Mapping[str, Mapping[str, Any]]:
        """The speaker's words about single items, plain, by number."""
        ...


def plays_of(entry: Logged, rundown: Sequence[RundownItem], zone: str) -> Iterator[tuple[int, Play]]:
    """Yield the plays that the entry proves or disproves so far, by their number in the rundown.

    A play belongs to the month and daypart in which it was planned to begin, so that a late report moves it
    between statuses only.
    """
    for number, item in enumerate(rundown):
        if not item.topic:
            continue
        told = entry.items.get(str(number))
        status = _status(entry, told, item.duration_ms)
        if status is not None:
            planned_at = local(entry.start_at + timedelta(milliseconds=item.offset_ms), zone)
            played_ms = told["played_ms"] if told else 0
            cell = cell_of(entry.device_id, item.topic, planned_at)
            yield number, Play(cell, status, played_ms, item.duration_ms)


def _status(entry: Logged, told: Mapping[str, Any] | None, planned_ms: int) -> Status | None:
    """Say what an item is worth: what is told of it before the broadcast's outcome, which is all there is without."""
    is_over = entry.outcome not in OPEN
    if told:
        return status_of(Outcome(told["outcome"]), told["played_ms"] / planned_ms, is_over=is_over)
    if entry.items and is_over:
        return Status.UNCONFIRMED
    return status_of(entry.outcome, 0.0, is_over=is_over)
