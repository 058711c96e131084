"""The page behind the label takes strangers' words and nothing else; the office sees and answers them."""

import re
from collections.abc import Callable

import pytest

from broadcaster.adapters.qr_code import QUIET, qr_code
from broadcaster.domain.people import Role
from tests.airing import at_five
from tests.factories import World, approved
from tests.webui.conftest import PageStation, Visitor
from webui import guessing
from webui.tell_us import LARGEST

Enter = Callable[[Role], Visitor]
PAGE = "/y-kien/GS-01"


def ticket(stranger: Visitor, page: str = PAGE) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', stranger.get(page).get_data(as_text=True))
    assert found
    return found[1]


def tell(stranger: Visitor, ticket: str, page: str = PAGE, **fields: str) -> int:
    typed = {"kind": "not_heard", "text": "", "website": "", "heard": ""} | fields
    return stranger.client.post(page, data={"ticket": ticket, **typed}).status_code


def test_a_stranger_tells_and_is_answered_in_public(
    stranger: Visitor, visitor: Enter, station: PageStation
) -> None:
    given = ticket(stranger)
    station.clock.advance(seconds=9)
    assert tell(stranger, given, kind="suggestion", text="<script>alert(1)</script> 0912345678") == 302
    operator = visitor(Role.OPERATOR)
    listed = operator.get("/y-kien-ba-con/").get_data(as_text=True)
    assert "&lt;script&gt;" in listed
    assert "<script>alert" not in listed
    assert "ý kiến bà con chưa trả lời" in operator.get("/").get_data(as_text=True)
    assert "0912345678" not in listed
    page = re.findall(r'href="(/y-kien-ba-con/[0-9a-f]{16,})"', listed)[0]
    assert "không có lịch phát nào" in operator.get(page).get_data(as_text=True)
    assert "alert(1)" not in stranger.get(PAGE).get_data(as_text=True)
    assert operator.post(f"{page}/tra-loi", page, answer="").status_code == 422
    assert operator.post(f"{page}/tra-loi", page, answer="Đã <b>xem</b>.").status_code == 302
    shown = stranger.get("/y-kien/GS-02").get_data(as_text=True)
    assert "Đã &lt;b&gt;xem&lt;/b&gt;." in shown
    assert operator.post(f"{page}/thanh-ban-tin", page).location.startswith("/ban-bien-tap/")


def test_no_session_is_begun_and_no_script_runs(stranger: Visitor) -> None:
    for page in (PAGE, "/y-kien/go-sai", f"{PAGE}/cam-on"):
        answer = stranger.get(page)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "<script" not in answer.get_data(as_text=True)
    assert stranger.get("/y-kien/nowhere").status_code == 404


def test_a_form_is_good_for_its_place_and_its_day(stranger: Visitor, station: PageStation) -> None:
    given = ticket(stranger)
    assert tell(stranger, given) == 400, "faster than anybody reads"
    station.clock.advance(seconds=9)
    assert tell(stranger, given, "/y-kien/GS-02") == 400
    assert tell(stranger, given[:-1] + ("A" if given[-1] != "A" else "B")) == 400
    guessing.limiter.reset()
    assert tell(stranger, "") == 400
    guessing.limiter.reset()
    station.clock.advance(hours=25)
    assert tell(stranger, given) == 400


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(
    stranger: Visitor, visitor: Enter, station: PageStation
) -> None:
    given = ticket(stranger)
    station.clock.advance(seconds=9)
    assert tell(stranger, given, website="http://spam") == 302
    assert "Không còn ý kiến nào" in visitor(Role.VIEWER).get("/y-kien-ba-con/").get_data(as_text=True)


def test_an_address_and_a_place_send_only_so_much(stranger: Visitor, station: PageStation) -> None:
    given = ticket(stranger)
    station.clock.advance(seconds=9)
    told = [tell(stranger, given) for _ in range(8)]
    assert told == [302] * 6 + [429] * 2


@pytest.mark.parametrize("size", [LARGEST + 1, 900_000])
def test_a_large_body_is_not_read(stranger: Visitor, size: int) -> None:
    assert tell(stranger, ticket(stranger), text="x" * size) == 413


def test_what_was_on_air_may_be_named(
    stranger: Visitor, visitor: Enter, station: PageStation, sqlite_world: World
) -> None:
    approved(sqlite_world)
    at_five(sqlite_world)
    station.clock.advance(hours=8)
    page = stranger.get(PAGE).get_data(as_text=True)
    start = re.findall(r'name="heard" value="(2026[^"]+)"', page)[0]
    given = ticket(stranger)
    station.clock.advance(seconds=9)
    assert tell(stranger, given, heard=start) == 302
    listed = visitor(Role.VIEWER).get("/y-kien-ba-con/").get_data(as_text=True)
    assert "Bản tin, 17:00" in listed


def test_labels_name_every_place(visitor: Enter) -> None:
    shown = visitor(Role.VIEWER).get("/y-kien-ba-con/nhan").get_data(as_text=True)
    assert shown.count('role="img" aria-label="Mã QR') == 7
    one = visitor(Role.VIEWER).get("/y-kien-ba-con/nhan?thon=ao-sen").get_data(as_text=True)
    assert one.count('role="img" aria-label="Mã QR') == 2


def test_a_code_is_drawn_as_the_standard_places_it() -> None:
    """The finders stand in three corners, dark 7 × 7; the path's strokes are exactly the dark modules."""
    code = qr_code("http://truyen-thanh.example/y-kien/GS-01")
    dark = {
        (int(x) + step, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)
        for step in range(int(width))
    }
    last = code.size - QUIET - 1
    ring = {(x, y) for x in range(7) for y in range(7) if {x, y} & {0, 6} or (1 < x < 5 and 1 < y < 5)}
    for left, top in ((QUIET, QUIET), (last - 6, QUIET), (QUIET, last - 6)):
        found = {(x - left, y - top) for x, y in dark if left <= x < left + 7 and top <= y < top + 7}
        assert found == ring
    assert all(QUIET <= x <= last and QUIET <= y <= last for x, y in dark)
    assert (code.size - 2 * QUIET - 17) % 4 == 0
