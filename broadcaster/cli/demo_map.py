"""The demo's map, invented like all of it: hamlets, homes, where horns point, two afternoons of measuring.

Four hamlets know every home, two know nothing but what their heads declared, the others have an outline: a page of the
demo shows all three, each with its flag.
"""

import json
import math
import random
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from broadcaster.domain.device import Device
from broadcaster.domain.fleet import Fleet
from broadcaster.domain.people import Person
from broadcaster.domain.places import Hamlet
from broadcaster.reach.acoustics import Horn
from broadcaster.reach.plane import Plane
from broadcaster.services import coverage

_SEED = 20261122
_WITH_HOMES, _WITH_NOTHING = 4, 2
_CORNERS = 9
_PLOT_M2 = 900.0
"""Ground for each household of a village: house, garden, lane and pond."""


def draw(session: Session, fleet: Fleet, technician: Person, *, now: datetime, today: date) -> None:
    """Bring the map in by the same services that a technician uses. Raises ValueError where they refuse it."""
    chance = random.Random(_SEED)  # noqa: S311  invented places, no secret
    found = coverage.take_in(session, json.dumps(_places(fleet, chance)), by=technician, now=now)
    if found.faults:
        raise ValueError(f"the demo's own map is refused: {found.faults[0]}")
    for number, device in enumerate(fleet.devices):
        if number % 9 != 8:
            coverage.aim(session, device.id, _aims(device, chance), by=technician, now=now)
        if number % 4 == 0:
            level = Horn().level_at_1m() + device.gain_db - 20 + chance.gauss(-2.5, 1.5)
            coverage.measure(
                session,
                device.id,
                level_dba=round(level, 1),
                distance_m=10,
                taken_on=today - timedelta(days=40 + number % 2),
                by=technician,
                now=now,
            )


def is_drawn(session: Session, commune_id: str) -> bool:
    """Tell whether any hamlet has an outline."""
    return bool(coverage.outlines(session, commune_id))


def _aims(device: Device, chance: random.Random) -> list[float]:
    first = chance.randrange(0, 360, 15)
    return [float((first + nth * 360 // device.horns) % 360) for nth in range(device.horns)]


def _places(fleet: Fleet, chance: random.Random) -> dict[str, Any]:
    plane = Plane.around((each.lat, each.lon) for each in fleet.devices if each.lat and each.lon)
    features: list[dict[str, Any]] = []
    for number, hamlet in enumerate(fleet.hamlets[: len(fleet.hamlets) - _WITH_NOTHING]):
        devices = [each for each in fleet.devices if each.hamlet == hamlet.code and each.lat and each.lon]
        if not devices:
            continue
        metres = [plane.metres(each.lat or 0, each.lon or 0) for each in devices]
        middle = np.mean(metres, axis=0) + np.array([chance.gauss(0, 60), chance.gauss(0, 60)])
        size = math.sqrt(hamlet.households * _PLOT_M2 / math.pi)
        ring = [
            middle + size * chance.uniform(0.8, 1.15) * _ray(nth * math.tau / _CORNERS)
            for nth in range(_CORNERS)
        ]
        corners = [plane.degrees(corner).tolist() for corner in ring]
        features.append(_feature("Polygon", [[*corners, corners[0]]], hamlet))
        if number % 5 == 0 and number < 5 * _WITH_HOMES:
            features += _homes(hamlet, middle, size, plane, chance)
    return {"type": "FeatureCollection", "features": features}


def _homes(
    hamlet: Hamlet, middle: Any, size: float, plane: Plane, chance: random.Random
) -> list[dict[str, Any]]:
    """Put homes along three lanes that meet near the middle."""
    lanes = [chance.uniform(0, math.tau) for _ in range(3)]
    homes, living = [], 0
    for _ in range(hamlet.households):
        along = size * 0.78 * math.sqrt(chance.random())
        place = middle + along * _ray(chance.choice(lanes) + chance.gauss(0, 0.25))
        persons = min(chance.choice((2, 3, 3, 4, 4, 5)), hamlet.residents - living)
        living += persons
        homes.append(_feature("Point", plane.degrees(place).tolist(), hamlet, nhan_khau=persons))
    return homes


def _ray(angle: float) -> Any:
    return np.array([math.cos(angle), math.sin(angle)])


def _feature(kind: str, coordinates: object, hamlet: Hamlet, **told: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": {"thon": hamlet.code, **told},
    }
