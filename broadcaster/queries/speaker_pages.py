"""The fleet's list, and one speaker."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.speaker_tables import desired_plans
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.status import Availability, SpeakerStatus
from broadcaster.queries.fleet import FleetView, NextAiring, SpeakerLine, SpeakerView
from broadcaster.queries.log import recent_lines
from broadcaster.queries.statuses import statuses

_NEXT, _PAST = 8, 12


def fleet_view(session: Session, commune_id: str, *, now: datetime) -> FleetView:
    """Return every speaker of the commune, by hamlet and id."""
    fleet = fleet_rows.load(session, commune_id)
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    known = statuses(session, commune_id)
    desired = _desired(session, commune_id)
    titles = _sounding_titles(session, commune_id)
    order = {hamlet.code: at for at, hamlet in enumerate(fleet.hamlets)}
    lines = [
        _line(device, names[device.hamlet], known.get(device.id), desired.get(device.id), titles, now)
        for device in sorted(fleet.devices, key=lambda device: (order[device.hamlet], device.id))
    ]
    return FleetView(now, tuple(lines))


def speaker_view(session: Session, commune_id: str, device_id: str, *, now: datetime) -> SpeakerView:
    """Return one speaker. StationError `not_found`."""
    fleet = fleet_rows.load(session, commune_id)
    device = next((each for each in fleet.devices if each.id == device_id), None)
    if device is None:
        raise StationError("not_found", kind="device")
    status = session.get(SpeakerStatus, (commune_id, device_id))
    names = {hamlet.code: hamlet.name for hamlet in fleet.hamlets}
    desired = session.get(DesiredPlan, (commune_id, device_id))
    titles = _sounding_titles(session, commune_id)
    return SpeakerView(
        line=_line(device, names[device.hamlet], status, desired, titles, now),
        now_at=now,
        groups=device.groups,
        horns=device.horns,
        delay_ms=device.delay_ms,
        lat=device.lat,
        lon=device.lon,
        software=status.firmware if status else "",
        holds_plan_until_at=status.plan_until_at if status else None,
        free_bytes=status.free_bytes if status else None,
        upcoming=_upcoming(session, commune_id, device, now),
        history=recent_lines(session, commune_id, device_id, now=now, limit=_PAST),
    )


def _line(
    device: Device,
    hamlet: str,
    status: SpeakerStatus | None,
    desired: DesiredPlan | None,
    titles: dict[str, str],
    now: datetime,
) -> SpeakerLine:
    wanted = desired.sound_count if desired else 0
    holds_plan = status is not None and desired is not None and status.version == desired.version
    return SpeakerLine(
        id=device.id,
        name=device.name,
        hamlet_code=device.hamlet,
        hamlet=hamlet,
        availability=status.availability(now) if status else Availability.NEVER_SEEN,
        heard_at=status.seen_at if status else None,
        sounding=titles.get(status.playing, "") if status else "",
        held=wanted - min(wanted, status.missing) if status and holds_plan else 0,
        wanted=wanted,
        plan=status.version or None if status else None,
        plan_wanted=desired.version if desired else 0,
        clock=status.clock if status else "U",
        clock_error_ms=status.skew_ms if status else None,
        gain_db=device.gain_db,
        households=device.households,
    )


def _desired(session: Session, commune_id: str) -> dict[str, DesiredPlan]:
    found = session.scalars(select(DesiredPlan).where(desired_plans.c.commune_id == commune_id))
    return {each.device_id: each for each in found}


def _sounding_titles(session: Session, commune_id: str) -> dict[str, str]:
    """Return the titles of the broadcasts that some speaker has begun and not ended, by broadcast."""
    rows = session.execute(
        select(broadcasts.c.id, func.max(broadcasts.c.title))
        .join(as_run, as_run.c.broadcast_id == broadcasts.c.id)
        .where(as_run.c.commune_id == commune_id, as_run.c.outcome == Outcome.STARTED)
        .group_by(broadcasts.c.id)
    )
    return {row[0]: row[1] for row in rows}


def _upcoming(session: Session, commune_id: str, device: Device, now: datetime) -> tuple[NextAiring, ...]:
    rows: Any = session.execute(
        select(broadcasts.c.title, broadcasts.c.start_at, as_run.c.duration_ms, as_run.c.outcome)
        .join(as_run, as_run.c.broadcast_id == broadcasts.c.id)
        .where(
            broadcasts.c.commune_id == commune_id,
            as_run.c.device_id == device.id,
            broadcasts.c.start_at > now,
            broadcasts.c.state == BroadcastState.PLANNED,
        )
        .order_by(broadcasts.c.start_at)
        .limit(_NEXT)
    )
    return tuple(
        NextAiring(row.title, row.start_at, row.duration_ms, is_held=row.outcome is Outcome.READY)
        for row in rows
    )
