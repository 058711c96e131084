"""A unit on its phone: it sends, follows and takes back; the office keeps the list."""

import re
from collections.abc import Callable

from broadcaster.domain.people import Role
from tests.webui.conftest import Visitor

Enter = Callable[[Role], Visitor]


def test_a_unit_sends_an_item_and_follows_it(visitor: Enter) -> None:
    school = visitor(Role.CONTRIBUTOR)
    assert school.get("/").location == "/gop-tin/"
    assert "0/2" in school.get("/gop-tin/").get_data(as_text=True)
    page = "/gop-tin/gui"
    wrong = school.post(page, page, text="", topic="education", author="Cô Nga")
    assert wrong.status_code == 422
    assert "Ghi nội dung." in wrong.get_data(as_text=True)
    typed = {"text": "Mời phụ huynh họp.", "topic": "education", "author": "Cô <Nga>"}
    assert school.post(page, page, **typed).status_code == 302
    home = school.get("/gop-tin/").get_data(as_text=True)
    assert "Mời phụ huynh họp." in home
    assert "1 tin chờ xã xem." in home
    address = re.findall(r'action="(/gop-tin/da-gui/[0-9a-f]+/thoi)"', home)[0]
    assert school.post(address, page).status_code == 302
    assert "Đã thôi" in school.get("/gop-tin/da-gui").get_data(as_text=True)


def test_what_the_office_edited_is_shown_to_the_unit(visitor: Enter) -> None:
    school, operator = visitor(Role.CONTRIBUTOR), visitor(Role.OPERATOR)
    school.post("/gop-tin/gui", "/gop-tin/gui", text="Hop phu huynh.", topic="education", author="")
    key = re.findall(r'href="/hop-viec/([0-9a-f]+)"', operator.get("/hop-viec/").get_data(as_text=True))[0]
    page = f"/hop-viec/{key}"
    made = operator.post(f"{page}/nhan", page, expires_on="2026-11-30")
    edited = {
        "title": "Họp",
        "text": "Họp phụ huynh.",
        "topic": "education",
        "precedence": "ROUTINE",
        "expires_on": "2026-11-30",
        "revision": "1",
    }
    assert operator.post(made.location, made.location, **edited).status_code in {200, 302}
    assert "Họp phụ huynh." in school.get("/gop-tin/").get_data(as_text=True)


def test_the_office_keeps_the_list_of_units(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    page = "/don-vi/them"
    wrong = operator.post(page, page, name="", kind="health", monthly_quota="2")
    assert "Ghi tên đơn vị" in wrong.get_data(as_text=True)
    assert operator.post(page, page, name="Trạm Y tế xã", kind="health", monthly_quota="2").status_code == 302
    listed = operator.get("/don-vi/").get_data(as_text=True)
    assert "Trạm Y tế xã" in listed
    assert "chưa có tài khoản" in listed
    key = re.findall(r'href="(/don-vi/[0-9a-f]+)"', listed)[-1]
    assert operator.post(key, key, name="Trạm Y tế", kind="health", monthly_quota="0").status_code == 302
    assert operator.post(f"{key}/thoi", key).status_code == 302


def test_the_list_of_an_earlier_month_owes_nothing_yet(visitor: Enter) -> None:
    shown = visitor(Role.VIEWER).get("/don-vi/?thang=2026-10").get_data(as_text=True)
    assert "Tháng này không phải góp" in shown
