"""Everybody hears what was approved and shown to them: not a draft, not an edit, not what was taken back."""

from collections.abc import Callable
from xml.etree.ElementTree import fromstring

import pytest

from broadcaster.domain.bulletin import Bulletin
from broadcaster.domain.people import Role
from broadcaster.domain.types import sha256
from broadcaster.services import bulletins
from tests.factories import NOW, World, approved, wording
from tests.webui.conftest import PageStation, Visitor

Enter = Callable[[Role], Visitor]
FEED = "/nghe-lai/podcast.xml"


@pytest.fixture
def made(sqlite_world: World, station: PageStation) -> Bulletin:
    words = wording("Lịch <tiêm>", "Tiêm phòng sáng thứ Bảy.")
    path = station.store.path(sha256(words.text))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"ID3" + bytes(997))
    return approved(sqlite_world, words)


def titles(stranger: Visitor) -> list[str]:
    root = fromstring(stranger.get(FEED).get_data())  # noqa: S314  our own feed
    return [item.findtext("title") or "" for item in root.iter("item")]


def test_only_what_somebody_published_is_in_the_feed(
    stranger: Visitor, visitor: Enter, made: Bulletin
) -> None:
    sound, page = f"/nghe-lai/{made.id}.mp3", f"/dang-tin/{made.id}"
    assert titles(stranger) == []
    assert stranger.get(sound).status_code == 404
    operator = visitor(Role.OPERATOR)
    assert operator.post(f"{page}/dang", page).status_code == 302
    assert titles(stranger) == ["Lịch <tiêm>"]
    heard = stranger.get(sound)
    assert (heard.status_code, heard.mimetype, len(heard.data)) == (200, "audio/mpeg", 1000)
    assert stranger.get(sound, Range="bytes=0-2").status_code == 206
    assert "Lịch &lt;tiêm&gt;" in stranger.get("/nghe-lai/").get_data(as_text=True)
    assert "Giọng đọc máy." in operator.get(page).get_data(as_text=True)
    assert operator.post(f"{page}/go", page).status_code == 302
    assert titles(stranger) == []
    assert stranger.get(sound).status_code == 404


def test_an_edit_takes_it_out_until_it_is_approved_and_published_anew(
    stranger: Visitor, visitor: Enter, made: Bulletin, sqlite_world: World
) -> None:
    page = f"/dang-tin/{made.id}"
    visitor(Role.OPERATOR).post(f"{page}/dang", page)
    assert titles(stranger) == ["Lịch <tiêm>"]
    with sqlite_world.memory.writes.begin() as session:
        changed = wording("Lịch tiêm", "Tiêm phòng sáng Chủ nhật.")
        bulletins.reword(session, made.id, changed, seen_revision=1, by=sqlite_world.operator, now=NOW)
    assert titles(stranger) == []
    assert stranger.get(f"/nghe-lai/{made.id}.mp3").status_code == 404


def test_a_reader_that_has_the_feed_is_not_sent_it_again(
    stranger: Visitor, visitor: Enter, made: Bulletin
) -> None:
    page = f"/dang-tin/{made.id}"
    visitor(Role.OPERATOR).post(f"{page}/dang", page)
    first = stranger.get(FEED)
    assert first.mimetype == "application/rss+xml"
    assert "Set-Cookie" not in first.headers
    assert stranger.get(FEED, **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_draft_is_published_by_nobody(visitor: Enter, sqlite_world: World) -> None:
    with sqlite_world.memory.writes.begin() as session:
        draft = bulletins.write(session, wording(), by=sqlite_world.operator, now=NOW)
    operator = visitor(Role.OPERATOR)
    assert operator.post(f"/dang-tin/{draft.id}/dang", "/dang-tin/").status_code == 409
    assert operator.get(f"/dang-tin/{draft.id}").status_code == 404
