"""Which sources must be made audible now, and what is known of how they are doing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.stream_tables import live_talks, stream_watches
from broadcaster.domain.broadcast import Broadcast, BroadcastState
from broadcaster.domain.live_talk import LiveTalk
from broadcaster.domain.stream import StreamState, StreamWatch, is_live
from broadcaster.domain.types import new_id

BEFORE = timedelta(seconds=15)
"""So long before its first listener a source is asked for."""
_LONGEST = timedelta(hours=6)
_HAS_STREAM = '"url": "'
"""How a rundown with a stream looks in its row: the others say null."""


@dataclass(frozen=True)
class Wanted:
    """A source that is wanted, under one title, from then until then; one pull, however many hamlets listen."""

    address: str
    title: str
    from_at: datetime
    until_at: datetime


def wanted(session: Session, commune_id: str, *, now: datetime) -> tuple[Wanted, ...]:
    """Return the sources that must be audible now or within BEFORE."""
    return (*_relays(session, commune_id, now), *_talks(session, commune_id, now))


def begin(session: Session, commune_id: str, source: Wanted, *, now: datetime) -> StreamWatch:
    """Open the book on one airing of a source, or go on with the one that is open: this process began anew."""
    column = stream_watches.c
    found = session.scalar(
        select(StreamWatch).where(
            column.commune_id == commune_id,
            column.address == source.address,
            column.state != StreamState.ENDED,
        )
    )
    if found is not None:
        found.until_at = source.until_at
        return found
    watch = StreamWatch(new_id(), commune_id, source.address, source.title, now, source.until_at)
    session.add(watch)
    return watch


def tell(session: Session, told: Iterable[StreamWatch]) -> None:
    """Write down how sources are doing."""
    for watch in told:
        session.merge(watch)


def end_forgotten(session: Session, commune_id: str, going: set[str], *, now: datetime) -> None:
    """Close the book on sources that nobody makes any more: the process that did so was killed."""
    column = stream_watches.c
    for watch in session.scalars(
        select(StreamWatch).where(column.commune_id == commune_id, column.state != StreamState.ENDED)
    ):
        if watch.id not in going:
            watch.state, watch.seen_at = StreamState.ENDED, now


def current(session: Session, commune_id: str) -> tuple[StreamWatch, ...]:
    """Return the sources that are being made now."""
    column = stream_watches.c
    found = select(StreamWatch).where(column.commune_id == commune_id, column.state != StreamState.ENDED)
    return tuple(session.scalars(found.order_by(column.started_at)))


def _relays(session: Session, commune_id: str, now: datetime) -> list[Wanted]:
    column = broadcasts.c
    found = session.scalars(
        select(Broadcast).where(
            column.commune_id == commune_id,
            column.state == BroadcastState.PLANNED,
            column.start_at > now - _LONGEST,
            column.start_at <= now + BEFORE,
            cast(column.rundown, String).contains(_HAS_STREAM),
        )
    )
    spans: dict[str, Wanted] = {}
    for broadcast in found:
        for item in broadcast.rundown.items:
            if item.url is None or is_live(item.url):
                continue
            from_at = broadcast.start_at + timedelta(milliseconds=item.offset_ms)
            until_at = from_at + timedelta(milliseconds=item.duration_ms + broadcast.late_ms)
            if from_at - BEFORE <= now < until_at:
                known = spans.get(item.url)
                spans[item.url] = Wanted(
                    item.url,
                    item.title,
                    min(from_at, known.from_at) if known else from_at,
                    max(until_at, known.until_at) if known else until_at,
                )
    return list(spans.values())


def _talks(session: Session, commune_id: str, now: datetime) -> list[Wanted]:
    column = live_talks.c
    found = session.scalars(
        select(LiveTalk).where(
            column.commune_id == commune_id, column.ended_at.is_(None), column.until_at > now
        )
    )
    return [Wanted(talk.address, talk.title, talk.starts_at, talk.until_at) for talk in found]
