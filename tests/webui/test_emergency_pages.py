"""*Khẩn cấp*: who may what, two people with fresh factors, what was typed stays, the end one button away."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from broadcaster.adapters import cap
from broadcaster.domain.alert import Alert, AlertEnd
from broadcaster.domain.cap_notice import CapNotice, CapSignature
from broadcaster.domain.people import Role
from broadcaster.domain.types import new_id
from broadcaster.services import alerts
from tests.adapters.test_cap import MESSAGE
from tests.adapters.test_cap_signature import Sender
from tests.factories import NOW, PASSWORD, World
from tests.webui.conftest import PageStation, Visitor

Enter = Callable[[Role], Visitor]
DESK, DRILL = "/khan-cap/", "/khan-cap/dien-tap"
TYPED: dict[str, str | list[str]] = {
    "exercise": "",
    "kind": "Lũ quét",
    "time": "đêm nay",
    "place": "suối <Khe> Giếng",
    "intensity": "chưa rõ",
    "danger": "3",
    "area": "Ao Sen",
    "forecast": "mưa to",
    "advice": "Lên chỗ cao.",
    "where": "some",
    "hamlets": ["ao-sen"],
    "every_min": "5",
    "lasting_min": "30",
}


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def save(somebody: Visitor, do: str = "draft", **other: str | list[str]) -> TestResponse:
    return somebody.post(f"{DESK}luu", DESK, **{**TYPED, "do": do, "factor": PASSWORD, **other})


def act(somebody: Visitor, page: str, what: str, **fields: str) -> TestResponse:
    return somebody.post(f"{page}/{what}", DESK, **fields)


def confirm(somebody: Visitor, page: str, factor: str = PASSWORD, revision: str = "1") -> TestResponse:
    return act(somebody, page, "xac-nhan", factor=factor, revision=revision)


def the_alert(world: World) -> Alert:
    with world.memory.reads() as session:
        return session.scalars(select(Alert)).one()


def is_on_air(world: World, station: PageStation) -> bool:
    with world.memory.reads() as session:
        return bool(alerts.live(session, world.commune_id, now=station.clock.now()))


def test_two_people_put_it_on_air_and_one_ends_it(
    visitor: Enter, sqlite_world: World, station: PageStation
) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    page = save(operator, "confirm").location
    assert "Bạn đã xác nhận." in text(operator.get(page))
    assert "Tin khẩn cấp: Lũ quét" in text(approver.get("/"))
    assert "Phải là hai người khác nhau." in text(confirm(operator, page))
    assert "không đúng, hoặc đã dùng rồi" in text(confirm(approver, page, factor="sai"))
    assert not is_on_air(sqlite_world, station)
    assert confirm(approver, page).status_code == 302
    assert is_on_air(sqlite_world, station)
    shown = text(approver.get(page))
    assert "Báo yên" in shown
    assert "Phát tin đính chính" in shown
    assert "suối &lt;Khe&gt; Giếng" in shown
    assert "suối <Khe>" not in shown
    assert act(operator, page, "ket-thuc", how="all_clear").status_code == 302
    assert the_alert(sqlite_world).ended_how is AlertEnd.ALL_CLEAR
    again = act(operator, page, "ket-thuc", how="all_clear")
    assert (again.status_code, "không đang phát" in text(again)) == (422, True)
    assert act(operator, page, "ket-thuc", how="correction").status_code == 302
    assert the_alert(sqlite_world).ended_how is AlertEnd.CORRECTION


def test_what_was_typed_stays_and_each_gap_is_named(visitor: Enter, sqlite_world: World) -> None:
    answer = save(visitor(Role.OPERATOR), "confirm", kind="", advice=" ", hamlets=[], every_min="nhiều")
    shown = text(answer)
    assert answer.status_code == 422
    for name in ("kind", "advice", "hamlets", "every_min"):
        assert f'href="#{name}"' in shown
    assert "suối &lt;Khe&gt; Giếng" in shown
    assert PASSWORD not in shown
    with sqlite_world.memory.reads() as session:
        assert session.scalars(select(Alert)).all() == []


def test_a_wrong_factor_saves_nothing_and_loses_nothing(visitor: Enter, sqlite_world: World) -> None:
    answer = save(visitor(Role.OPERATOR), "confirm", factor="sai")
    assert answer.status_code == 422
    assert 'value="Lũ quét"' in text(answer)
    with sqlite_world.memory.reads() as session:
        assert session.scalars(select(Alert)).all() == []


def test_other_words_are_confirmed_anew(visitor: Enter, sqlite_world: World, station: PageStation) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    page = save(operator, "confirm").location
    changed = operator.post(f"{page}/sua", page, **{**TYPED, "advice": "Ở yên trong nhà."})
    assert changed.status_code == 302
    stale = confirm(approver, page)
    assert "Nội dung đã đổi sau khi mở trang." in text(stale)
    confirm(approver, page, revision="2")
    assert not is_on_air(sqlite_world, station)
    confirm(operator, page, revision="2")
    assert is_on_air(sqlite_world, station)


def test_a_template_locked_by_two_is_fired_by_one(
    visitor: Enter, sqlite_world: World, station: PageStation
) -> None:
    operator, approver = visitor(Role.OPERATOR), visitor(Role.APPROVER)
    page = save(operator, "template").location
    early = act(operator, page, "phat", factor=PASSWORD)
    assert "chưa được hai người khóa" in text(early)
    confirm(operator, page)
    confirm(approver, page)
    assert not is_on_air(sqlite_world, station)
    assert act(operator, page, "phat", factor="sai").status_code == 422
    fired = act(operator, page, "phat", factor=PASSWORD)
    assert fired.location not in {page, DESK}
    assert is_on_air(sqlite_world, station)
    assert re.search(
        r"Phát từ mẫu: operator, \S+\. Mẫu do operator và approver khóa\.", text(operator.get(fired.location))
    )


def test_silence_without_a_word_needs_a_second_person(visitor: Enter, sqlite_world: World) -> None:
    operator, technician = visitor(Role.OPERATOR), visitor(Role.TECHNICIAN)
    page = save(operator, "confirm").location
    confirm(visitor(Role.APPROVER), page)
    act(operator, page, "ket-thuc", how="stopped")
    assert "tin tự phát lại lúc 10:02:00" in text(technician.get(page))
    assert "Phải là hai người khác nhau." in text(act(operator, page, "giu-im", factor=PASSWORD))
    assert act(technician, page, "giu-im", factor=PASSWORD).status_code == 302
    assert the_alert(sqlite_world).returns_at is None
    assert "Hai người đã đồng ý giữ im." in text(operator.get(page))


def test_an_exercise_looks_like_one_everywhere(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    assert 'class="drill"' in text(operator.get(DRILL))
    assert 'class="drill"' not in text(operator.get(DESK))
    page = save(operator, exercise="1").location
    shown = text(operator.get(page))
    assert 'class="drill"' in shown
    assert "DIỄN TẬP: không phải tình huống thật" in shown
    assert "Phát ngay trên" not in shown


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TECHNICIAN, Role.ADMINISTRATOR])
def test_who_only_looks_sees_all_and_is_offered_nothing(visitor: Enter, role: Role) -> None:
    operator, reader = visitor(Role.OPERATOR), visitor(role)
    page = save(operator, "confirm").location
    for address in (DESK, DRILL, page):
        shown = text(reader.get(address))
        assert not re.findall(r'action="/(?:khan-cap|cap)/', shown)
    assert "Lũ quét" in text(reader.get(DESK))
    assert "suối &lt;Khe&gt; Giếng" in text(reader.get(page))
    assert confirm(reader, page).status_code == 403
    assert save(reader).status_code == 403


def test_a_message_of_others_only_fills_the_form(visitor: Enter, sqlite_world: World) -> None:
    operator = visitor(Role.OPERATOR)
    token = operator.token(DESK)
    file = (BytesIO(MESSAGE.encode()), "tin.xml")
    answer = operator.client.post("/cap/nhap", data={"csrf_token": token, "file": file})
    shown = text(answer)
    assert 'value="Lũ quét"' in shown
    assert "không có chữ ký số" in shown
    with sqlite_world.memory.reads() as session:
        assert session.scalars(select(Alert)).all() == []
    bad = operator.client.post("/cap/nhap", data={"csrf_token": token, "file": (BytesIO(b"<x/>"), "x.xml")})
    assert (bad.status_code, "Không đọc được tệp CAP" in text(bad)) == (422, True)


@pytest.mark.parametrize(
    ("fields", "speakers"), [("where=all", 4), ("where=some&hamlets=go-sai", 2), ("where=some", 0)]
)
def test_the_count_follows_what_is_ticked(visitor: Enter, fields: str, speakers: int) -> None:
    shown = text(visitor(Role.OPERATOR).get(f"{DESK}uoc-tinh?{fields}"))
    assert f"Sẽ phát ngay trên {speakers} cụm loa" in shown


def test_what_the_watched_feed_brought_is_read_used_or_put_aside_by_people(
    visitor: Enter, sqlite_world: World, station: PageStation
) -> None:
    with sqlite_world.memory.writes.begin() as session:
        for number in (1, 2):
            body = MESSAGE.replace("VN-1<", f"VN-{number}<")
            read = cap.read(body.encode())
            session.add(notice_of(sqlite_world, read, body, NOW))
    operator, viewer = visitor(Role.OPERATOR), visitor(Role.VIEWER)
    shown = text(operator.get(DESK))
    assert "Sửa lại: Lũ quét" in shown
    assert "không có chữ ký số" in shown
    assert "/dung" not in text(viewer.get(DESK))
    first, second = re.findall(r"/cap/([0-9a-f]+)/dung", shown)
    assert 'value="Lũ quét"' in text(operator.post(f"/cap/{first}/dung", DESK))
    assert operator.post(f"/cap/{second}/bo", DESK).status_code == 302
    assert "chờ người đọc" not in text(operator.get(DESK))
    assert not is_on_air(sqlite_world, station)
    assert operator.post("/cap/none/dung", DESK).status_code == 422


def test_a_signed_message_says_whose_it_is(visitor: Enter, station: PageStation) -> None:
    office = Sender("Ban Chỉ huy PCTT tỉnh")
    Path(station.settings.cap_trusted).mkdir()
    Path(station.settings.cap_trusted, "tinh.pem").write_bytes(office.pem)
    operator = visitor(Role.OPERATOR)
    token = operator.token(DESK)

    def told(message: str) -> str:
        file = (BytesIO(message.encode()), "tin.xml")
        return text(operator.client.post("/cap/nhap", data={"csrf_token": token, "file": file}))

    signed = office.sign()
    assert "Đã kiểm chữ ký số: đúng, của Ban Chỉ huy PCTT tỉnh." in told(signed)
    assert "Chữ ký số không khớp" in told(signed.replace("Lên chỗ cao.", "Xuống suối."))


def notice_of(world: World, read: cap.CapMessage, body: str, now: datetime) -> CapNotice:
    return CapNotice(
        id=new_id(),
        commune_id=world.commune_id,
        sender=read.sender,
        identifier=read.identifier,
        sent_at=read.sent_at,
        received_at=now,
        status=read.status,
        kind=read.kind,
        event=read.form.kind,
        replaces=read.references,
        expires_at=read.expires_at,
        signature=CapSignature.NONE,
        signer="",
        body=body,
    )
