"""One day of the commune as lanes, and what is to be done: the page *Hôm nay*."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.bulletin_tables import bulletins, renditions, requests
from broadcaster.db.newsroom_tables import opinions, units
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import BulletinState
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.inbox import answer_due_at
from broadcaster.domain.opinion import OpinionState
from broadcaster.domain.request import RequestState
from broadcaster.domain.rundown import ItemKind, RundownItem
from broadcaster.domain.status import Availability, SpeakerStatus
from broadcaster.queries.on_air import (
    AirBlock,
    AirItem,
    BehindLine,
    Kind,
    Lane,
    OpinionLine,
    RequestLine,
    SilentLine,
    Tally,
    Today,
    WaitingLine,
)
from broadcaster.queries.statuses import statuses
from broadcaster.queries.units_page import behind

_LISTED = 5
_MOST_REQUESTS = 200
"""As many are looked at to find those that are due first."""
_KINDS = {
    ItemKind.FIXED: Kind.TUNE,
    ItemKind.FILLER: Kind.TUNE,
    ItemKind.BULLETIN: Kind.BULLETIN,
    ItemKind.HAMLET_ANNOUNCEMENT: Kind.HAMLET,
    ItemKind.COLUMN: Kind.COLUMN,
    ItemKind.RELAY: Kind.RELAY,
    ItemKind.LIVE: Kind.LIVE,
}
_WORST_FIRST = (
    Outcome.MISSED,
    Outcome.REJECTED,
    Outcome.UNKNOWN,
    Outcome.PREEMPTED,
    Outcome.PARTIAL,
    Outcome.CANCELLED,
)


def today(session: Session, commune_id: str, *, now: datetime, day: date | None = None) -> Today:
    """Return the day (the commune's own today unless another is asked for)."""
    fleet = fleet_rows.load(session, commune_id)
    shown = day or day_of(now, fleet.commune.zone)
    known = statuses(session, commune_id)
    blocks = _blocks(session, commune_id, *day_span(shown, fleet.commune.zone))
    silent = [device for device in fleet.devices if _is_silent(known.get(device.id), now)]
    waiting, waiting_total = _waiting(session, commune_id, now)
    asked, asked_total = _requests(session, commune_id, fleet)
    said, said_total = _opinions(session, commune_id, fleet)
    return Today(
        day=shown,
        now_at=now,
        lanes=_lanes(fleet, silent, known, blocks),
        waiting=waiting,
        waiting_total=waiting_total,
        requests=asked,
        requests_total=asked_total,
        silent=tuple(_silent_line(device, fleet, known.get(device.id)) for device in silent[:_LISTED]),
        silent_total=len(silent),
        behind=tuple(
            BehindLine(unit.name, duty.missing, duty.due_on)
            for unit, duty in behind(session, commune_id, now=now)
        ),
        opinions=said,
        opinions_total=said_total,
    )


def kind_of(item: RundownItem) -> Kind:
    """Return what sort of thing an item of a rundown is, for its colour and sign."""
    return _KINDS[item.kind]


def air_items(start_at: datetime, items: Iterable[RundownItem]) -> tuple[AirItem, ...]:
    """Return the items of a rundown at their own instants."""
    return tuple(
        AirItem(
            item.title, kind_of(item), start_at + timedelta(milliseconds=item.offset_ms), item.duration_ms
        )
        for item in items
    )


def _lanes(
    fleet: Fleet, silent: Sequence[Device], known: dict[str, SpeakerStatus], blocks: dict[str, list[AirBlock]]
) -> tuple[Lane, ...]:
    speakers = Counter(device.hamlet for device in fleet.devices)
    lost: defaultdict[str, list[Device]] = defaultdict(list)
    for device in silent:
        lost[device.hamlet].append(device)
    return tuple(
        Lane(
            hamlet.code,
            hamlet.name,
            speakers[hamlet.code],
            len(lost[hamlet.code]),
            _silent_since(lost[hamlet.code], known),
            tuple(blocks.get(hamlet.code, ())),
        )
        for hamlet in fleet.hamlets
    )


def _silent_since(lost: Iterable[Device], known: dict[str, SpeakerStatus]) -> datetime | None:
    heard = [status.seen_at for device in lost if (status := known.get(device.id)) and status.seen_at]
    return min(heard, default=None)


def _is_silent(status: SpeakerStatus | None, now: datetime) -> bool:
    return status is None or status.availability(now) is not Availability.ONLINE


def _blocks(
    session: Session, commune_id: str, from_at: datetime, until_at: datetime
) -> dict[str, list[AirBlock]]:
    """Return each hamlet's broadcasts of the span with how their speakers fared."""
    span = (as_run.c.commune_id == commune_id, as_run.c.start_at >= from_at, as_run.c.start_at < until_at)
    fared: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(
        select(
            as_run.c.broadcast_id,
            as_run.c.outcome,
            as_run.c.reason,
            func.count().label("speakers"),
            func.min(as_run.c.played_ms).label("shortest"),
            func.max(as_run.c.start_error_ms).label("latest"),
        )
        .where(*span)
        .group_by(as_run.c.broadcast_id, as_run.c.outcome, as_run.c.reason)
    ):
        fared[row.broadcast_id].append(row)
    aired = session.execute(
        select(broadcasts)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at >= from_at,
            broadcasts.c.start_at < until_at,
            broadcasts.c.state != BroadcastState.WITHDRAWN,
        )
        .order_by(broadcasts.c.start_at)
    )
    by_hamlet: defaultdict[str, list[AirBlock]] = defaultdict(list)
    for row in aired:
        by_hamlet[row.hamlet].append(_block(row, fared[row.id]))
    return by_hamlet


def _block(row: Row[Any], fared: Sequence[Row[Any]]) -> AirBlock:
    counts: Counter[Outcome] = Counter()
    for each in fared:
        counts[each.outcome] += each.speakers
    reasons = {each.outcome: each.reason for each in fared if each.reason}
    played = [
        each.shortest for each in fared if each.shortest is not None and each.outcome is not Outcome.PLANNED
    ]
    late = [each.latest for each in fared if each.latest is not None]
    return AirBlock(
        broadcast_id=row.id,
        title=row.title,
        precedence=row.precedence,
        starts_at=row.start_at,
        ends_at=row.start_at + timedelta(milliseconds=row.rundown.duration_ms),
        items=air_items(row.start_at, row.rundown.items),
        tally=Tally(tuple(counts.items())),
        reason=next((reasons[outcome] for outcome in _WORST_FIRST if outcome in reasons), ""),
        shortest_ms=min(played, default=None),
        latest_ms=max(late, default=None),
    )


def next_airings(session: Session, commune_id: str, now: datetime) -> dict[str, datetime]:
    """Return, for each bulletin, when it is next on air."""
    soonest: dict[str, datetime] = {}
    for row in session.execute(
        select(broadcasts.c.start_at, broadcasts.c.rundown)
        .where(
            broadcasts.c.commune_id == commune_id,
            broadcasts.c.start_at > now,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at)
    ):
        for item in row.rundown.items:
            if item.bulletin_id:
                soonest.setdefault(item.bulletin_id, row.start_at)
    return soonest


def _waiting(session: Session, commune_id: str, now: datetime) -> tuple[tuple[WaitingLine, ...], int]:
    where = (bulletins.c.commune_id == commune_id, bulletins.c.state == BulletinState.SUBMITTED)
    total = session.scalar(select(func.count()).select_from(bulletins).where(*where)) or 0
    rows = session.execute(
        select(bulletins.c.id, bulletins.c.title, func.max(renditions.c.duration_ms).label("duration_ms"))
        .outerjoin(
            renditions,
            (renditions.c.bulletin_id == bulletins.c.id) & (renditions.c.revision == bulletins.c.revision),
        )
        .where(*where)
        .group_by(bulletins.c.id, bulletins.c.title, bulletins.c.precedence, bulletins.c.changed_at)
        .order_by(bulletins.c.precedence, bulletins.c.changed_at)
        .limit(_LISTED)
    )
    soonest = next_airings(session, commune_id, now) if total else {}
    return tuple(WaitingLine(row.id, row.title, row.duration_ms, soonest.get(row.id)) for row in rows), total


def _requests(session: Session, commune_id: str, fleet: Fleet) -> tuple[tuple[RequestLine, ...], int]:
    where = (requests.c.commune_id == commune_id, requests.c.state == RequestState.SUBMITTED)
    total = session.scalar(select(func.count()).select_from(requests).where(*where)) or 0
    rows = session.execute(
        select(requests, units.c.name.label("unit"))
        .outerjoin(units, units.c.id == requests.c.unit_id)
        .where(*where)
        .order_by(requests.c.created_at)
        .limit(_MOST_REQUESTS)
    )
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    lines = (
        RequestLine(
            row.id,
            row.unit or names.get(row.hamlet, row.hamlet),
            row.title,
            row.created_at,
            row.wanted_at,
            answer_due_at(row.created_at, row.wanted_at),
        )
        for row in rows
    )
    return tuple(sorted(lines, key=lambda line: line.due_at)[:_LISTED]), total


def _opinions(session: Session, commune_id: str, fleet: Fleet) -> tuple[tuple[OpinionLine, ...], int]:
    column = opinions.c
    where = (column.commune_id == commune_id, column.state == OpinionState.NEW)
    total = session.scalar(select(func.count()).select_from(opinions).where(*where)) or 0
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    rows = session.execute(
        select(column.id, column.hamlet, column.kind, column.text, column.sent_at)
        .where(*where)
        .order_by(column.sent_at, column.id)
        .limit(_LISTED)
    )
    lines = (
        OpinionLine(row.id, names.get(row.hamlet, row.hamlet), row.kind, row.text, row.sent_at)
        for row in rows
    )
    return tuple(lines), total


def _silent_line(device: Device, fleet: Fleet, status: SpeakerStatus | None) -> SilentLine:
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    return SilentLine(
        device_id=device.id,
        hamlet=names.get(device.hamlet, device.hamlet),
        heard_at=status.seen_at if status else None,
        households=device.households,
        holds_plan_until_at=status.plan_until_at if status else None,
    )
