"""The counts that reach is worked out from: moved with every report, in the same transaction, and made anew at will."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.audience_tables import play_counts
from broadcaster.domain.asrun import AsRunEntry
from broadcaster.domain.calendar import day_of, moment_at
from broadcaster.domain.months import months_between, next_month
from broadcaster.domain.rundown import RundownItem
from broadcaster.reach.ledger import Cell, Ledger, Play, Status, Tally, changes, rebuild
from broadcaster.reach.plays import Logged, plays_of

_LONGEST = timedelta(days=1)
"""No broadcast lasts longer: an item of a month belongs to a broadcast that began at most a day before."""
_CHUNK = 5_000
_KEY = ("commune_id", "month_on", "topic", "device_id", "daypart", "status")
_SUMS = ("plays", "played_ms", "planned_ms")
Rundowns = Mapping[str, tuple[RundownItem, ...]]
Plays = dict[tuple[str, int], Play]


@contextmanager
def counted(session: Session, entries: Iterable[AsRunEntry]) -> Iterator[None]:
    """Count what becomes of these entries inside the block: only differences move, so twice told is once counted."""
    watched = tuple(entries)
    if not watched:
        yield
        return
    rundowns = _rundowns(session, {entry.broadcast_id for entry in watched})
    zones = {code: fleet_rows.commune(session, code).zone for code in {each.commune_id for each in watched}}
    before = {code: _plays(watched, code, rundowns, zone) for code, zone in zones.items()}
    yield
    for code, zone in zones.items():
        after = _plays(watched, code, rundowns, zone)
        plays = before[code].keys() | after.keys()
        _add(session, code, changes((before[code].get(key), after.get(key)) for key in plays))


def load(session: Session, commune_id: str, months: Iterable[date]) -> Ledger:
    """Return what is counted for these months, each told by its first day."""
    rows = session.execute(
        select(*(play_counts.c[name] for name in (*_KEY[1:], *_SUMS))).where(
            play_counts.c.commune_id == commune_id, play_counts.c.month_on.in_(list(months))
        )
    )
    return Ledger(
        {
            (Cell(device, topic, month_on, daypart), Status(status)): Tally(plays, played_ms, planned_ms)
            for month_on, topic, device, daypart, status, plays, played_ms, planned_ms in rows
        }
    )


class PlayCount(NamedTuple):
    """Plays of one topic by speaker, daypart and status (the words of `reach.ledger`), over some months together."""

    speaker: str
    daypart: str
    status: str
    plays: int


def plays_by_topic(
    session: Session, commune_id: str, months: Iterable[date]
) -> Mapping[str, tuple[PlayCount, ...]]:
    """Return what pages ask for: the plays of these months added up, by topic and in one order."""
    column = play_counts.c
    names = (column.topic, column.device_id, column.daypart, column.status)
    rows = session.execute(
        select(*names, func.sum(column.plays))
        .where(column.commune_id == commune_id, column.month_on.in_(list(months)), column.plays != 0)
        .group_by(*names)
        .order_by(*names)
    )
    found: defaultdict[str, list[PlayCount]] = defaultdict(list)
    for topic, speaker, daypart, status, plays in rows:
        found[topic].append(PlayCount(speaker, daypart, status, int(plays)))
    return {topic: tuple(counts) for topic, counts in found.items()}


def from_log(session: Session, commune_id: str, month_on: date) -> Ledger:
    """Count a month anew from the as-run log itself."""
    zone = fleet_rows.commune(session, commune_id).zone
    from_at = moment_at(month_on, time(), zone) - _LONGEST
    until_at = moment_at(next_month(month_on), time(), zone)
    rundowns = {
        key: rundown.items
        for key, rundown in session.execute(
            select(broadcasts.c.id, broadcasts.c.rundown).where(
                broadcasts.c.commune_id == commune_id,
                broadcasts.c.start_at >= from_at,
                broadcasts.c.start_at < until_at,
            )
        )
    }
    columns = ("broadcast_id", "device_id", "start_at", "outcome", "items")
    rows = session.execute(
        select(*(as_run.c[name] for name in columns)).where(
            as_run.c.commune_id == commune_id, as_run.c.start_at >= from_at, as_run.c.start_at < until_at
        ),
        execution_options={"yield_per": _CHUNK},
    )
    return rebuild(
        play
        for row in rows
        for _, play in plays_of(cast("Logged", row), rundowns.get(row.broadcast_id, ()), zone)
        if play.cell.month_on == month_on
    )


def wrong_counts(session: Session, commune_id: str, month_on: date) -> int:
    """Tell how many of a month's counts differ from the log; none is what ought to be."""
    kept, true = (
        load(session, commune_id, [month_on]).tallies,
        from_log(session, commune_id, month_on).tallies,
    )
    return sum(kept.get(key) != true.get(key) for key in kept.keys() | true.keys())


def rebuild_month(session: Session, commune_id: str, month_on: date) -> int:
    """Put a month's counts in order, in the caller's transaction; return how many were wrong."""
    if session.get_bind().dialect.name == "postgresql":
        # Reports go on committing meanwhile; those that would count anything wait. SQLite has one writer anyway.
        session.execute(text("LOCK TABLE play_counts IN SHARE ROW EXCLUSIVE MODE"))
    wrong = wrong_counts(session, commune_id, month_on)
    if wrong:
        own = (play_counts.c.commune_id == commune_id, play_counts.c.month_on == month_on)
        session.execute(delete(play_counts).where(*own))
        rows = _rows(commune_id, from_log(session, commune_id, month_on))
        if rows:
            session.execute(insert(play_counts), rows)
    return wrong


def months_of_log(session: Session) -> tuple[tuple[str, date], ...]:
    """Return every commune's months, oldest first, of which there is any log or any count."""
    log = (as_run.c.commune_id, func.min(as_run.c.start_at), func.max(as_run.c.start_at))
    counts = (play_counts.c.commune_id, func.min(play_counts.c.month_on), func.max(play_counts.c.month_on))
    spans: defaultdict[str, list[date]] = defaultdict(list)
    for code, first_at, last_at in session.execute(select(*log).group_by(as_run.c.commune_id)):
        zone = fleet_rows.commune(session, code).zone
        spans[code] += [day_of(first_at, zone), day_of(last_at, zone)]
    for code, first_on, last_on in session.execute(select(*counts).group_by(play_counts.c.commune_id)):
        spans[code] += [first_on, last_on]
    return tuple(
        (code, month_on)
        for code, days in sorted(spans.items())
        for month_on in months_between(min(days), max(days))
    )


def _rundowns(session: Session, ids: Iterable[str]) -> Rundowns:
    rows = session.execute(
        select(broadcasts.c.id, broadcasts.c.rundown).where(broadcasts.c.id.in_(list(ids)))
    )
    return {key: rundown.items for key, rundown in rows}


def _plays(entries: Iterable[AsRunEntry], commune_id: str, rundowns: Rundowns, zone: str) -> Plays:
    return {
        (entry.id, number): play
        for entry in entries
        if entry.commune_id == commune_id
        for number, play in plays_of(entry, rundowns.get(entry.broadcast_id, ()), zone)
    }


def _add(session: Session, commune_id: str, moved: Ledger) -> None:
    """Add the differences to what is kept, in one order for everybody, so that no two writers wait for each other."""
    rows = _rows(commune_id, moved)
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    adding = dialect.insert(play_counts)
    sums = {name: play_counts.c[name] + adding.excluded[name] for name in _SUMS}
    session.execute(adding.on_conflict_do_update(index_elements=_KEY, set_=sums), rows)


def _rows(commune_id: str, ledger: Ledger) -> list[dict[str, Any]]:
    rows = (
        {
            "commune_id": commune_id,
            "month_on": cell.month_on,
            "topic": cell.topic,
            "device_id": cell.speaker,
            "daypart": cell.daypart,
            "status": status.value,
            "plays": tally.plays,
            "played_ms": tally.played_ms,
            "planned_ms": tally.planned_ms,
        }
        for cell, status, tally in ledger
    )
    return sorted(rows, key=lambda row: tuple(row[name] for name in _KEY))
