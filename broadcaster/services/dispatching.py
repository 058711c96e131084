"""From the commune's broadcasts to what each speaker shall hold, and from there to what is due on the wire.

As in planning, thinking and writing are apart: plans and bodies are made without holding anybody up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, undefer

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.changes import insert_new
from broadcaster.db.speaker_tables import desired_plans, signed_bodies, speakers
from broadcaster.domain.broadcast import Broadcast
from broadcaster.domain.desired import LONGEST_WAIT, DesiredPlan
from broadcaster.domain.device import Device
from broadcaster.domain.horizon import DAYS_AHEAD
from broadcaster.domain.plan import Order, Plan, plans_by_hamlet
from broadcaster.domain.rundown import RundownItem
from broadcaster.domain.stream import stream_name
from broadcaster.domain.types import sha256, sha256_of
from broadcaster.services import reporting
from broadcaster.services.urgency import now_urgent

_STILL_TOLD = timedelta(days=2)
"""How far back broadcasts are looked at; `domain.plan` decides which of them a plan still tells."""
_AT_ONCE = 50
"""Plans in one transaction: they are long, and nobody waits for longer than a moment."""


@dataclass(frozen=True)
class Wish:
    """A plan that differs from the one its speaker was told, with the epoch in which it is to be told."""

    device_id: str
    plan: Plan
    digest: str
    epoch: int


@dataclass(frozen=True)
class Due:
    """A plan whose head must be said now, with its speaker (None: in the fleet no more, and told to be silent).

    `size` is the length of its body in bytes where that was made before, else None.
    """

    desired: DesiredPlan
    device: Device | None
    size: int | None


@dataclass(frozen=True)
class Said:
    """A head that is ready to go out: for which version, and under which name its body is kept."""

    device_id: str
    epoch: int
    version: int
    body_sha: str
    body: bytes | None
    """The body itself where it is new."""


def foresee(session: Session, commune_id: str, *, epoch: int, now: datetime) -> list[Wish]:
    """Compute every joined speaker's plan and return those that differ from what stands."""
    fleet = fleet_rows.load(session, commune_id)
    plans = plans_by_hamlet(
        ["", *(hamlet.code for hamlet in fleet.hamlets)],
        _coming(session, commune_id, now),
        now=now,
        days=DAYS_AHEAD,
    )
    urgent = now_urgent(session, commune_id, now=now)
    devices = {device.id: device for device in fleet.devices}
    told = _told_before(session, commune_id)
    wishes = []
    for device_id in sorted(joined(session, commune_id)):
        device = devices.get(device_id)
        plan = urgent.onto(plans[device.hamlet], device) if device else plans[""]
        digest = _digest(plan, device)
        if told.get(device_id) != (digest, epoch):
            wishes.append(Wish(device_id, plan, digest, epoch))
    return wishes


def pieces(wishes: Sequence[Wish]) -> Iterable[Sequence[Wish]]:
    """Cut wishes into pieces that are quickly written."""
    return (wishes[at : at + _AT_ONCE] for at in range(0, len(wishes), _AT_ONCE))


def want(session: Session, commune_id: str, wishes: Sequence[Wish], *, now: datetime) -> None:
    """Make these the plans that the speakers shall hold; their heads are due at once."""
    column = desired_plans.c
    ids = [wish.device_id for wish in wishes]
    found = session.scalars(
        select(DesiredPlan).where(column.commune_id == commune_id, column.device_id.in_(ids))
    )
    known = {desired.device_id: desired for desired in found}
    for wish in wishes:
        until_at = wish.plan.until_at
        desired = known.get(wish.device_id) or DesiredPlan(commune_id, wish.device_id, now, until_at)
        desired.want(in_words(wish.plan), wish.digest, epoch=wish.epoch, until_at=until_at, now=now)
        session.add(desired)


def refresh(session: Session, commune_id: str, *, epoch: int = 1, now: datetime) -> int:
    """Foresee and write in one transaction; return how many plans changed. For small worlds."""
    wishes = foresee(session, commune_id, epoch=epoch, now=now)
    want(session, commune_id, wishes, now=now)
    return len(wishes)


def due(session: Session, commune_id: str, *, now: datetime, limit: int) -> tuple[Due, ...]:
    """Return the plans whose heads must be said now, the longest waiting first."""
    column = desired_plans.c
    waiting = session.execute(
        select(DesiredPlan, func.length(signed_bodies.c.body).label("size"))
        .outerjoin(signed_bodies, signed_bodies.c.sha == column.body_sha)
        .where(column.commune_id == commune_id, or_(column.due_at <= now, column.due_at > now + LONGEST_WAIT))
        .order_by(column.due_at, column.device_id)
        .limit(limit)
        .options(undefer(DesiredPlan.plan))  # type: ignore[arg-type]  # mapped from outside
    ).all()
    if not waiting:
        return ()
    devices = {device.id: device for device in fleet_rows.load(session, commune_id).devices}
    return tuple(Due(row[0], devices.get(row[0].device_id), row.size) for row in waiting)


def said(session: Session, commune_id: str, heads: Sequence[Said], *, now: datetime) -> set[str]:
    """Keep the bodies under their names, before their heads go out, and wait for the speakers' reports.

    Returns the speakers to whom the heads may go: not those for whom another plan was made meanwhile.
    """
    bodies = [_body_row(commune_id, each, now) for each in heads if each.body is not None]
    if bodies:
        insert_new(session, signed_bodies, bodies)
    column = desired_plans.c
    ids = [each.device_id for each in heads]
    found = session.scalars(
        select(DesiredPlan).where(column.commune_id == commune_id, column.device_id.in_(ids))
    )
    desired = {each.device_id: each for each in found}
    current = [each for each in heads if _is_current(each, desired.get(each.device_id))]
    for head in current:
        plan = desired[head.device_id]
        if plan.body_sha != head.body_sha:
            plan.body_sha = head.body_sha
            reporting.mark_sent(session, plan, now=now)
        plan.said(now)
    return {head.device_id for head in current}


def body(session: Session, sha: str) -> bytes | None:
    """Return a plan's body by its name, for the speakers' port."""
    return session.scalar(select(signed_bodies.c.body).where(signed_bodies.c.sha == sha))


def say_all_again(session: Session, commune_id: str, *, now: datetime) -> None:
    """Make every head due: the broker may have lost what it kept."""
    session.execute(
        update(desired_plans).where(desired_plans.c.commune_id == commune_id).values(due_at=now, attempts=0)
    )


def joined(session: Session, commune_id: str) -> frozenset[str]:
    """Return the ids of the speakers that have joined."""
    return frozenset(session.scalars(select(speakers.c.device_id).where(speakers.c.commune_id == commune_id)))


def _coming(session: Session, commune_id: str, now: datetime) -> list[Broadcast]:
    """Return what a plan may speak of: yesterday's last broadcasts, which may still sound, and all that comes."""
    column = broadcasts.c
    return list(
        session.scalars(
            select(Broadcast).where(column.commune_id == commune_id, column.start_at >= now - _STILL_TOLD)
        )
    )


def _told_before(session: Session, commune_id: str) -> Mapping[str, tuple[str, int]]:
    column = desired_plans.c
    rows = session.execute(
        select(column.device_id, column.digest, column.epoch).where(column.commune_id == commune_id)
    )
    return {row.device_id: (row.digest, row.epoch) for row in rows}


def _digest(plan: Plan, device: Device | None) -> str:
    """Name all that a body says, but for its number."""
    own = (device.hamlet, device.groups, device.gain_db, device.delay_ms) if device else ()
    return sha256(f"{plan.digest} {own}")


def in_words(plan: Plan) -> dict[str, Any]:
    """Spell a plan in plain words, for the row and for the wire."""
    return {
        "orders": [_told_order(order) for order in plan.orders if order.items],
        "cancelled": list(plan.cancelled),
        "hold_until": plan.hold_until.timestamp() if plan.hold_until else 0,
        "emergencies": list(plan.emergencies),
        "spare": [{"sound": sound, "duration_ms": duration_ms} for sound, duration_ms in plan.spare],
    }


def _told_order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "precedence": order.precedence.name,
        "start_at": order.start_at.isoformat(),
        "late_ms": order.late_ms,
        "items": [_told_item(item) for item in order.items],
    }


def _told_item(item: RundownItem) -> dict[str, Any]:
    told = {"sound": item.sound, "offset_ms": item.offset_ms, "duration_ms": item.duration_ms}
    return told | ({"stream": stream_name(item.url)} if item.url else {})


def _is_current(head: Said, desired: DesiredPlan | None) -> bool:
    return desired is not None and (head.epoch, head.version) == (desired.epoch, desired.version)


def _body_row(commune_id: str, head: Said, now: datetime) -> dict[str, object]:
    return {
        "sha": head.body_sha,
        "commune_id": commune_id,
        "device_id": head.device_id,
        "body": head.body,
        "made_at": now,
    }


def made(desired: DesiredPlan, body: bytes) -> Said:
    """Return what is said of a plan whose body has just been made."""
    return Said(desired.device_id, desired.epoch, desired.version, sha256_of(body), body)


def again(desired: DesiredPlan) -> Said:
    """Return what is said once more of a plan whose body is kept already."""
    return Said(desired.device_id, desired.epoch, desired.version, desired.body_sha or "", None)
