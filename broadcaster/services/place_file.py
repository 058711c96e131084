"""A GeoJSON file of hamlets: outlines as polygons, homes as points; read, checked, and every fault told at once.

A polygon names its hamlet in the property `thon` (its code or its name). A point does too, or lies in an outline; its
`nhan_khau` is how many people live there (1 where nothing is said). Persons have no names here, and other properties
are not read.
"""

import json
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from broadcaster.domain.fleet import Fleet
from broadcaster.domain.places import Hamlet
from broadcaster.reach.outline import area_m2, crosses_itself, inside, overlap
from broadcaster.reach.plane import Plane

Corner = tuple[float, float]
Home = tuple[float, float, float]
"""Longitude, latitude, persons."""
FAR_M = 50_000.0
"""Farther from every speaker than this nothing belongs to the commune; mostly the two numbers were swapped."""
OVERLAP = 0.02
"""Borders drawn by hand overlap by slivers; more than this share of the smaller outline is a mistake."""
SMALLEST_M2, LARGEST_M2 = 1_000.0, 200e6
MOST_PERSONS = 1_000
_HAMLET = ("thon", "hamlet", "code", "name")
_PERSONS = ("nhan_khau", "persons", "residents")


@dataclass(frozen=True)
class PlaceFault:
    """What is wrong with a feature (counted from 1; 0 is the file itself)."""

    feature: int
    code: str
    facts: tuple[tuple[str, object], ...] = ()


@dataclass
class PlacesFound:
    """What a file says, by hamlet code; nothing of it may be kept where there are faults."""

    outlines: dict[str, tuple[Corner, ...]] = field(default_factory=dict)
    homes: dict[str, list[Home]] = field(default_factory=lambda: defaultdict(list))
    faults: list[PlaceFault] = field(default_factory=list)


def read_places(
    text: str, fleet: Fleet, known: Mapping[str, tuple[Corner, ...]] | None = None
) -> PlacesFound:
    """Read a file for a fleet; `known` are the outlines that stand already and that the file may replace."""
    found = PlacesFound()
    try:
        plane = Plane.around(
            (each.lat, each.lon) for each in fleet.devices if each.lat is not None and each.lon is not None
        )
    except ValueError:
        found.faults.append(PlaceFault(0, "no_speaker_placed"))
        return found
    reader = _Reader(fleet, plane, found)
    reader.read(text)
    _check_borders(found, {**(known or {}), **found.outlines}, plane)
    reader.settle({**(known or {}), **found.outlines})
    _check_people(found, fleet)
    return found


class _Reader:
    """Goes through the features; polygons first, for points may lie in them."""

    def __init__(self, fleet: Fleet, plane: Plane, found: PlacesFound) -> None:
        self.plane, self.found = plane, found
        self.hamlets = {key: hamlet for hamlet in fleet.hamlets for key in (hamlet.code, _plain(hamlet.name))}
        self.loose: list[tuple[int, Home]] = []

    def read(self, text: str) -> None:
        try:
            value = json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError):
            self._fault(0, "not_json")
            return
        features = value.get("features") if isinstance(value, dict) else None
        if not isinstance(features, list) or not features:
            self._fault(0, "no_features")
            return
        for number, feature in enumerate(features, start=1):
            geometry = feature.get("geometry") if isinstance(feature, dict) else None
            if not isinstance(geometry, dict):
                self._fault(number, "no_coordinates")
                continue
            told = feature.get("properties")
            self._feature(number, geometry, told if isinstance(told, dict) else {})

    def settle(self, outlines: Mapping[str, tuple[Corner, ...]]) -> None:
        """Give each point that names no hamlet to the outline that it lies in."""
        if not self.loose:
            return
        places = self._metres([(lon, lat) for _, (lon, lat, _) in self.loose])
        owner: list[str | None] = [None] * len(self.loose)
        for code, corners in outlines.items():
            for nth in np.flatnonzero(inside(self._metres(corners), places)).tolist():
                owner[nth] = owner[nth] or code
        for (number, home), found in zip(self.loose, owner, strict=True):
            if found is None:
                self._fault(number, "in_no_hamlet")
            else:
                self.found.homes[found].append(home)

    def _feature(self, number: int, geometry: dict[str, Any], told: dict[str, Any]) -> None:
        match geometry.get("type"), geometry.get("coordinates"):
            case "Polygon", [ring]:
                self._outline(number, ring, told)
            case "MultiPolygon", [[ring]]:
                self._outline(number, ring, told)
            case (("Polygon" | "MultiPolygon"), list(parts)) if parts:
                self._fault(number, "several_rings")
            case "Point", place:
                self._home(number, place, told)
            case (("Polygon" | "MultiPolygon"), _):
                self._fault(number, "no_coordinates")
            case kind, _:
                self._fault(number, "other_geometry", kind=str(kind))

    def _outline(self, number: int, ring: object, told: dict[str, Any]) -> None:
        corners = [self._corner(number, place) for place in ring] if isinstance(ring, list) else []
        if not corners or None in corners:
            if not corners:
                self._fault(number, "no_coordinates")
            return
        whole = list(dict.fromkeys(corner for corner in corners if corner is not None))
        hamlet = self._hamlet(number, told)
        if len(whole) < 3:
            self._fault(number, "few_corners")
        elif hamlet is None:
            if not any(told.get(name) for name in _HAMLET):
                self._fault(number, "no_hamlet")
        elif hamlet.code in self.found.outlines:
            self._fault(number, "outline_twice", hamlet=hamlet.name)
        elif crosses_itself(self._metres(whole)):
            self._fault(number, "crosses_itself", hamlet=hamlet.name)
        elif not SMALLEST_M2 <= area_m2(self._metres(whole)) <= LARGEST_M2:
            self._fault(number, "strange_size", hamlet=hamlet.name)
        else:
            self.found.outlines[hamlet.code] = tuple(whole)

    def _home(self, number: int, place: object, told: dict[str, Any]) -> None:
        corner, persons = self._corner(number, place), self._persons(number, told)
        if corner is None or persons is None:
            return
        home = (*corner, persons)
        if not any(told.get(name) for name in _HAMLET):
            self.loose.append((number, home))
        elif (hamlet := self._hamlet(number, told)) is not None:
            self.found.homes[hamlet.code].append(home)

    def _corner(self, number: int, place: object) -> Corner | None:
        numbers = place[:2] if isinstance(place, list) else []
        if len(numbers) != 2 or not all(_is_number(each) for each in numbers):
            self._fault(number, "no_coordinates")
            return None
        lon, lat = (float(each) for each in numbers)
        if abs(lat) > 90 or abs(lon) > 180 or np.hypot(*self.plane.metres(lat, lon)) > FAR_M:
            self._fault(number, "far_away", lon=f"{lon:g}", lat=f"{lat:g}")
            return None
        return round(lon, 6), round(lat, 6)

    def _persons(self, number: int, told: dict[str, Any]) -> float | None:
        value = next((told[name] for name in _PERSONS if told.get(name) is not None), 1)
        if not _is_number(value) or not 0 <= value <= MOST_PERSONS:
            self._fault(number, "persons_wrong", value=str(value)[:20], most=MOST_PERSONS)
            return None
        return float(value)

    def _hamlet(self, number: int, told: dict[str, Any]) -> Hamlet | None:
        said = next((str(told[name]) for name in _HAMLET if told.get(name)), "")
        found = self.hamlets.get(said) or self.hamlets.get(_plain(said))
        if said and found is None:
            self._fault(number, "hamlet_unknown", hamlet=said[:60])
        return found

    def _metres(self, corners: "list[Corner] | tuple[Corner, ...]") -> Any:
        lon, lat = np.array(corners, np.float64).T
        return self.plane.metres(lat, lon)

    def _fault(self, number: int, code: str, **facts: object) -> None:
        fault = PlaceFault(number, code, tuple(facts.items()))
        if fault not in self.found.faults:
            self.found.faults.append(fault)


def _check_borders(found: PlacesFound, outlines: Mapping[str, tuple[Corner, ...]], plane: Plane) -> None:
    """Refuse outlines that lie on each other: nobody lives in two hamlets."""
    metres = {
        code: plane.metres(*np.array(corners, np.float64).T[::-1]) for code, corners in outlines.items()
    }
    for one, other in _neighbours(metres):
        if one not in found.outlines and other not in found.outlines:
            continue
        share = overlap(metres[one], metres[other])
        if share > OVERLAP:
            facts = (("one", one), ("other", other), ("percent", round(100 * share)))
            found.faults.append(PlaceFault(0, "outlines_overlap", facts))


def _neighbours(metres: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield pairs whose surrounding boxes touch."""
    codes = sorted(metres)
    for nth, one in enumerate(codes):
        for other in codes[nth + 1 :]:
            if (metres[one].min(0) < metres[other].max(0)).all() and (
                metres[other].min(0) < metres[one].max(0)
            ).all():
                yield one, other


def _check_people(found: PlacesFound, fleet: Fleet) -> None:
    names = {hamlet.code: hamlet for hamlet in fleet.hamlets}
    for code, homes in found.homes.items():
        persons, hamlet = sum(home[2] for home in homes), names[code]
        if persons > hamlet.residents:
            facts = (("hamlet", hamlet.name), ("persons", round(persons)), ("residents", hamlet.residents))
            found.faults.append(PlaceFault(0, "people_above_residents", facts))
        elif persons <= 0:
            found.faults.append(PlaceFault(0, "nobody_at_home", (("hamlet", hamlet.name),)))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _no_number(word: str) -> float:
    raise ValueError(word)
