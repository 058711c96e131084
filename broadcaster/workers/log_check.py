"""Holds the as-run log against what speakers signed: whoever can edit the database cannot sign in a speaker's name."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run
from broadcaster.db.speaker_tables import journal, speakers
from broadcaster.domain.asrun import OPEN, AsRunEntry, ItemReport, Outcome, entry_id
from broadcaster.protocol.refusals import Refused
from broadcaster.protocol.reports import Event as WireEvent
from broadcaster.protocol.signing import key_id
from broadcaster.protocol.topics import Kind, Topic
from broadcaster.workers.inbound import event_of, open_heard

_SOUNDED = frozenset({Outcome.STARTED, Outcome.DONE, Outcome.PARTIAL, Outcome.PREEMPTED})
_EARLY = timedelta(days=1)
"""A word about a broadcast can reach the station this much before its start, whatever the clocks say."""


@dataclass(frozen=True)
class LogCheck:
    """What a check found. `forged` and `differing` name rows, `gaps` counts the numbers missing in a speaker's journal.

    `unproven` are pairs whose speaker has joined anew since: the key that could prove its older words is gone.
    """

    pairs: int
    events: int
    forged: tuple[str, ...]
    differing: tuple[str, ...]
    unproven: int
    gaps: Mapping[str, int]

    @property
    def is_sound(self) -> bool:
        """Tell whether every word that the log repeats was really signed, and none that was signed is left out."""
        return not self.forged and not self.differing


def check(session: Session, site: str, *, from_at: datetime, until_at: datetime) -> LogCheck:
    """Check what began from one instant until before another."""
    found = _Found(session, site)
    column = journal.c
    rows = session.execute(
        select(column.device_id, column.key_id, column.seq, column.envelope)
        .where(column.commune_id == site, column.received_at >= from_at - _EARLY)
        .order_by(column.device_id, column.key_id, column.seq)
        .execution_options(yield_per=1_000)
    )
    for device_id, kid, seq, envelope in rows:
        found.read(device_id, kid, seq, envelope)
    entries = session.scalars(
        select(AsRunEntry)
        .where(as_run.c.commune_id == site, as_run.c.start_at >= from_at, as_run.c.start_at < until_at)
        .order_by(as_run.c.start_at, as_run.c.device_id)
    ).all()
    wrong = [each for each in entries if not _agrees(each, found.words[each.id])]
    return LogCheck(
        pairs=len(entries),
        events=sum(len(numbers) for numbers in found.numbers.values()),
        forged=tuple(found.forged),
        differing=tuple(
            f"{each.start_at.isoformat()} {each.device_id} {each.broadcast_id} {each.outcome.value}"
            for each in wrong
            if each.device_id not in found.former
        ),
        unproven=sum(each.device_id in found.former for each in wrong),
        gaps=_gaps(found.numbers),
    )


class _Found:
    """What the journal proves, gathered row by row."""

    def __init__(self, session: Session, site: str) -> None:
        self._site = site
        column = speakers.c
        known = session.execute(select(column.device_id, column.public_key).where(column.commune_id == site))
        self._keys = {row.device_id: row.public_key for row in known}
        self.words: defaultdict[str, list[ItemReport]] = defaultdict(list)
        self.numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.forged: list[str] = []
        self.former: set[str] = set()

    def read(self, device_id: str, kid: str, seq: int, envelope: bytes) -> None:
        """Take one row, if its envelope is the speaker's own and says this number."""
        self.numbers[device_id, kid].append(seq)
        public = self._keys.get(device_id, "")
        if not public or key_id(bytes.fromhex(public)).hex() != kid:
            self.former.add(device_id)
            return
        topic = Topic(self._site, Kind.EV, device_id)
        try:
            said = open_heard(self._site, str(topic), envelope, public).opened.message
        except Refused as refusal:
            self.forged.append(f"{device_id} {seq} {refusal}")
            return
        if not isinstance(said, WireEvent) or said.number != seq:
            self.forged.append(f"{device_id} {seq} another event")
            return
        event = event_of(said, envelope)
        if event.item is not None and event.broadcast_id is not None:
            self.words[entry_id(event.broadcast_id, device_id)].append(event.item)


def _agrees(entry: AsRunEntry, words: Sequence[ItemReport]) -> bool:
    """Tell whether a pair says of its items exactly what its speaker signed."""
    if not words:
        return not entry.items and entry.outcome not in _SOUNDED
    blank = replace(
        entry,
        items={},
        outcome=Outcome.PLANNED,
        started_at=None,
        ended_at=None,
        played_ms=0,
        start_error_ms=None,
    )
    blank.hear(*words, now=entry.settled_at or entry.start_at)
    return _told(blank) == _told(entry)


def _told(entry: AsRunEntry) -> tuple[object, ...]:
    reports = [ItemReport.from_plain(plain) for _number, plain in sorted(entry.items.items())]
    reason = "" if entry.outcome in OPEN else entry.reason
    return reports, entry.outcome, reason, entry.started_at, entry.ended_at, entry.played_ms


def _gaps(numbers: Mapping[tuple[str, str], Collection[int]]) -> dict[str, int]:
    """Count what is missing between the first and the last number of each journal."""
    missing: defaultdict[str, int] = defaultdict(int)
    for (device_id, _kid), kept in numbers.items():
        missing[device_id] += max(kept) - min(kept) + 1 - len(set(kept))
    return {device_id: count for device_id, count in missing.items() if count}


def lines(found: LogCheck) -> Iterable[str]:
    """Tell a check in lines for the technician."""
    yield f"{found.pairs} pairs held against {found.events} signed events"
    yield from (f"FORGED {each}" for each in found.forged)
    yield from (f"DIFFERS {each}" for each in found.differing)
    yield from (f"{count} numbers missing in the journal of {name}" for name, count in found.gaps.items())
    if found.unproven:
        yield f"{found.unproven} pairs of speakers that have joined anew cannot be proven"
