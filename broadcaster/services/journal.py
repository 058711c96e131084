"""Speakers' numbered events: kept exactly as they were signed, then applied to the as-run log.

A repeated event finds its row and changes nothing; they may come in any order and in batches of any make-up.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import airing_tables, speaker_tables
from broadcaster.db.changes import insert_new
from broadcaster.domain.asrun import AsRunEntry, ItemReport, NotPlayed, entry_id
from broadcaster.domain.status import SpeakerStatus
from broadcaster.services import audience_counts

_WALK = 5_000
"""Events looked at when a gap has closed: more than a speaker's ring holds."""


@dataclass(frozen=True)
class Event:
    """One numbered, signed event of a speaker.

    `broadcast_id` with `item` tells what became of one item, with `not_played` that nothing of the order sounded,
    and `reason` why. Other kinds are kept in the journal only.
    """

    seq: int
    kind: str
    envelope: bytes
    broadcast_id: str | None = None
    item: ItemReport | None = None
    not_played: NotPlayed | None = None
    reason: str = ""


@dataclass(frozen=True)
class Told:
    """What one speaker told, signed by the key of that id."""

    status: SpeakerStatus
    key_id: str
    events: Sequence[Event]


def hear_events(session: Session, told: Sequence[Told], *, now: datetime) -> None:
    """Keep events as signed evidence, apply them to the as-run log, and move the ends of the journals."""
    rows = [_row(each, event, now) for each in told for event in each.events]
    if not rows:
        return
    insert_new(session, speaker_tables.journal, rows)
    words = _by_entry(told)
    entries = _entries(session, words.keys())
    with audience_counts.counted(session, entries):
        for entry in entries:
            _apply(entry, words[entry.id], now)
    for each in told:
        _move_end(session, each)


def _row(told: Told, event: Event, now: datetime) -> dict[str, object]:
    return {
        "device_id": told.status.device_id,
        "key_id": told.key_id,
        "seq": event.seq,
        "commune_id": told.status.commune_id,
        "kind": event.kind,
        "envelope": event.envelope,
        "received_at": now,
    }


def _by_entry(told: Iterable[Told]) -> Mapping[str, Sequence[Event]]:
    """Return the events about each pair, by its id, in the order in which the speaker numbered them."""
    words: defaultdict[str, list[Event]] = defaultdict(list)
    for each in told:
        for event in sorted(each.events, key=lambda event: event.seq):
            if event.broadcast_id is not None:
                words[entry_id(event.broadcast_id, each.status.device_id)].append(event)
    return words


def _entries(session: Session, ids: Collection[str]) -> Sequence[AsRunEntry]:
    """Return the pairs of these ids; an event about anything else stays in the journal."""
    if not ids:
        return ()
    return session.scalars(select(AsRunEntry).where(airing_tables.as_run.c.id.in_(ids))).all()


def _apply(entry: AsRunEntry, events: Iterable[Event], now: datetime) -> None:
    """Apply events in their order; those about items that follow each other at once."""
    for about_items, run in groupby(events, lambda event: event.item is not None):
        if about_items:
            entry.hear(*(event.item for event in run if event.item), now=now)
            continue
        for event in run:
            if event.not_played is not None:
                entry.hear_not_played(event.not_played, event.reason, now=now)


def _move_end(session: Session, told: Told) -> None:
    """Move the number up to which nothing is missing. Rows are looked at only where something was missing."""
    status, numbers = told.status, {event.seq for event in told.events}
    status.journal_top = max(status.journal_top, *numbers)
    end = _walk(status.journal_to, numbers)
    if end < status.journal_top:
        column = speaker_tables.journal.c
        later = session.scalars(
            select(column.seq)
            .where(column.device_id == status.device_id, column.key_id == told.key_id, column.seq > end)
            .order_by(column.seq)
            .limit(_WALK)
        )
        end = _walk(end, set(later))
    status.journal_to = end


def _walk(end: int, numbers: set[int]) -> int:
    while end + 1 in numbers:
        end += 1
    return end
