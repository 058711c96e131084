"""The map in words and shapes: trials that change nothing, measured levels, files with faults."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import update

from broadcaster.db.commune_tables import devices
from broadcaster.domain.people import Role
from tests.factories import FLEET, World
from tests.webui.conftest import PageStation, Visitor, pages_over

pytestmark = pytest.mark.slow
PLACED = replace(FLEET.devices[0], lat=20.95, lon=105.7)
MAP = "/do-tiep-can/ban-do"


def outline(hamlet: str) -> str:
    assert PLACED.lat
    assert PLACED.lon
    ring = [
        [PLACED.lon + x, PLACED.lat + y] for x, y in ((0, 0), (0.004, 0), (0.004, 0.004), (0, 0.004), (0, 0))
    ]
    feature = {"geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"thon": hamlet}}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def send(visitor: Visitor, text: str) -> tuple[int, str]:
    data = {"csrf_token": visitor.token(f"{MAP}/noi-o"), "tep": (io.BytesIO(text.encode()), "xa.geojson")}
    answer = visitor.client.post(f"{MAP}/noi-o", data=data, content_type="multipart/form-data")
    return answer.status_code, answer.get_data(as_text=True)


def written(station: PageStation) -> str:
    return station.settings.devices.read_text("utf-8")


@pytest.fixture
def technician(sqlite_world: World, visitor: Callable[[Role], Visitor]) -> Visitor:
    with sqlite_world.memory.writes.begin() as session:
        session.execute(
            update(devices).where(devices.c.id == PLACED.id).values(lat=PLACED.lat, lon=PLACED.lon)
        )
    return visitor(Role.TECHNICIAN)


def test_a_file_brings_people_onto_the_map_and_a_bad_one_nothing(technician: Visitor) -> None:
    status, page = send(technician, outline("nowhere"))
    assert status == 422
    assert "Xã không có thôn “nowhere”" in page
    assert send(technician, outline(PLACED.hamlet))[0] == 302
    shown = technician.get(f"{MAP}/").get_data(as_text=True)
    assert "Rải đều trong ranh giới thôn" in shown
    kinds = [each["properties"]["kind"] for each in technician.get(f"{MAP}/hinh.json").get_json()["features"]]
    assert {"audible", "hamlet", "speaker"} <= set(kinds)


def test_a_trial_shows_both_and_keeps_nothing(technician: Visitor) -> None:
    send(technician, outline(PLACED.hamlet))
    answer = technician.get(f"{MAP}/thu?loa=moi&lat={PLACED.lat}&lon={PLACED.lon}&huong=45+225")
    assert answer.status_code == 302
    shown = technician.get(answer.headers["Location"]).get_data(as_text=True)
    assert "MOI-1" in shown
    assert "→" in shown
    assert "MOI-1" not in technician.get(f"{MAP}/").get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ["", "loa=moi&lat=x&lon=1", "loa=moi&lat=1&lon=1&huong=400", "loa=XX&lat=1&lon=1"]
)
def test_a_trial_that_means_nothing_is_said_so(technician: Visitor, query: str) -> None:
    assert technician.get(f"{MAP}/thu?{query}").status_code == 422


@pytest.mark.parametrize(
    "trial", ["", "x", "MOI-1~1", "MOI-1~nan~1", "MOI-1~1e400~5", "MOI-1~20~105~-5", "~~~"]
)
def test_addresses_that_somebody_made_up_are_harmless(technician: Visitor, trial: str) -> None:
    assert technician.get(f"{MAP}/?thu={trial}").status_code == 200
    assert technician.get(f"{MAP}/hinh.json?thu={trial}").status_code == 200


def test_a_measured_level_is_what_the_map_goes_by(technician: Visitor) -> None:
    page = f"{MAP}/cum-loa/{PLACED.id}"
    refused = technician.post(f"{page}/do", page, level_dba="20", distance_m="10", taken_on="2026-01-02")
    assert refused.status_code == 422
    assert (
        technician.post(
            f"{page}/do", page, level_dba="88,5", distance_m="10", taken_on="2026-01-02"
        ).status_code
        == 302
    )
    shown = technician.get(page).get_data(as_text=True)
    assert "108,5 dBA" in shown
    assert "tính từ số đo mới nhất" in shown


def test_a_speaker_hung_elsewhere_stands_so_in_the_file_too(
    technician: Visitor, station: PageStation
) -> None:
    page = f"{MAP}/cum-loa/{PLACED.id}"
    told = {"lat": "20,9512", "lon": "105.7034", "huong": "90 270"}
    answer = technician.post(f"{page}/cho", page, thu=["MOI-1~20.9~105.7"], **told)
    assert answer.headers["Location"].endswith("/ban-do/?thu=MOI-1~20.9~105.7#thu-xem")
    text = written(station)
    line = next(line for line in text.splitlines() if PLACED.id in line)
    assert "lat: 20.9512, lon: 105.7034" in line
    assert "horns: 2" in line
    assert line.endswith("# loa đầu tiên của xã")
    assert "đông (90°), tây (270°)" in technician.get(f"{MAP}/").get_data(as_text=True)
    unchanged = technician.post(f"{page}/cho", page, **told)
    assert unchanged.headers["Location"].endswith(page)
    assert written(station) == text
    for wrong in ({"huong": "400"}, {"lat": "91"}, {"lon": ""}, {"lat": "nan"}, {"huong": "1 " * 17}):
        assert technician.post(f"{page}/cho", page, **(told | wrong)).status_code == 422
    assert written(station) == text


def test_a_tried_speaker_that_was_hung_joins_fleet_and_file(
    technician: Visitor, station: PageStation
) -> None:
    shown = technician.get(f"{MAP}/?thu=MOI-1~20.9501~105.7~45~135").get_data(as_text=True)
    page = f"{MAP}/cum-loa-moi?lat=20.9501&lon=105.7&huong=45+135"
    assert page.replace("&", "&amp;") in shown
    form = technician.get(page).get_data(as_text=True)
    assert f'value="{PLACED.hamlet}" selected' in form, "the hamlet of the speaker that hangs nearest"
    told = {"lat": "20.9501", "lon": "105.7", "huong": "45 135", "horns": "2", "hamlet": PLACED.hamlet}
    for wrong in (
        {"id": "a"},
        {"id": PLACED.id},
        {"id": "MOI-1"},
        {"name": ""},
        {"hamlet": "nowhere"},
        {"hamlet": ""},
        {"horns": "1"},
        {"households": "999"},
    ):
        fields = {"id": "GS-09", "name": "Cổng làng", **told, **wrong}
        refused = technician.post(f"{MAP}/cum-loa-moi", page, **fields)
        assert refused.status_code == 422, wrong
    assert "GS-09" not in written(station)
    added = technician.post(f"{MAP}/cum-loa-moi", page, id="gs-09", name="Cổng làng", **told)
    assert added.headers["Location"].endswith("/them-loa/GS-09")
    assert "name: Cổng làng" in written(station)
    assert "# loa đầu tiên của xã" in written(station)
    assert "GS-09" in technician.get(f"{MAP}/").get_data(as_text=True)


def test_only_who_keeps_the_fleet_may(visitor: Callable[[Role], Visitor]) -> None:
    assert visitor(Role.VIEWER).get(f"{MAP}/noi-o").status_code == 403
    assert visitor(Role.VIEWER).get(f"{MAP}/").status_code == 200


def test_tiles_are_allowed_only_where_they_are_set(technician: Visitor) -> None:
    assert "img-src 'self' data:;" in technician.get(f"{MAP}/").headers["Content-Security-Policy"]
    assert 'data-tiles=""' in technician.get(f"{MAP}/").get_data(as_text=True)


def test_tiles_come_from_that_one_server_and_name_whom_they_are_from(
    technician: Visitor, station: PageStation
) -> None:
    tiles = "https://tiles.example:8443/{z}/{x}/{y}.png"
    settings = replace(station.settings, map_tiles=tiles, map_tiles_credit='© Cục Đo đạc <"2026">')
    pages_over(replace(station, settings=settings))
    answer = technician.get(f"{MAP}/")
    allowed = answer.headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example:8443;" in allowed
    assert allowed.count("tiles.example") == 1
    shown = answer.get_data(as_text=True)
    assert f'data-tiles="{tiles}"' in shown
    assert 'data-credit="© Cục Đo đạc &lt;&#34;2026&#34;&gt;"' in shown
    assert "tiles.example" not in technician.get("/do-tiep-can/").headers["Content-Security-Policy"]


def test_forgetting_leads_back_to_what_was_declared(technician: Visitor) -> None:
    send(technician, outline(PLACED.hamlet))
    assert technician.post(f"{MAP}/noi-o/{PLACED.hamlet}/bo", f"{MAP}/noi-o").status_code == 302
    assert "Rải đều" not in technician.get(f"{MAP}/").get_data(as_text=True)
