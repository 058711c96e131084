"""*7 ngày tới loa sẽ kêu gì*: read from the very plans that were signed for the speakers, and from nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.speaker_tables import desired_plans, signed_bodies
from broadcaster.domain.calendar import local
from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.odd_hours import USUAL_FROM, USUAL_UNTIL
from broadcaster.protocol.messages import Body, read_body

_BEFORE = timedelta(days=14)
_NEAR = timedelta(minutes=15)
_ENOUGH = timedelta(days=3)
"""So much of a past a place must have before anything can be new to it."""


@dataclass(frozen=True)
class AheadLine:
    """One start that signed plans hold. `speakers` is how many of those shown will play it.

    `is_odd` in the night, or where nothing began near this hour in the last fortnight; `is_new` where nothing of this
    title aired there. A place that has been on air for less than three days has no past to compare with.
    """

    starts_at: datetime
    ends_at: datetime
    title: str
    is_priority: bool
    sounds: int
    speakers: int
    is_odd: bool
    is_new: bool


@dataclass(frozen=True)
class AheadDay:
    """One local day with its lines, in order."""

    day: date
    lines: tuple[AheadLine, ...]

    @property
    def minutes(self) -> int:
        """How long it sounds in all, in whole minutes."""
        seconds = sum((line.ends_at - line.starts_at).total_seconds() for line in self.lines)
        return round(seconds / 60)


@dataclass(frozen=True)
class Ahead:
    """What one place will hear.

    Of `speakers` only `signed` have a plan, and `held` said that they hold it. `held_until_at` is set while a stop in
    those plans keeps them silent; `plans` are version and name of each plan read, by speaker.
    """

    place: str
    speakers: int
    signed: int
    held: int
    until_at: datetime | None
    held_until_at: datetime | None
    days: tuple[AheadDay, ...]
    plans: tuple[tuple[str, int, str], ...]

    @property
    def odd(self) -> int:
        """Count what stands out."""
        return sum(line.is_odd or line.is_new for day in self.days for line in day.lines)


@dataclass
class _Past:
    """What a place heard in the last fortnight."""

    titles: set[str] = field(default_factory=set)
    minutes: set[int] = field(default_factory=set)

    def knows_hour(self, start: datetime) -> bool:
        minute, near = start.hour * 60 + start.minute, _NEAR // timedelta(minutes=1)
        return any(min(abs(minute - other), 1440 - abs(minute - other)) <= near for other in self.minutes)


@dataclass(frozen=True)
class _Held:
    device: str
    body: Body
    sha: str
    is_held: bool


def for_hamlet(session: Session, commune_id: str, code: str, *, now: datetime) -> Ahead:
    """Return what a hamlet's speakers will play. StationError `not_found`."""
    fleet = fleet_rows.load(session, commune_id)
    hamlet = next((each for each in fleet.hamlets if each.code == code), None)
    if hamlet is None:
        raise StationError("not_found", kind="hamlet")
    devices = [device for device in fleet.devices if device.hamlet == code]
    return _ahead(session, fleet, hamlet.name, devices, now)


def for_speaker(session: Session, commune_id: str, device_id: str, *, now: datetime) -> Ahead:
    """Return what one speaker will play. StationError `not_found`."""
    fleet = fleet_rows.load(session, commune_id)
    devices = [device for device in fleet.devices if device.id == device_id]
    if not devices:
        raise StationError("not_found", kind="device")
    return _ahead(session, fleet, f"{devices[0].id}, {devices[0].name}", devices, now)


def places(session: Session, commune_id: str) -> Fleet:
    """Return the hamlets and speakers to choose from."""
    return fleet_rows.load(session, commune_id)


def _ahead(session: Session, fleet: Fleet, place: str, devices: Sequence[Device], now: datetime) -> Ahead:
    zone = fleet.commune.zone
    held = _bodies(session, fleet.commune.code, [device.id for device in devices])
    past = _past(session, fleet, {device.hamlet for device in devices}, now)
    return Ahead(
        place=place,
        speakers=len(devices),
        signed=len(held),
        held=sum(each.is_held for each in held),
        until_at=min((_moment(each.body.scope.expires) for each in held), default=None),
        held_until_at=_hold(held, now),
        days=_days(_lines(session, held, past, zone, now), zone),
        plans=tuple((each.device, each.body.version, each.sha[:12]) for each in held),
    )


def _bodies(session: Session, commune_id: str, ids: Sequence[str]) -> list[_Held]:
    column = desired_plans.c
    rows = session.execute(
        select(column.device_id, column.body_sha, column.due_at, signed_bodies.c.body)
        .join(signed_bodies, signed_bodies.c.sha == column.body_sha)
        .where(column.commune_id == commune_id, column.device_id.in_(ids))
        .order_by(column.device_id)
    )
    return [_Held(row.device_id, read_body(row.body), row.body_sha, row.due_at is None) for row in rows]


def _lines(session: Session, held: Iterable[_Held], past: _Past, zone: str, now: datetime) -> list[AheadLine]:
    orders = {order.id: order for each in held for order in each.body.orders}
    counts: defaultdict[str, int] = defaultdict(int)
    for each in held:
        for order in each.body.orders:
            counts[order.id] += 1
    titles = _titles(session, orders)
    lines = []
    for order in orders.values():
        starts_at = _moment(order.start)
        ends_at = starts_at + timedelta(milliseconds=order.duration_ms)
        if ends_at <= now:
            continue
        start = local(starts_at, zone)
        title = titles.get(order.id, order.id)
        lines.append(
            AheadLine(
                starts_at=starts_at,
                ends_at=ends_at,
                title=title,
                is_priority=order.kind.name == "PRIORITY",
                sounds=len(order.items),
                speakers=counts[order.id],
                is_odd=not USUAL_FROM <= start.time() < USUAL_UNTIL
                or (bool(past.minutes) and not past.knows_hour(start)),
                is_new=bool(past.titles) and title not in past.titles,
            )
        )
    return sorted(lines, key=lambda line: (line.starts_at, line.title))


def _titles(session: Session, ids: Iterable[str]) -> dict[str, str]:
    column = broadcasts.c
    rows = session.execute(select(column.id, column.title).where(column.id.in_(list(ids))))
    return {row.id: row.title for row in rows}


def _past(session: Session, fleet: Fleet, hamlets: set[str], now: datetime) -> _Past:
    column, past = broadcasts.c, _Past()
    rows = session.execute(
        select(column.title, column.start_at).where(
            column.commune_id == fleet.commune.code,
            column.hamlet.in_(hamlets),
            column.start_at > now - _BEFORE,
            column.start_at < now,
        )
    )
    heard = rows.all()
    if min((row.start_at for row in heard), default=now) > now - _ENOUGH:
        return past
    for row in heard:
        start = local(row.start_at, fleet.commune.zone)
        past.titles.add(row.title)
        past.minutes.add(start.hour * 60 + start.minute)
    return past


def _days(lines: Iterable[AheadLine], zone: str) -> tuple[AheadDay, ...]:
    by_day: defaultdict[date, list[AheadLine]] = defaultdict(list)
    for line in lines:
        by_day[local(line.starts_at, zone).date()].append(line)
    return tuple(AheadDay(day, tuple(by_day[day])) for day in sorted(by_day))


def _hold(held: Iterable[_Held], now: datetime) -> datetime | None:
    latest = max((each.body.hold_until for each in held), default=0)
    until_at = _moment(latest)
    return until_at if until_at > now else None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
