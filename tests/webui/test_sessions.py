"""Signing in: guesses are slowed, sessions end when they should, nobody is led astray."""

from collections.abc import Callable

import pytest
from flask import Flask

from broadcaster.domain.people import Role
from broadcaster.services import accounts
from tests.factories import NOW, World
from tests.webui.conftest import PageStation, Visitor
from webui import create_app
from webui.house import SampleAccount


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(stranger: Visitor) -> None:
    wrong = stranger.sign_in("operator", "không phải")
    unknown = stranger.sign_in("nobody", "không phải")
    assert wrong.status_code == unknown.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in wrong.get_data(as_text=True)
    assert wrong.get_data(as_text=True).replace("operator", "nobody").count("không đúng") == unknown.get_data(
        as_text=True
    ).count("không đúng")
    assert 'value="operator"' in wrong.get_data(as_text=True)


def test_guessing_is_slowed_for_the_account_and_others_can_still_enter(app: Flask) -> None:
    thief = Visitor(app.test_client())
    codes = [thief.sign_in("operator", f"đoán {n}").status_code for n in range(12)]
    assert codes[:10] == [422] * 10
    assert codes[10:] == [429, 429]
    assert Visitor(app.test_client()).sign_in("approver").status_code == 302


def test_signing_in_starts_a_session_that_did_not_exist_before(app: Flask) -> None:
    somebody = Visitor(app.test_client())
    somebody.get("/dang-nhap")
    with somebody.client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    somebody.sign_in("operator")
    with somebody.client.session_transaction() as entered:
        assert "planted" not in entered


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_the_door_leads_nowhere_else(stranger: Visitor, page: str) -> None:
    answer = stranger.post("/dang-nhap", login="operator", password="một câu dài dễ nhớ", next=page)
    assert answer.status_code == 302
    assert answer.location == "/"


def test_the_door_leads_back_to_where_one_wanted_to_go(stranger: Visitor) -> None:
    led = stranger.get("/nhat-ky/?tim=bão")
    assert led.status_code == 302
    page = stranger.get(led.location).get_data(as_text=True)
    assert 'name="next" value="/nhat-ky/?tim=bão"' in page


def test_a_closed_account_is_out_at_once(
    station: PageStation, visitor: Callable[[Role], Visitor], sqlite_world: World
) -> None:
    operator = visitor(Role.OPERATOR)
    assert operator.get("/ban-bien-tap/").status_code == 200
    with station.memory.writes.begin() as session:
        accounts.set_active(
            session, sqlite_world.operator.id, active=False, by=sqlite_world.administrator, now=NOW
        )
    assert operator.get("/ban-bien-tap/").status_code == 302


def test_a_new_password_ends_every_session_and_needs_the_old_one(
    visitor: Callable[[Role], Visitor], sqlite_world: World, app: Flask
) -> None:
    operator, elsewhere = visitor(Role.OPERATOR), visitor(Role.OPERATOR)
    page = f"/nguoi-dung/{sqlite_world.operator.id}/mat-khau"
    refused = operator.post(page, page, current="sai", password="con trâu đi trước cái cày")
    assert refused.status_code == 422
    assert "Mật khẩu đang dùng không đúng." in refused.get_data(as_text=True)
    changed = operator.post(page, page, current="một câu dài dễ nhớ", password="con trâu đi trước cái cày")
    assert changed.status_code == 302
    assert elsewhere.get("/").status_code == 302
    assert Visitor(app.test_client()).sign_in("operator", "con trâu đi trước cái cày").status_code == 302


def test_an_idle_page_signs_itself_out_though_its_strip_goes_on_asking(
    station: PageStation, visitor: Callable[[Role], Visitor]
) -> None:
    operator = visitor(Role.OPERATOR)
    for _ in range(9):
        station.clock.advance(minutes=30)
        strip = operator.get("/dai", **{"HX-Request": "true"})
    assert strip.status_code == 401
    assert operator.get("/").status_code == 302


def test_somebody_at_work_stays_signed_in(station: PageStation, visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    for _ in range(9):
        station.clock.advance(minutes=30)
        assert operator.get("/ban-bien-tap/").status_code == 200


def test_cookies_and_headers(app: Flask, tls_app: Flask) -> None:
    plain = Visitor(app.test_client()).sign_in("operator")
    cookie = plain.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    policy = plain.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert plain.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in plain.headers
    secure = tls_app.test_client().get("/dang-nhap", headers={"X-Forwarded-Proto": "https"})
    assert secure.headers["Set-Cookie"].startswith("__Host-loa=")
    assert "Secure" in secure.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in secure.headers


def test_signing_out_ends_the_session(visitor: Callable[[Role], Visitor]) -> None:
    operator = visitor(Role.OPERATOR)
    assert operator.post("/dang-xuat", "/").status_code == 302
    assert operator.get("/").status_code == 302


def test_only_the_demo_shows_accounts_at_the_door(station: PageStation, stranger: Visitor) -> None:
    shown = SampleAccount(Role.OPERATOR, "bientap", "0123abcd")
    door = create_app(station, accounts=(shown,)).test_client().get("/dang-nhap").get_data(as_text=True)
    assert "<code>bientap</code>" in door
    assert "<code>0123abcd</code>" in door
    assert "<code>" not in stranger.get("/dang-nhap").get_data(as_text=True)
