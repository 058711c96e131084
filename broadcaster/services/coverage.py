"""Coverage as the commune knows it: where people live, where horns point, what was measured in front of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from broadcaster.db import fleet_rows
from broadcaster.db.coverage_tables import hamlet_maps, speaker_aims
from broadcaster.domain.calendar import day_of
from broadcaster.domain.device import HORNS, Device
from broadcaster.domain.errors import StationError
from broadcaster.domain.fleet import Change
from broadcaster.domain.level_reading import LevelReading
from broadcaster.domain.people import Act, Person
from broadcaster.domain.types import new_id
from broadcaster.services import audit, fleet
from broadcaster.services.place_file import PlacesFound, read_places


def take_in(session: Session, text: str, *, by: Person, now: datetime) -> PlacesFound:
    """Keep the outlines and homes of a GeoJSON file, hamlet by hamlet; of one with faults nothing. See `place_file`."""
    by.require(Act.KEEP_FLEET)
    found = read_places(text, fleet.current(session, by.commune_id), outlines(session, by.commune_id))
    if found.faults:
        return found
    for code in {*found.outlines, *found.homes}:
        new: dict[str, Any] = {}
        if code in found.outlines:
            new["outline"] = found.outlines[code]
        if code in found.homes:
            new["homes"] = found.homes[code]
        _keep_map(session, code, new, by=by, now=now)
    audit.record(
        session,
        "places_taken_in",
        by.commune_id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        outlines=len(found.outlines),
        homes=sum(len(homes) for homes in found.homes.values()),
    )
    return found


def outlines(session: Session, commune_id: str) -> dict[str, tuple[tuple[float, float], ...]]:
    """Return the outlines kept, by hamlet code."""
    rows = session.execute(
        select(hamlet_maps.c.hamlet, hamlet_maps.c.outline).where(hamlet_maps.c.commune_id == commune_id)
    )
    return {code: tuple((lon, lat) for lon, lat in outline) for code, outline in rows if outline}


def forget(session: Session, hamlet: str, *, by: Person, now: datetime) -> None:
    """Drop a hamlet's outline and homes: its declared households count again."""
    by.require(Act.KEEP_FLEET)
    session.execute(
        delete(hamlet_maps).where(hamlet_maps.c.commune_id == by.commune_id, hamlet_maps.c.hamlet == hamlet)
    )
    audit.record(session, "places_forgotten", hamlet, by=by, commune_id=by.commune_id, now=now)


def aim(session: Session, device_id: str, aims: Sequence[float], *, by: Person, now: datetime) -> None:
    """Note where a speaker's horns point; none means that nobody knows. StationError `aim_wrong`, `not_found`."""
    by.require(Act.KEEP_FLEET)
    device = _device(session, device_id, by)
    if len(aims) > device.horns or not all(0 <= each < 360 for each in aims):
        raise StationError("aim_wrong", horns=device.horns)
    own = (speaker_aims.c.commune_id == by.commune_id, speaker_aims.c.device_id == device_id)
    session.execute(delete(speaker_aims).where(*own))
    if aims:
        session.execute(
            insert(speaker_aims).values(
                commune_id=by.commune_id,
                device_id=device_id,
                aims=list(aims),
                changed_by=by.id,
                changed_at=now,
            )
        )
    audit.record(
        session, "speaker_aimed", device_id, by=by, commune_id=by.commune_id, now=now, aims=list(aims)
    )


def mount(
    session: Session,
    device_id: str,
    lat: float,
    lon: float,
    aims: Sequence[float],
    *,
    by: Person,
    now: datetime,
) -> tuple[Change, ...]:
    """Note where a speaker really hangs and where its horns point; horns that came on count from now on.

    Returns what that changed of the desired fleet, for its file. StationError as `fleet.adjust` and `aim`.
    """
    by.require(Act.KEEP_FLEET)
    old = _device(session, device_id, by)
    horns = min(max(old.horns, len(aims)), HORNS[1])
    changed = fleet.adjust(session, replace(old, lat=lat, lon=lon, horns=horns), by=by, now=now)
    if changed:
        audit.record(
            session,
            "speaker_moved",
            device_id,
            by=by,
            commune_id=by.commune_id,
            now=now,
            was=[old.lat, old.lon],
            lat=lat,
            lon=lon,
        )
    aim(session, device_id, aims, by=by, now=now)
    return changed


def measure(
    session: Session,
    device_id: str,
    *,
    level_dba: float,
    distance_m: float,
    taken_on: date,
    by: Person,
    now: datetime,
) -> LevelReading:
    """Keep a level that was measured in front of a speaker. StationError as `LevelReading.check`, `not_found`."""
    by.require(Act.KEEP_FLEET)
    device = _device(session, device_id, by)
    reading = LevelReading(
        id=new_id(),
        commune_id=by.commune_id,
        device_id=device_id,
        level_dba=level_dba,
        distance_m=distance_m,
        gain_db=device.gain_db,
        taken_on=taken_on,
        entered_by=by.id,
        entered_at=now,
    )
    reading.check(today=day_of(now, fleet_rows.commune(session, by.commune_id).zone))
    session.add(reading)
    audit.record(
        session, "level_measured", device_id, by=by, commune_id=by.commune_id, now=now, dba=level_dba
    )
    return reading


def strike_reading(session: Session, reading_id: str, *, by: Person, now: datetime) -> None:
    """Take out a level that was entered by mistake."""
    by.require(Act.KEEP_FLEET)
    found = session.get(LevelReading, reading_id)
    if found is None or found.commune_id != by.commune_id:
        raise StationError("not_found")
    found.strike(now)
    audit.record(session, "level_struck", found.device_id, by=by, commune_id=by.commune_id, now=now)


def _keep_map(session: Session, hamlet: str, new: dict[str, Any], *, by: Person, now: datetime) -> None:
    own = (hamlet_maps.c.commune_id == by.commune_id, hamlet_maps.c.hamlet == hamlet)
    values = {**new, "changed_by": by.id, "changed_at": now}
    if session.scalar(select(hamlet_maps.c.hamlet).where(*own)) is None:
        session.execute(insert(hamlet_maps).values(commune_id=by.commune_id, hamlet=hamlet, **values))
    else:
        session.execute(hamlet_maps.update().where(*own).values(**values))


def _device(session: Session, device_id: str, by: Person) -> Device:
    found = next(
        (each for each in fleet.current(session, by.commune_id).devices if each.id == device_id), None
    )
    if found is None:
        raise StationError("not_found", kind="device")
    return found
