"""From the commune's broadcasts to what each speaker shall hold, and from there to what is due on the wire."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows, tables
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.calendar import day_of, day_span
from broadcaster.domain.desired import DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.plan import Order, Plan, plans_by_hamlet
from broadcaster.domain.types import sha256, sha256_of
from broadcaster.services import reporting

DAYS_AHEAD = 7
_STILL_TOLD = timedelta(days=2)
"""How far back broadcasts are looked at; `domain.plan` decides which of them a plan still tells."""


@dataclass(frozen=True)
class Due:
    """A plan whose head must be said now, with the speaker it is for."""

    desired: DesiredPlan
    device: Device


def refresh(session: Session, commune_id: str, *, now: datetime) -> int:
    """Compute every joined speaker's plan and mark those that changed as due; return how many."""
    fleet = fleet_rows.load(session, commune_id)
    held_until = session.scalar(
        select(tables.planning.c.stop_until_at).where(tables.planning.c.commune_id == commune_id)
    )
    plans = plans_by_hamlet(
        [hamlet.code for hamlet in fleet.hamlets],
        _coming(session, commune_id, now),
        now=now,
        days=DAYS_AHEAD,
        hold_until=held_until,
    )
    here = joined(session, commune_id)
    known = {
        each.device_id: each
        for each in session.scalars(
            select(DesiredPlan).where(tables.desired_plans.c.commune_id == commune_id)
        )
    }
    changed = 0
    for device in fleet.devices:
        if device.id not in here:
            continue
        desired = known.get(device.id)
        if desired is None:
            desired = DesiredPlan(commune_id, device.id, made_at=now, until_at=plans[device.hamlet].until_at)
            session.add(desired)
        plan = plans[device.hamlet]
        own = sha256(f"{plan.digest} {device.hamlet} {device.groups} {device.gain_db} {device.delay_ms}")
        changed += desired.want(_told(plan), own, until_at=plan.until_at, now=now)
    return changed


def due(session: Session, commune_id: str, *, now: datetime, limit: int) -> tuple[Due, ...]:
    """Return the plans whose heads must be said now, the longest waiting first."""
    column = tables.desired_plans.c
    waiting = session.scalars(
        select(DesiredPlan)
        .where(column.commune_id == commune_id, column.due_at <= now)
        .order_by(column.due_at)
        .limit(limit)
    ).all()
    if not waiting:
        return ()
    devices = {device.id: device for device in fleet_rows.load(session, commune_id).devices}
    return tuple(Due(each, devices[each.device_id]) for each in waiting if each.device_id in devices)


def said(session: Session, desired: DesiredPlan, body: bytes, *, now: datetime) -> None:
    """Keep the body under its name, before its head goes out, and wait for the speaker's report."""
    sha = sha256_of(body)
    if desired.body_sha != sha:
        desired.body_sha = sha
        if (
            session.scalar(select(tables.signed_bodies.c.sha).where(tables.signed_bodies.c.sha == sha))
            is None
        ):
            session.execute(
                insert(tables.signed_bodies).values(
                    sha=sha,
                    commune_id=desired.commune_id,
                    device_id=desired.device_id,
                    body=body,
                    made_at=now,
                )
            )
    desired.said(now)
    reporting.mark_sent(session, desired)


def body(session: Session, sha: str) -> bytes | None:
    """Return a plan's body by its name, for the speakers' port."""
    return session.scalar(select(tables.signed_bodies.c.body).where(tables.signed_bodies.c.sha == sha))


def say_all_again(session: Session, commune_id: str, *, now: datetime) -> None:
    """Make every head due: the broker may have lost what it kept."""
    session.execute(
        update(tables.desired_plans)
        .where(tables.desired_plans.c.commune_id == commune_id)
        .values(due_at=now, attempts=0)
    )


@dataclass(frozen=True)
class HoursInForce:
    """The commune's air hours as they stand, and since when."""

    hours: AirHours
    since: datetime


def hours_in_force(session: Session, commune_id: str, *, now: datetime) -> HoursInForce | None:
    """Return today's air hours; None where the commune has decided nothing yet, and so nothing may sound."""
    zone = fleet_rows.commune(session, commune_id).zone
    rows = session.execute(
        select(tables.air_hours.c.hours, tables.air_hours.c.set_at)
        .where(tables.air_hours.c.commune_id == commune_id)
        .order_by(tables.air_hours.c.set_at.desc())
    ).all()
    begun = [row for row in rows if row.hours.effective_from <= day_of(now, zone)]
    if not begun:
        return None
    newest = max(begun, key=lambda row: (row.hours.effective_from, row.set_at))
    return HoursInForce(newest.hours, max(newest.set_at, day_span(newest.hours.effective_from, zone)[0]))


def joined(session: Session, commune_id: str) -> frozenset[str]:
    """Return the ids of the speakers that have joined."""
    column = tables.speakers.c
    return frozenset(session.scalars(select(column.device_id).where(column.commune_id == commune_id)))


def _coming(session: Session, commune_id: str, now: datetime) -> list[Broadcast]:
    """Return what a plan may speak of: yesterday's last broadcasts, which may still sound, and all that comes."""
    column = tables.broadcasts.c
    return list(
        session.scalars(
            select(Broadcast).where(column.commune_id == commune_id, column.start_at >= now - _STILL_TOLD)
        )
    )


def _told(plan: Plan) -> dict[str, Any]:
    """Spell a plan in plain words, for the row and for the wire."""
    return {
        "orders": [_told_order(order) for order in plan.orders if order.items],
        "cancelled": list(plan.cancelled),
        "hold_until": plan.hold_until.timestamp() if plan.hold_until else 0,
    }


def _told_order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "precedence": order.precedence.name,
        "start_at": order.start_at.isoformat(),
        "late_ms": order.late_ms,
        "items": [
            {"sound": item.sound, "offset_ms": item.offset_ms, "duration_ms": item.duration_ms}
            for item in order.items
        ],
    }
