"""*Dừng*: silence at once over the commune, a hamlet or one speaker, and its end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.airing_tables import planning
from broadcaster.db.command_tables import alerts as alert_rows
from broadcaster.db.command_tables import stops
from broadcaster.domain.alert import Alert, AlertEnd
from broadcaster.domain.command import Command, CommandKind
from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.places import EVERY_SPEAKER
from broadcaster.domain.stop import Area, AreaKind, Stop, check_stop, held_until
from broadcaster.domain.types import new_id
from broadcaster.services import audit, commands, planning_marks

STOP_LIFE = timedelta(seconds=60)
"""A stop on the wire counts for a minute (LOA/1, section 6); the plans say the rest."""
ALL = "all"
"""What a stop on the wire silences when it silences everything."""


def stop(session: Session, area: Area, until_at: datetime, *, reason: str, by: Person, now: datetime) -> Stop:
    """Silence an area until `until_at`, by one person, at once.

    StationError `not_allowed`, `not_found`, `hold_past`, `hold_long`, `reason_missing`.
    """
    by.require(Act.STOP)
    check_stop(until_at, reason, now=now)
    fleet = fleet_rows.load(session, by.commune_id)
    devices = [device for device in fleet.devices if area.covers(device)]
    if not devices:
        raise StationError("not_found", kind=area.kind.value)
    made = Stop(
        id=new_id(),
        commune_id=by.commune_id,
        kind=area.kind,
        code=area.code,
        until_at=until_at,
        reason=reason.strip(),
        stopped_by=by.id,
        stopped_at=now,
    )
    session.add(made)
    session.flush()
    say_stop(
        session,
        by.commune_id,
        devices,
        groups=_groups(area),
        until_at=until_at,
        subject_id=made.id,
        now=now,
    )
    _end_alerts(session, area, by, now)
    _hold_all(session, by.commune_id, now)
    _write_down(session, "stopped", made, by, now, until=until_at.isoformat(), reason=made.reason)
    return made


def release(session: Session, stop_id: str, *, by: Person, now: datetime) -> Stop:
    """Ask for sound, or agree with who asked; what was missed meanwhile is not made up for.

    StationError `not_found`, and what `domain.stop.Stop.release` refuses.
    """
    found = get(session, stop_id, by=by)
    is_over = found.release(by=by, now=now)
    _write_down(session, "stop_released" if is_over else "stop_release_asked", found, by, now)
    if is_over:
        session.flush()
        commands.enough(session, [found.id])
        _let_speak(session, found, now)
        _hold_all(session, by.commune_id, now)
    return found


def lift(
    session: Session,
    code: str,
    area: Iterable[Device],
    *,
    groups: tuple[str, ...] = (),
    now: datetime,
) -> None:
    """Let an emergency's own area speak, whatever holds it; the rest of a stop stays in force.

    `groups` are those whose members the area is, where it is whole groups.
    """
    area = list(area)
    standing = in_force(session, code, now=now)
    held = [device for device in area if held_until(standing, device, now)]
    if not held:
        return
    for each in standing:
        each.lifted = tuple(
            sorted({*each.lifted, *(device.id for device in held if each.holds(device, now))})
        )
    session.flush()
    commands.enough(session, [each.id for each in standing])
    say_stop(session, code, area, groups=groups, now=now)
    _hold_all(session, code, now)


def say_stop(
    session: Session,
    commune_id: str,
    devices: Iterable[Device],
    *,
    groups: tuple[str, ...],
    now: datetime,
    what: str = ALL,
    until_at: datetime | None = None,
    subject_id: str | None = None,
) -> Command:
    """Say a stop on the wire at once.

    `what` is an order's id or ALL. Without `until_at` nothing is held; ALL then releases what was.
    """
    return commands.issue(
        session,
        commune_id=commune_id,
        kind=CommandKind.STOP,
        payload={"what": what, "until": int(until_at.timestamp()) if until_at else 0},
        devices=devices,
        groups=groups,
        expires_at=now + STOP_LIFE,
        now=now,
        subject_id=subject_id,
    )


def get(session: Session, stop_id: str, *, by: Person) -> Stop:
    """Return a stop of the commune. StationError `not_found`."""
    found = session.get(Stop, stop_id, with_for_update=True)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found", kind="stop")
    return found


def in_force(session: Session, commune_id: str, *, now: datetime) -> list[Stop]:
    """Return the stops that keep something silent now."""
    found = session.scalars(
        select(Stop)
        .where(stops.c.commune_id == commune_id, stops.c.until_at > now, stops.c.released_at.is_(None))
        .order_by(stops.c.stopped_at)
    )
    return list(found)


def _groups(area: Area) -> tuple[str, ...]:
    return {
        AreaKind.COMMUNE: (EVERY_SPEAKER,),
        AreaKind.HAMLET: (area.code,),
        AreaKind.SPEAKER: (),
    }[area.kind]


def _end_alerts(session: Session, area: Area, by: Person, now: datetime) -> None:
    """End the alerts that sound nowhere but in the silenced area: their orders are over for every speaker there."""
    column = alert_rows.c
    found = session.scalars(
        select(Alert).where(
            column.commune_id == by.commune_id, column.released_at.is_not(None), column.ended_at.is_(None)
        )
    )
    for alert in found:
        whole = area.kind is AreaKind.COMMUNE or alert.hamlets == (area.code,)
        if whole and alert.is_live(now):
            alert.silence(AlertEnd.STOPPED, by=by, now=now)
            commands.withdraw(session, alert.id, now=now)


def _let_speak(session: Session, over: Stop, now: datetime) -> None:
    """Release those speakers of a stop that no other stop still holds."""
    fleet, standing = (
        fleet_rows.load(session, over.commune_id),
        in_force(session, over.commune_id, now=now),
    )
    covered = [device for device in fleet.devices if over.area.covers(device)]
    free = [device for device in covered if held_until(standing, device, now) is None]
    if free:
        groups = _groups(over.area) if len(free) == len(covered) else ()
        say_stop(session, over.commune_id, free, groups=groups, now=now)


def _hold_all(session: Session, commune_id: str, now: datetime) -> None:
    """Ask for new plans, and keep for the pages until when the whole commune is silent."""
    planning_marks.want(session, commune_id)
    whole = [
        each.until_at
        for each in in_force(session, commune_id, now=now)
        if each.kind is AreaKind.COMMUNE and not each.lifted
    ]
    session.execute(
        update(planning)
        .where(planning.c.commune_id == commune_id)
        .values(stop_until_at=max(whole, default=None))
    )


def _write_down(
    session: Session, act: str, subject: Stop, by: Person, now: datetime, **detail: object
) -> None:
    area = subject.code or EVERY_SPEAKER
    audit.record(session, act, subject.id, by=by, commune_id=by.commune_id, now=now, area=area, **detail)
