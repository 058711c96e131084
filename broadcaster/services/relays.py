"""Stations to relay: which may be relayed is the administrator's word; when, the operator's."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.stream_tables import relay_stations
from broadcaster.domain.calendar import day_of
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Act, Person
from broadcaster.domain.programme_parts import Relay
from broadcaster.domain.relay_station import RelayStation, add_station
from broadcaster.services import audit, library, timetable

LONGEST_MIN = 60


def add(
    session: Session,
    *,
    name: str,
    url: str,
    more_hosts: tuple[str, ...],
    fallback_id: str,
    by: Person,
    now: datetime,
) -> RelayStation:
    """Allow a station's stream, with the library's sound that stands in for it.

    StationError `not_allowed`, `not_found`, and what the sound and `domain.relay_station.add_station` refuse.
    """
    by.require(Act.KEEP_SETTINGS)
    sound = library.get(session, fallback_id, by=by)
    today = day_of(now, timetable.zone_name(session, by.commune_id))
    sha, length_ms = sound.require_usable(today), sound.duration_ms
    if length_ms is None:
        raise StationError("sound_not_ready")
    station = add_station(
        name=name,
        url=url,
        more_hosts=more_hosts,
        fallback=sha,
        fallback_title=sound.title,
        fallback_ms=length_ms,
        by=by,
        now=now,
    )
    session.add(station)
    session.flush()
    _tell(session, "relay_station_added", station, by, now)
    return station


def end(session: Session, station_id: str, *, by: Person, now: datetime) -> RelayStation:
    """Allow it no more: from the next second on it is not asked, and what stands in is heard where it was planned."""
    by.require(Act.KEEP_SETTINGS)
    station = get(session, station_id, commune_id=by.commune_id)
    if station.ended_at is None:
        station.end(by=by, now=now)
        _tell(session, "relay_station_ended", station, by, now)
    return station


def get(session: Session, station_id: str, *, commune_id: str) -> RelayStation:
    """Return a station, also one that was ended. StationError `not_found`."""
    found = session.get(RelayStation, station_id)
    if found is None or found.commune_id != commune_id:
        raise StationError("not_found", kind="relay_station")
    return found


def every(session: Session, commune_id: str) -> tuple[RelayStation, ...]:
    """Return all stations that were ever allowed, the newest first."""
    column = relay_stations.c
    found = select(RelayStation).where(column.commune_id == commune_id)
    return tuple(session.scalars(found.order_by(column.added_at.desc(), column.id)))


def allowed(session: Session, commune_id: str) -> dict[str, RelayStation]:
    """Return the stations that may be relayed now, by the address of their stream."""
    return {each.url: each for each in every(session, commune_id) if each.ended_at is None}


def part(session: Session, station_id: str, minutes: int, *, by: Person) -> Relay:
    """Make a part of a programme of a station. StationError `not_found`, `relay_minutes`."""
    station = get(session, station_id, commune_id=by.commune_id)
    if station.ended_at is not None:
        raise StationError("not_found", kind="relay_station")
    if not 1 <= minutes <= LONGEST_MIN:
        raise StationError("relay_minutes", limit=LONGEST_MIN)
    return Relay(f"Tiếp âm {station.name}", station.url, minutes * 60_000, station.fallback)


def _tell(session: Session, act: str, station: RelayStation, by: Person, now: datetime) -> None:
    audit.record(
        session,
        act,
        station.id,
        by=by,
        commune_id=by.commune_id,
        now=now,
        name=station.name,
        url=station.url,
        hosts=sorted(station.hosts),
    )
