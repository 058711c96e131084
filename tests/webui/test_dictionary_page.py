"""*Từ điển đọc*: kept in the editor with one touch, changed, taken over and handed out."""

import io
from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from broadcaster.adapters.commune_speller import CommuneSpeller
from broadcaster.domain.approval import Heard
from broadcaster.domain.people import Role
from broadcaster.services import bulletins
from tests.factories import NOW, World, make_sound, recording, wording
from tests.webui.conftest import PageStation, Visitor, pages_over

PAGE = "/tu-dien-doc/"


@pytest.fixture
def app(station: PageStation, sqlite_world: World) -> Flask:
    reader = CommuneSpeller(sqlite_world.memory.reads, sqlite_world.commune_id, "north")
    return pages_over(replace(station, speller=reader))


def shown(visitor: Visitor, address: str = PAGE) -> str:
    return unescape(visitor.get(address).get_data(as_text=True))


def test_add_change_forget(visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    assert "Xã chưa giữ cách đọc riêng nào" in shown(operator)
    added = operator.post(
        f"{PAGE}them", f"{PAGE}them", written="XQT", spoken="xưởng quạt trần", region="everywhere"
    )
    assert added.location == PAGE
    page = shown(operator)
    assert "Từ nay “XQT” đọc là “xưởng quạt trần”." in page
    edit = page.split('class="act" href="')[1].split('"')[0]
    operator.post(edit, edit, written="XQT", spoken="xưởng quạt thông gió", region="north")
    page = shown(operator)
    assert "xưởng quạt thông gió" in page
    assert "giọng Bắc" in page
    edit = page.split('class="act" href="')[1].split('"')[0]
    operator.post(f"{edit}/bo", PAGE)
    assert "Đã bỏ “XQT”" in shown(operator)


def test_a_refused_reading_keeps_what_was_typed(visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    refused = operator.post(
        f"{PAGE}them", f"{PAGE}them", written="3/5", spoken="ba phần năm", region="everywhere"
    )
    page = unescape(refused.get_data(as_text=True))
    assert refused.status_code == 422
    assert "“3/5” chỉ có số" in page
    assert 'value="ba phần năm"' in page


def test_a_table_comes_in_as_a_file_or_pasted_and_goes_out(visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    file = (io.BytesIO("viết\tđọc\tvùng\r\nXQT\txưởng quạt\tnam\r\n".encode()), "../../x.tsv")
    token = operator.token(PAGE)
    taken = operator.client.post(f"{PAGE}nhap", data={"csrf_token": token, "file": file})
    assert taken.location == PAGE
    operator.post(f"{PAGE}nhap", PAGE, table="Ao Sen\tAo Xen")
    table = operator.get(f"{PAGE}tu-dien-doc.tsv")
    assert table.get_data(as_text=True) == "viết\tđọc\tvùng\nAo Sen\tAo Xen\nXQT\txưởng quạt\tnam\n"
    assert "attachment" in table.headers["Content-Disposition"]


def test_a_table_that_cannot_be_taken_says_which_line(visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    refused = operator.post(f"{PAGE}nhap", PAGE, table="XQT\txưởng quạt\n3/5\tba phần năm")
    assert refused.status_code == 422
    assert "Dòng 2 của bảng không nhận được" in unescape(refused.get_data(as_text=True))
    file = (io.BytesIO("Xã\tx".encode("utf-16")), "x.tsv")
    other = operator.client.post(f"{PAGE}nhap", data={"csrf_token": operator.token(PAGE), "file": file})
    assert "không phải chữ UTF-8" in unescape(other.get_data(as_text=True))


def test_a_choice_is_kept_with_one_touch(visitor: Callable[[Role], Visitor], sqlite_world: World) -> None:
    with sqlite_world.memory.writes.begin() as session:
        text = "Mời xem XQT của xã."
        written = bulletins.write(session, wording(text=text), by=sqlite_world.operator, now=NOW)
        place = text.index("XQT")
        bulletins.choose(
            session,
            written.id,
            position=place,
            reading="xưởng quạt",
            seen_revision=1,
            by=sqlite_world.operator,
            now=NOW,
        )
    operator = visitor(Role.OPERATOR)
    editor = f"/ban-bien-tap/{written.id}"
    keep = f"{editor}/cach-doc/{place}/nho"
    assert keep in shown(operator, editor)
    typed = operator.post("/ban-bien-tap/loi-doc", editor, text=text, bulletin=written.id)
    assert keep in typed.get_data(as_text=True)
    assert operator.post(keep, editor).location == f"{editor}#loi-doc"
    assert "xưởng quạt" in shown(operator)
    assert operator.post(f"{editor}/cach-doc/1/nho", editor).status_code == 404


def test_bulletins_that_would_sound_otherwise_are_listed_and_said_anew(
    visitor: Callable[[Role], Visitor], sqlite_world: World, app: Flask
) -> None:
    reader = app.extensions["house"].station.speller
    with sqlite_world.memory.writes.begin() as session:
        words = wording(text="Hội thi HTX kiểu mới.")
        written = bulletins.write(session, words, by=sqlite_world.operator, now=NOW)
        editor = f"/ban-bien-tap/{written.id}"
        ordered = bulletins.prepare(session, reader, written.id, by=sqlite_world.operator, now=NOW)
        make_sound(session, ordered.id, recording())
    operator = visitor(Role.OPERATOR)
    assert "sẽ đọc khác đi" not in shown(operator)
    operator.post(f"{PAGE}them", f"{PAGE}them", written="HTX", spoken="hợp tác", region="everywhere")
    assert "1 bản tin còn phát được sẽ đọc khác đi" in shown(operator)
    assert "Tiếng này nói theo cách đọc cũ" in shown(operator, editor)
    app.extensions["house"].station.clock.advance(seconds=1)
    operator.post(f"{editor}/doc-lai", PAGE)
    assert "sẽ đọc khác đi" not in shown(operator)
    assert "Đang tạo tiếng" in shown(operator, editor)


def test_who_does_not_write_looks_on(visitor: Callable[[Role], Visitor]) -> None:
    viewer = visitor(Role.VIEWER)
    page = shown(viewer)
    assert "Thêm cách đọc" not in page
    assert "Nhập từ bảng" not in page


def test_home_tells_of_approved_words_that_the_dictionary_reads_otherwise(
    visitor: Callable[[Role], Visitor], station: PageStation, sqlite_world: World
) -> None:
    reader = CommuneSpeller(sqlite_world.memory.reads, sqlite_world.commune_id, "north")
    with sqlite_world.memory.writes.begin() as session:
        written = bulletins.write(session, wording(text="Hội thi HTX."), by=sqlite_world.operator, now=NOW)
        ordered = bulletins.prepare(session, reader, written.id, by=sqlite_world.operator, now=NOW)
        made = recording("x")
        make_sound(session, ordered.id, made)
        bulletins.submit(session, reader, written.id, by=sqlite_world.operator, now=NOW)
        heard = Heard(ordered.spoken_sha, made.sha)
        bulletins.approve(session, written.id, heard, by=sqlite_world.approver, now=NOW)
    approver, operator = visitor(Role.APPROVER), visitor(Role.OPERATOR)
    assert "nay từ điển đọc khác đi" not in shown(approver, "/")
    operator.post(f"{PAGE}them", f"{PAGE}them", written="HTX", spoken="hợp tác xã lúa", region="everywhere")
    assert "nay từ điển đọc khác đi" in shown(approver, "/")
    assert "Hội thi hợp tác xã lúa." in shown(operator, "/")
    assert "nay từ điển đọc khác đi" not in shown(visitor(Role.VIEWER), "/")
