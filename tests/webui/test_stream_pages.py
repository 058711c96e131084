"""*Tiếp âm* and *Nói trực tiếp*: who allows, who places, who speaks; what the pages keep and say."""

import re
from collections.abc import Callable
from html import unescape

from sqlalchemy import select

from broadcaster.db.commune_tables import audit
from broadcaster.domain.live_talk import LiveTalk
from broadcaster.domain.people import Role
from broadcaster.domain.programme import Programme
from broadcaster.domain.programme_parts import Relay
from broadcaster.domain.relay_station import RelayStation
from broadcaster.domain.types import sha256
from tests.factories import World
from tests.webui.conftest import PageStation, Visitor
from tests.webui.test_sound_pages import kept

Enter = Callable[[Role], Visitor]
RELAYS, LIVE = "/tiep-am/", "/noi-truc-tiep/"


def shown(visitor: Visitor, address: str) -> str:
    return unescape(visitor.get(address).get_data(as_text=True))


def allowed(visitor: Enter, world: World, url: str = "https://str.vov.gov.vn/vov1") -> RelayStation:
    stand_in = kept(world, "Nhạc chờ")
    visitor(Role.ADMINISTRATOR).post(
        RELAYS, RELAYS, name="VOV1", url=url, hosts="cdn.vov.vn", fallback=stand_in
    )
    with world.memory.reads() as session:
        return session.scalars(select(RelayStation)).one()


def test_the_administrator_allows_a_station_and_ends_it_and_both_stay_in_the_history(
    visitor: Enter, sqlite_world: World
) -> None:
    station = allowed(visitor, sqlite_world)
    assert station.hosts == {"str.vov.gov.vn", "cdn.vov.vn"}
    assert (station.fallback, station.fallback_ms) == (sha256("Nhạc chờ"), 30_000)
    visitor(Role.ADMINISTRATOR).post(f"{RELAYS}{station.id}/bo", RELAYS)
    assert "không tiếp âm nữa" in shown(visitor(Role.VIEWER), RELAYS)
    with sqlite_world.memory.reads() as session:
        acts = set(session.scalars(select(audit.c.act).where(audit.c.subject == station.id)))
    assert acts == {"relay_station_added", "relay_station_ended"}


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(visitor: Enter, sqlite_world: World) -> None:
    stand_in = kept(sqlite_world, "Nhạc chờ")
    answer = visitor(Role.ADMINISTRATOR).post(
        RELAYS, RELAYS, name="VOV1", url="file:a/b", hosts="", fallback=stand_in
    )
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "phải bắt đầu bằng https://" in page
    assert 'value="file:a/b"' in page


def test_the_operator_makes_it_a_part_of_a_programme(visitor: Enter, sqlite_world: World) -> None:
    station = allowed(visitor, sqlite_world)
    answer = visitor(Role.OPERATOR).post(
        f"{RELAYS}{station.id}/vao-chuong-trinh", RELAYS, programme="+", minutes="15"
    )
    assert answer.status_code == 302
    with sqlite_world.memory.reads() as session:
        programme = session.scalars(select(Programme)).one()
    assert programme.parts == (Relay("Tiếp âm VOV1", station.url, 900_000, station.fallback),)
    assert "Tiếp âm VOV1" in shown(visitor(Role.VIEWER), RELAYS)


def test_who_speaks_sends_pieces_until_somebody_ends_it(
    visitor: Enter, sqlite_world: World, station: PageStation
) -> None:
    approver = visitor(Role.APPROVER)
    answer = approver.post(LIVE, LIVE, title="Gặt trước mưa", minutes="5", hamlets="ao-sen")
    assert answer.status_code == 302
    with sqlite_world.memory.reads() as session:
        talk = session.scalars(select(LiveTalk)).one()
    page = shown(approver, f"{LIVE}{talk.id}")
    token = re.search(r'data-token="([^"]+)"', page)
    assert token
    for path in (LIVE, "/", RELAYS):
        assert "SẮP NÓI TRỰC TIẾP" in shown(visitor(Role.VIEWER), path) or path == LIVE
    heads = {"X-CSRFToken": token.group(1), "Content-Type": "application/octet-stream"}
    piece = f"{LIVE}{talk.id}/tieng/0"
    assert approver.client.post(piece, data=b"\0\0" * 8_000, headers=heads).status_code == 204
    assert approver.client.post(piece, data=b"\0", headers=heads).status_code == 400
    assert list(station.microphones.pieces(talk.id, is_wanted=lambda: False)) == [b"\0\0" * 8_000]
    approver.post(f"{LIVE}{talk.id}/ket-thuc", f"{LIVE}{talk.id}")
    assert approver.client.post(piece, data=b"\0\0", headers=heads).status_code == 410
    assert "không loa nào phát" in shown(approver, f"{LIVE}{talk.id}")


def test_nowhere_to_speak_to_is_said(visitor: Enter) -> None:
    answer = visitor(Role.APPROVER).post(LIVE, LIVE, title="Gặt trước mưa", minutes="5")
    assert answer.status_code == 422
    assert "Chọn thôn, hoặc chọn cả xã." in unescape(answer.get_data(as_text=True))
