"""The fleet: what the commune wants of its speakers, and which real speakers have joined it."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from broadcaster.db import airing_tables, fleet_rows, speaker_tables
from broadcaster.domain import fleet as fleets
from broadcaster.domain.asrun import NOT_BEGUN, Outcome
from broadcaster.domain.device import Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Change, Fleet
from broadcaster.domain.people import Act, Person
from broadcaster.domain.status import SpeakerStatus
from broadcaster.services import audit, planning_marks


def current(session: Session, commune_id: str) -> Fleet:
    """Return the desired fleet."""
    return fleet_rows.load(session, commune_id)


def apply(
    session: Session, wanted: Fleet, *, old: Fleet | None, now: datetime, by: Person | None = None
) -> tuple[Change, ...]:
    """Make `wanted` the desired fleet and return what that changed; nothing is written where nothing differs."""
    changed = fleets.changes(old, wanted)
    if changed:
        fleet_rows.save(session, wanted)
        audit.record(
            session,
            "fleet_applied",
            wanted.commune.code,
            by=by,
            commune_id=wanted.commune.code,
            now=now,
            changes=len(changed),
        )
        planning_marks.want(session, wanted.commune.code)
    return changed


def adjust(session: Session, device: Device, *, by: Person, now: datetime) -> tuple[Change, ...]:
    """Change what is wanted of one speaker. StationError `not_allowed`, `not_found`, `fleet_invalid`."""
    by.require(Act.KEEP_FLEET)
    old = current(session, by.commune_id)
    if device.id not in {each.id for each in old.devices}:
        raise StationError("not_found", kind="device")
    replaced = tuple(device if each.id == device.id else each for each in old.devices)
    return apply(session, _fleet(old, replaced), old=old, now=now, by=by)


def add(session: Session, device: Device, *, by: Person, now: datetime) -> tuple[Change, ...]:
    """Want one more speaker. StationError `not_allowed`, `device_taken`, `fleet_invalid`."""
    by.require(Act.KEEP_FLEET)
    old = current(session, by.commune_id)
    if device.id in {each.id for each in old.devices}:
        raise StationError("device_taken", device=device.id)
    return apply(session, _fleet(old, (*old.devices, device)), old=old, now=now, by=by)


def _fleet(old: Fleet, devices: tuple[Device, ...]) -> Fleet:
    try:
        return Fleet(old.commune, old.hamlets, devices)
    except ValueError as error:
        raise StationError("fleet_invalid", why=str(error)) from error


def enrol(
    session: Session,
    commune_id: str,
    device_id: str,
    *,
    public_key: str,
    credential: dict[str, str],
    now: datetime,
    by: Person | None = None,
) -> SpeakerStatus:
    """Let a real speaker join: from now on its signed words count. A new key starts a new journal.

    `credential` holds the hashes of its broker secret; the secret itself is the speaker's alone. `by` is who let it
    in, None at the station's own command line.
    """
    status = session.get(SpeakerStatus, (commune_id, device_id))
    if status is None:
        status = SpeakerStatus(
            device_id=device_id, commune_id=commune_id, public_key=public_key, credential=credential
        )
        session.add(status)
    elif status.public_key == public_key:
        status.credential = credential
        return status
    else:
        status.credential = credential
        status.join_anew(public_key)
        _forget_preparations(session, commune_id, device_id)
    audit.record(
        session, "speaker_enrolled", device_id, by=by, commune_id=commune_id, now=now, key=public_key[:16]
    )
    planning_marks.want(session, commune_id)
    return status


def credentials(session: Session, commune_id: str) -> dict[str, dict[str, str]]:
    """Return each joined speaker's broker secret, by hashes only."""
    column = speaker_tables.speakers.c
    rows = session.execute(select(column.device_id, column.credential).where(column.commune_id == commune_id))
    return {row.device_id: row.credential for row in rows}


def _forget_preparations(session: Session, commune_id: str, device_id: str) -> None:
    """Take back what the speaker before had said to hold: the new one has nothing yet."""
    log = airing_tables.as_run.c
    session.execute(
        update(airing_tables.as_run)
        .where(log.commune_id == commune_id, log.device_id == device_id, log.outcome.in_(NOT_BEGUN))
        .values(outcome=Outcome.PLANNED)
    )
