"""Coverage as pages and figures take it: speakers on poles, homes in hamlets, and who hears whom.

The layout is a value: what-if pages change it and ask again, and what was worked out for a layout is remembered.
"""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from broadcaster.db.coverage_tables import hamlet_maps, level_readings, speaker_aims
from broadcaster.domain.fleet import Fleet
from broadcaster.reach.acoustics import calibrated_level
from broadcaster.reach.coverage import Pole
from broadcaster.reach.hearing import HORN, Heard, Homes, Spot, hear
from broadcaster.reach.outline import lattice
from broadcaster.reach.plane import Plane

Corners = tuple[tuple[float, float], ...]
"""Longitude and latitude."""


@dataclass(frozen=True)
class Reading:
    """A measured level: dBA at a distance, and the gain that the speaker then played with."""

    level_dba: float
    distance_m: float
    gain_db: float


@dataclass(frozen=True)
class PlacedSpeaker:
    """A speaker with all that decides how far it carries; `reading` None where its data sheet has to do."""

    id: str
    name: str
    hamlet: str
    horns: int
    gain_db: float
    lat: float
    lon: float
    aims: tuple[float, ...] = ()
    reading: Reading | None = None

    @property
    def level_at_1m(self) -> float:
        """Mean level of speech, dBA, one metre in front: measured, or else by the usual horn."""
        if self.reading is None:
            return HORN.level_at_1m() + self.gain_db
        measured = calibrated_level(self.reading.level_dba, self.reading.distance_m)
        return measured + self.gain_db - self.reading.gain_db


@dataclass(frozen=True)
class HamletPlaces:
    """Where a hamlet lies and where its people live, as far as that is known."""

    hamlet: str
    outline: Corners = ()
    homes: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Layout:
    """Everything that coverage depends on. `unplaced` are speakers without a place: nobody is counted for them."""

    speakers: tuple[PlacedSpeaker, ...]
    hamlets: tuple[HamletPlaces, ...]
    unplaced: tuple[str, ...] = ()

    @cached_property
    def plane(self) -> Plane:
        """The plane that all is worked out in. Raises ValueError where no speaker has a place."""
        return Plane.around((each.lat, each.lon) for each in self.speakers)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """The speakers on their poles."""
        return tuple(Spot(each.id, self._pole(each)) for each in self.speakers)

    @property
    def homes(self) -> tuple[Homes, ...]:
        """Where people live: points of homes, else the outline filled evenly; hamlets with neither are left out."""
        return tuple(self._homes(each) for each in self.hamlets if each.homes or each.outline)

    def with_speaker(self, changed: PlacedSpeaker) -> "Layout":
        """Return the layout with one speaker put in place of that with its id, or added."""
        others = tuple(each for each in self.speakers if each.id != changed.id)
        return replace(
            self, speakers=(*others, changed), unplaced=tuple(x for x in self.unplaced if x != changed.id)
        )

    def _pole(self, speaker: PlacedSpeaker) -> Pole:
        x, y = self.plane.metres(speaker.lat, speaker.lon).tolist()
        return Pole(x, y, speaker.level_at_1m, speaker.aims)

    def _homes(self, hamlet: HamletPlaces) -> Homes:
        if hamlet.homes:
            lon, lat, persons = np.array(hamlet.homes, np.float64).T
            metres = self.plane.metres(lat, lon)
            return Homes(hamlet.hamlet, "households", _rows(np.column_stack([metres, persons])))
        lon, lat = np.array(hamlet.outline, np.float64).T
        spread = lattice(self.plane.metres(lat, lon))
        return Homes(hamlet.hamlet, "polygon", _rows(np.column_stack([spread, np.ones(len(spread))])))


def layout_of(session: Session, fleet: Fleet) -> Layout:
    """Return the layout as it stands."""
    code = fleet.commune.code
    column = speaker_aims.c
    aims = {}
    for device_id, found in session.execute(
        select(column.device_id, column.aims).where(column.commune_id == code)
    ):
        aims[device_id] = tuple(found)
    readings = _readings(session, code)
    return Layout(
        speakers=tuple(
            PlacedSpeaker(
                device.id,
                device.name,
                device.hamlet,
                device.horns,
                device.gain_db,
                device.lat,
                device.lon,
                aims.get(device.id, ()),
                readings.get(device.id),
            )
            for device in fleet.devices
            if device.lat is not None and device.lon is not None
        ),
        hamlets=_hamlets(session, fleet),
        unplaced=tuple(device.id for device in fleet.devices if device.lat is None),
    )


@lru_cache(maxsize=32)
def heard_in(layout: Layout) -> dict[str, Heard]:
    """Return what each hamlet hears whose people are on the map; nobody hears where no speaker has a place."""
    return hear(layout.spots, layout.homes) if layout.speakers else {}


def _readings(session: Session, commune_id: str) -> dict[str, Reading]:
    """Return the newest reading of each speaker."""
    column = level_readings.c
    rows = session.execute(
        select(column.device_id, column.level_dba, column.distance_m, column.gain_db)
        .where(column.commune_id == commune_id, column.struck_at.is_(None))
        .order_by(column.taken_on, column.entered_at)
    )
    return {device: Reading(level, distance, gain) for device, level, distance, gain in rows}


def _hamlets(session: Session, fleet: Fleet) -> tuple[HamletPlaces, ...]:
    column = hamlet_maps.c
    rows = session.execute(
        select(column.hamlet, column.outline, column.homes).where(column.commune_id == fleet.commune.code)
    )
    known = {code: (outline, homes) for code, outline, homes in rows}
    return tuple(
        HamletPlaces(hamlet.code, _tuples(known[hamlet.code][0]), _tuples(known[hamlet.code][1]))
        if hamlet.code in known
        else HamletPlaces(hamlet.code)
        for hamlet in fleet.hamlets
    )


def _tuples(rows: Any) -> tuple[Any, ...]:
    return tuple(tuple(row) for row in rows or ())


def _rows(values: "np.ndarray[Any, np.dtype[np.float64]]") -> tuple[tuple[float, float, float], ...]:
    return tuple((float(x), float(y), float(persons)) for x, y, persons in values)
