"""A file of places: what is taken in, and every fault with its reason."""

import json
from typing import Any

import pytest

from broadcaster.services.place_file import PlacesFound, read_places
from tests.listening import FLEET

LAT, LON = next((each.lat, each.lon) for each in FLEET.devices if each.lat and each.lon)
FIRST, SECOND = FLEET.hamlets[:2]


def square(west: float = 0.0, size: float = 0.005) -> list[list[list[float]]]:
    ring = [[LON + west + x, LAT + y] for x, y in ((0, 0), (size, 0), (size, size), (0, size), (0, 0))]
    return [ring]


def feature(kind: str, coordinates: Any, **told: object) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": told}


def read(*features: object) -> PlacesFound:
    return read_places(json.dumps({"type": "FeatureCollection", "features": features}), FLEET)


def test_outlines_by_code_or_name_and_homes_where_they_lie() -> None:
    found = read(
        feature("Point", [LON + 0.001, LAT + 0.001], nhan_khau=4),
        feature("Point", [LON + 0.0061, LAT + 0.001, 12.5], thon=SECOND.name),
        feature("Polygon", square(), thon=FIRST.code),
        feature("MultiPolygon", [square(0.006)], name=SECOND.name.upper()),
    )
    assert found.faults == []
    assert len(found.outlines[FIRST.code]) == 4
    assert found.homes[FIRST.code] == [(round(LON + 0.001, 6), round(LAT + 0.001, 6), 4.0)]
    assert [home[2] for home in found.homes[SECOND.code]] == [1.0]


@pytest.mark.parametrize(
    ("features", "code"),
    [
        ([feature("Point", [LON, LAT], nhan_khau=-1, thon=FIRST.code)], "persons_wrong"),
        ([feature("Point", [LON, LAT], nhan_khau="ba", thon=FIRST.code)], "persons_wrong"),
        ([feature("Point", [LON, LAT], nhan_khau=True, thon=FIRST.code)], "persons_wrong"),
        ([feature("Point", [LON, LAT], nhan_khau=0, thon=FIRST.code)], "nobody_at_home"),
        ([feature("Point", [LON, LAT], nhan_khau=999, thon=FIRST.code)] * 9, "people_above_residents"),
        ([feature("Point", [LAT, LON], thon=FIRST.code)], "far_away"),
        ([feature("Point", [LON], thon=FIRST.code)], "no_coordinates"),
        ([feature("Point", None, thon=FIRST.code)], "no_coordinates"),
        ([feature("Point", ["x", LAT], thon=FIRST.code)], "no_coordinates"),
        ([{"type": "Feature", "geometry": None}], "no_coordinates"),
        ([7], "no_coordinates"),
        ([feature("Point", [LON, LAT], thon="Nơi khác")], "hamlet_unknown"),
        ([feature("Point", [LON, LAT])], "in_no_hamlet"),
        ([feature("Polygon", square())], "no_hamlet"),
        ([feature("Polygon", [], thon=FIRST.code)], "no_coordinates"),
        ([feature("Polygon", [[]], thon=FIRST.code)], "no_coordinates"),
        ([feature("Polygon", [square()[0][:2]], thon=FIRST.code)], "few_corners"),
        ([feature("Polygon", [*square(), *square()], thon=FIRST.code)], "several_rings"),
        ([feature("Polygon", square(size=0.0001), thon=FIRST.code)], "strange_size"),
        (
            [feature("Polygon", [[square()[0][n] for n in (0, 2, 1, 3, 0)]], thon=FIRST.code)],
            "crosses_itself",
        ),
        ([feature("LineString", square()[0], thon=FIRST.code)], "other_geometry"),
        ([feature("Polygon", square(), thon=FIRST.code)] * 2, "outline_twice"),
        (
            [
                feature("Polygon", square(), thon=FIRST.code),
                feature("Polygon", square(0.001), thon=SECOND.code),
            ],
            "outlines_overlap",
        ),
        ([], "no_features"),
    ],
)
def test_what_is_wrong_is_named(features: list[object], code: str) -> None:
    assert code in [fault.code for fault in read(*features).faults]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": [NaN]}', "[" * 100_000])
def test_what_is_no_file_of_places(text: str) -> None:
    assert read_places(text, FLEET).faults[0].code in {"not_json", "no_features"}


def test_a_new_outline_may_not_lie_on_one_that_stands() -> None:
    standing = {SECOND.code: tuple((lon, lat) for lon, lat in square()[0][:4])}
    text = json.dumps({"features": [feature("Polygon", square(0.001), thon=FIRST.code)]})
    assert [fault.code for fault in read_places(text, FLEET, standing).faults] == ["outlines_overlap"]
