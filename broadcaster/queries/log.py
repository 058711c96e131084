"""The as-run log: planned beside as-run, filtered, page by page, and the story of one pair."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.command_tables import commands
from broadcaster.db.commune_tables import hamlets
from broadcaster.domain.asrun import AsRunEntry, ItemReport, entry_id
from broadcaster.domain.calendar import day_span
from broadcaster.domain.errors import StationError
from broadcaster.domain.status import SpeakerStatus
from broadcaster.queries.archive import LogEvent, LogFilter, LogLine, LogPage, LogStory
from broadcaster.queries.on_air import Tally

PAGE = 100
_TITLE = func.coalesce(broadcasts.c.title, commands.c.title)
"""A pair belongs to a planned broadcast, or to an order of an alert."""


def log_page(
    session: Session, commune_id: str, chosen: LogFilter, *, zone: str, before: str = "", page: int = PAGE
) -> LogPage:
    """Return a page of the log, newest first; `before` is a cursor of an earlier page ("" for the newest)."""
    where = _where(commune_id, chosen, zone)
    tally = session.execute(
        select(as_run.c.outcome, func.count())
        .outerjoin(broadcasts, broadcasts.c.id == as_run.c.broadcast_id)
        .outerjoin(commands, commands.c.id == as_run.c.broadcast_id)
        .where(*where)
        .group_by(as_run.c.outcome)
    )
    found = session.execute(_lines(where, before).limit(page + 1)).all()
    lines = [_line(row) for row in found[:page]]
    older = _cursor(found[page - 1]) if len(found) > page else None
    return LogPage(
        tuple(lines), Tally(tuple((row[0], row[1]) for row in tally)), older, "" if before else None
    )


def all_lines(session: Session, commune_id: str, chosen: LogFilter, *, zone: str) -> Any:
    """Yield every line of the filter, newest first, a few at a time: for a file of any size."""
    rows = session.execute(_lines(_where(commune_id, chosen, zone), "").execution_options(yield_per=1000))
    return (_line(row) for row in rows)


def recent_lines(
    session: Session, commune_id: str, device_id: str, *, now: datetime, limit: int
) -> tuple[LogLine, ...]:
    """Return what one speaker was to play lately, newest first."""
    where = [as_run.c.commune_id == commune_id, as_run.c.device_id == device_id, as_run.c.start_at <= now]
    return tuple(_line(row) for row in session.execute(_lines(where, "").limit(limit)))


def story(session: Session, commune_id: str, broadcast_id: str, device_id: str) -> LogStory:
    """Return everything known about one pair. StationError `not_found`."""
    row = session.execute(
        _lines([as_run.c.commune_id == commune_id, as_run.c.id == entry_id(broadcast_id, device_id)], "")
    ).one_or_none()
    entry = session.get(AsRunEntry, entry_id(broadcast_id, device_id))
    if row is None or entry is None:
        raise StationError("not_found", kind="broadcast")
    status = session.get(SpeakerStatus, (commune_id, device_id))
    rundown = session.scalar(select(broadcasts.c.rundown).where(broadcasts.c.id == broadcast_id))
    return LogStory(
        line=_line(row),
        sound_sha256=rundown.items[0].sound if rundown and rundown.items else None,
        plan_version=status.version if status else None,
        events=_events(entry),
    )


def _events(entry: AsRunEntry) -> tuple[LogEvent, ...]:
    told = [LogEvent(entry.planned_at, "planned", "station")]
    for plain in entry.items.values():
        item = ItemReport.from_plain(plain)
        detail = f"{item.item + 1}/{entry.item_count}"
        if item.started_at:
            told.append(LogEvent(item.started_at, "STARTED", "speaker", detail))
        if item.ended_at:
            told.append(LogEvent(item.ended_at, item.outcome.value, "speaker", detail))
    if entry.settled_at:
        told.append(LogEvent(entry.settled_at, entry.outcome.value, "station", entry.reason))
    return tuple(sorted(told, key=lambda event: event.at))


def _where(commune_id: str, chosen: LogFilter, zone: str) -> list[ColumnElement[bool]]:
    from_at, _ = day_span(chosen.from_on, zone)
    _, until_at = day_span(chosen.until_on, zone)
    where = [as_run.c.commune_id == commune_id, as_run.c.start_at >= from_at, as_run.c.start_at < until_at]
    if chosen.hamlet_code:
        where.append(as_run.c.hamlet == chosen.hamlet_code)
    if chosen.device_id:
        where.append(as_run.c.device_id == chosen.device_id)
    if chosen.broadcast_id:
        where.append(as_run.c.broadcast_id == chosen.broadcast_id)
    if chosen.outcome is not None:
        where.append(as_run.c.outcome == chosen.outcome)
    if chosen.words:
        where.append(
            or_(
                _TITLE.icontains(chosen.words, autoescape=True),
                as_run.c.device_id.icontains(chosen.words, autoescape=True),
            )
        )
    return where


def _lines(where: list[ColumnElement[bool]], before: str) -> Select[Any]:
    query = (
        select(
            as_run,
            _TITLE.label("title"),
            func.coalesce(broadcasts.c.precedence, commands.c.precedence).label("precedence"),
            func.coalesce(hamlets.c.name, as_run.c.hamlet).label("place"),
        )
        .outerjoin(broadcasts, broadcasts.c.id == as_run.c.broadcast_id)
        .outerjoin(commands, commands.c.id == as_run.c.broadcast_id)
        .outerjoin(
            hamlets, (hamlets.c.commune_id == as_run.c.commune_id) & (hamlets.c.code == as_run.c.hamlet)
        )
        .where(*where)
        .order_by(as_run.c.start_at.desc(), as_run.c.id.desc())
    )
    if before:
        start, _, key = before.partition("_")
        query = query.where(tuple_(as_run.c.start_at, as_run.c.id) < (_moment(start), key))
    return query


def _cursor(row: Row[Any]) -> str:
    return f"{row.start_at.isoformat()}_{row.id}"


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:  # the second at the ends of the calendar
        raise StationError("not_found", kind="page") from error


def _line(row: Row[Any]) -> LogLine:
    return LogLine(
        broadcast_id=row.broadcast_id,
        device_id=row.device_id,
        hamlet=row.place,
        title=row.title,
        precedence=row.precedence,
        planned_at=row.start_at,
        planned_ms=row.duration_ms,
        started_at=row.started_at,
        played_ms=row.played_ms if row.items else None,
        start_error_ms=row.start_error_ms,
        outcome=row.outcome,
        reason=row.reason,
    )
