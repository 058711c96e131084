"""The desk through its pages: words are never lost, refusals say the rule, nothing typed becomes markup."""

import re
import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from broadcaster.domain.approval import Approval, Verdict
from broadcaster.domain.bulletin import Bulletin, BulletinState
from broadcaster.domain.people import Role
from broadcaster.services import bulletins, rendering
from tests.factories import NOW, TODAY, World, approved, recording, wording
from tests.fakes import PlainSpeller
from tests.webui.conftest import PageStation, Visitor

NEW = "/ban-bien-tap/moi"
Enter = Callable[[Role], Visitor]


def fields(**changed: str | list[str]) -> dict[str, str | list[str]]:
    typed: dict[str, str | list[str]] = {
        "title": "Tiêm phòng",
        "text": "Mời bà con đưa trâu, bò đi tiêm.",
        "topic": "agriculture",
        "precedence": "ROUTINE",
        "expires_on": (TODAY + timedelta(days=3)).isoformat(),
    }
    return typed | changed


def only_bulletin(station: PageStation) -> Bulletin:
    with station.memory.reads() as session:
        return session.scalars(select(Bulletin)).one()


def finish_sound(station: PageStation) -> None:
    """Do the renderer's work."""
    with station.memory.writes.begin() as session:
        claimed = rendering.claim(session, now=NOW)
        assert claimed
        rendering.finish(session, claimed, recording())


def test_the_walk_from_first_words_to_approval(station: PageStation, visitor: Enter) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    made = operator.post(NEW, NEW, **fields(hamlets=["ao-sen", "ben-loi"]))
    assert made.status_code == 302
    page = made.location
    assert operator.post(f"{page}/tieng", page).status_code == 302
    assert "Đang tạo tiếng" in operator.get(f"{page}/tieng").get_data(as_text=True)
    finish_sound(station)
    assert "Gửi duyệt" in operator.get(f"{page}/tieng").get_data(as_text=True)
    assert operator.post(f"{page}/gui", page).status_code == 302
    review = approver.get("/duyet/").get_data(as_text=True)
    shas = dict(re.findall(r'name="(spoken_sha|sound_sha)" value="([0-9a-f]{64})"', review))
    unheard = approver.post(f"/duyet/{only_bulletin(station).id}", "/duyet/", **shas, heard="")
    assert unheard.status_code == 422
    assert "Nghe hết mới duyệt được." in unheard.get_data(as_text=True)
    signed = approver.post(f"/duyet/{only_bulletin(station).id}", "/duyet/", **shas, heard="1")
    assert signed.status_code == 302
    with station.memory.reads() as session:
        decision = session.scalars(select(Approval)).one()
    assert (decision.verdict, decision.spoken_sha, decision.sound_sha) == (
        Verdict.APPROVED,
        shas["spoken_sha"],
        shas["sound_sha"],
    )


def test_what_was_typed_survives_every_refusal(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    answer = operator.post(NEW, NEW, **fields(title="", expires_on="2020-01-01", hamlets=["ao-sen"]))
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Mời bà con đưa trâu, bò đi tiêm." in shown
    assert 'value="2020-01-01"' in shown
    assert 'value="ao-sen" checked' in shown
    assert 'role="alert"' in shown
    assert '<a href="#title">Ghi tên bản tin.</a>' in shown
    assert 'aria-describedby="title-hint title-wrong"' in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"expires_on": "2020-01-01"}, "01/01/2020) đã qua"),
        ({"expires_on": "ngày mai"}, "Ngày không đúng"),
        ({"expires_on": ""}, "Ghi ngày cuối còn phát."),
        ({"text": " \n "}, "Ghi nội dung."),
        ({"text": "chữ " * 50_000}, "không quá 60000 ký tự"),
        ({"title": "dài " * 100}, "không quá 160 ký tự"),
        ({"topic": "gossip"}, "Chọn một mục trong danh sách."),
        ({"precedence": "EMERGENCY"}, "phải có hai người"),
        ({"hamlets": ["khong-co"]}, "không có thôn khong-co"),
    ],
)
def test_a_refusal_names_the_rule(
    visitor: Enter, station: PageStation, typed: dict[str, str | list[str]], told: str
) -> None:
    answer = visitor(Role.OPERATOR).post(NEW, NEW, **fields(**typed))
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    with station.memory.reads() as session:
        assert session.scalars(select(Bulletin)).all() == []


@pytest.mark.parametrize(
    "text",
    [
        "123456789 0987 654",
        "Chúc mừng 🎉🎺 năm mới 👨‍👩‍👧‍👦!" * 200,
        unicodedata.normalize("NFD", "Tiếng Việt có dấu: ỗ, ế, ặ"),
        "\u202eđảo ngược\u202c và khoảng lạ",
        "??",
    ],
)
def test_strange_words_are_kept_as_they_are(visitor: Enter, station: PageStation, text: str) -> None:
    operator = visitor(Role.OPERATOR)
    made = operator.post(NEW, NEW, **fields(text=text))
    assert made.status_code == 302
    assert only_bulletin(station).text == unicodedata.normalize("NFC", text).strip()
    assert operator.get(made.location).status_code == 200
    assert (
        operator.client.post(
            "/ban-bien-tap/loi-doc", data={"csrf_token": operator.token(NEW), "text": text}
        ).status_code
        == 200
    )


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "{{ 7*7 }}",
    "{% include 'layout.html' %}",
    "</textarea><svg onload=alert(1)>",
    "%(title)s %s %n",
)


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_typed_becomes_markup(visitor: Enter, station: PageStation, payload: str) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    page = operator.post(NEW, NEW, **fields(title=payload, text=payload)).location
    operator.post(f"{page}/tieng", page)
    finish_sound(station)
    operator.post(f"{page}/gui", page)
    for address in (page, "/ban-bien-tap/", f"{page}/rut", "/"):
        assert_harmless(operator.get(address).get_data(as_text=True), payload)
    assert_harmless(approver.get("/duyet/").get_data(as_text=True), payload)
    assert_harmless(operator.get("/ban-bien-tap/?tim=" + payload).get_data(as_text=True), payload)


def assert_harmless(shown: str, payload: str) -> None:
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown
    assert "<svg onload" not in shown
    if payload.startswith("{{"):
        assert "{{ 7*7 }}" in shown


def test_two_who_edit_at_once_do_not_overwrite_each_other(
    visitor: Enter, station: PageStation, sqlite_world: World
) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields()).location
    first = operator.post(page, page, **fields(text="Lời của người thứ nhất.", revision="1"))
    assert first.status_code == 302
    second = operator.post(page, page, **fields(text="Lời của người thứ hai.", revision="1"))
    assert second.status_code == 422
    assert "Người khác vừa sửa bản tin này." in second.get_data(as_text=True)
    assert "Lời của người thứ hai." in second.get_data(as_text=True)
    assert "Xem bản người khác vừa lưu" in second.get_data(as_text=True)
    assert "data-autosave" not in second.get_data(as_text=True), "nothing is replaced before they say so"
    assert only_bulletin(station).text == "Lời của người thứ nhất."
    seen = re.search(r'name="revision" value="(\d+)"', second.get_data(as_text=True))
    assert seen
    assert operator.post(page, page, **fields(text="Lời chung.", revision=seen[1])).status_code == 302
    assert only_bulletin(station).text == "Lời chung."


def test_words_sent_after_the_session_ended_are_told_where_they_are(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    form = fields() | {"csrf_token": operator.token(NEW)}
    operator.client.delete_cookie("loa")
    told = operator.client.post(NEW, data=form, headers={"Referer": f"http://localhost{NEW}"})
    assert told.status_code == 401
    assert "bản nháp vẫn còn trong máy này" in told.get_data(as_text=True)
    assert "/dang-nhap?next=/ban-bien-tap/moi" in told.get_data(as_text=True)


def test_autosave_says_the_new_revision_or_why_not(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields()).location
    token = operator.token(page)
    kept = operator.client.post(
        f"{page}/luu", data=fields(text="Lời mới.", revision="1") | {"csrf_token": token}
    )
    assert kept.get_json() == {"revision": 2}
    late = operator.client.post(
        f"{page}/luu", data=fields(text="Lời khác.", revision="1") | {"csrf_token": token}
    )
    assert late.status_code == 422
    assert "Người khác vừa sửa" in late.get_json()["sentence"]


def test_an_open_reading_is_chosen_on_the_page_and_blocks_until_then(
    visitor: Enter, station: PageStation
) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields(text="Hỏi ?? thú y.")).location
    shown = operator.get(page).get_data(as_text=True)
    assert "1 chỗ chưa rõ cách đọc" in shown
    assert 'formaction="' + page + '/cach-doc/4"' in shown
    operator.post(f"{page}/tieng", page)
    finish_sound(station)
    blocked = operator.post(f"{page}/gui", page)
    assert "Còn 1 chỗ chưa chọn cách đọc." in blocked.get_data(as_text=True)
    chosen = operator.post(
        f"{page}/cach-doc/4", page, **fields(text="Hỏi ?? thú y.", revision="1", reading="hai")
    )
    assert chosen.status_code == 302
    assert only_bulletin(station).choices == {"4": "hai"}


def test_a_reading_is_put_in_ones_own_words(visitor: Enter, station: PageStation) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields(text="Hỏi ?? thú y.")).location
    assert 'name="khac-4"' in operator.get(page).get_data(as_text=True)
    typed = {"khac-4": "trạm"}
    operator.post(f"{page}/cach-doc/4", page, **fields(text="Hỏi ?? thú y.", revision="1", **typed))
    assert only_bulletin(station).choices == {"4": "trạm"}
    assert "Hỏi ??" in only_bulletin(station).text


def test_enter_in_a_field_saves_and_chooses_nothing(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields(text="Hỏi ?? thú y.")).location
    form = operator.get(page).get_data(as_text=True).partition('id="ban-tin"')[2]
    first = form[form.index("<button") :].partition(">")[0]
    assert "formaction" not in first


def test_a_returned_bulletin_shows_its_reason(visitor: Enter, station: PageStation) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    page = operator.post(NEW, NEW, **fields()).location
    operator.post(f"{page}/tieng", page)
    finish_sound(station)
    operator.post(f"{page}/gui", page)
    back = f"/duyet/{only_bulletin(station).id}/tra-lai"
    assert "Ghi lý do." in approver.post(back, back, reason=" ").get_data(as_text=True)
    assert approver.post(back, back, reason="Thiếu giờ tiêm.").status_code == 302
    assert only_bulletin(station).state is BulletinState.RETURNED
    assert "Thiếu giờ tiêm." in operator.get("/ban-bien-tap/").get_data(as_text=True)


def test_a_sound_that_failed_says_why_and_can_be_tried_again(visitor: Enter, station: PageStation) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields()).location
    operator.post(f"{page}/tieng", page)
    with station.memory.writes.begin() as session:
        claimed = rendering.claim(session, now=NOW)
        assert claimed
        rendering.fail(session, claimed, "store_full", permanent=True, now=NOW)
    shown = operator.get(f"{page}/tieng").get_data(as_text=True)
    assert "Máy của đài hết chỗ chứa." in shown
    assert "Thử lại" in shown
    station.clock.advance(seconds=1)
    assert operator.post(f"{page}/tieng", page).status_code == 302
    assert "Đang tạo tiếng" in operator.get(f"{page}/tieng").get_data(as_text=True)


def test_while_the_station_tries_again_by_itself_the_page_says_why(
    visitor: Enter, station: PageStation
) -> None:
    operator = visitor(Role.OPERATOR)
    page = operator.post(NEW, NEW, **fields()).location
    operator.post(f"{page}/tieng", page)
    for code, told in (
        ("no_voice", "Không giọng đọc nào trả lời. Báo kỹ thuật"),
        ("KeyError: x", "(KeyError: x)"),
    ):
        with station.memory.writes.begin() as session:
            claimed = rendering.claim(session, now=station.clock.now())
            assert claimed
            rendering.fail(session, claimed, code, permanent=False, now=station.clock.now())
        shown = operator.get(f"{page}/tieng").get_data(as_text=True)
        assert "Lần thử trước không được." in shown
        assert told in shown
        assert "Đài tự thử lại." in shown
        station.clock.advance(seconds=3600)


def test_a_withdrawn_bulletin_cannot_be_edited_any_more(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    bulletin = approved(sqlite_world)
    page = f"/ban-bien-tap/{bulletin.id}"
    assert operator.post(f"{page}/rut", f"{page}/rut", reason="Đã hoãn.").status_code == 302
    refused = operator.post(page, NEW, **fields(revision="1"))
    assert "không còn sửa" in refused.get_data(as_text=True)


def test_words_that_wait_are_in_order_and_counted(visitor: Enter, sqlite_world: World) -> None:
    speller = PlainSpeller()
    for title in ("Tin một", "Tin hai"):
        with sqlite_world.memory.writes.begin() as session:
            written = bulletins.write(session, wording(title), by=sqlite_world.operator, now=NOW)
            bulletins.prepare(session, speller, written.id, by=sqlite_world.operator, now=NOW)
            claimed = rendering.claim(session, now=NOW)
            assert claimed
            rendering.finish(session, claimed, recording(title))
            bulletins.submit(session, speller, written.id, by=sqlite_world.operator, now=NOW)
    shown = visitor(Role.APPROVER).get("/duyet/").get_data(as_text=True)
    assert "bản tin 1 trong 2" in shown
    assert 'Duyệt <span class="count">2</span>' in shown


def test_who_may_only_read_is_shown_the_spoken_words_and_asks_for_none(
    visitor: Enter, sqlite_world: World
) -> None:
    address = f"/ban-bien-tap/{approved(sqlite_world).id}"
    shown = visitor(Role.VIEWER).get(address).get_data(as_text=True)
    assert "Trạm thú y tiêm phòng" in shown
    assert 'hx-post="/ban-bien-tap/loi-doc"' not in shown
    assert 'hx-post="/ban-bien-tap/loi-doc"' in visitor(Role.OPERATOR).get(address).get_data(as_text=True)
