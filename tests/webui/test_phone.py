"""Signing in with a phone: the code after the password, once; days of grace; nobody is locked out by guessing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.domain import totp
from broadcaster.domain.people import Role
from broadcaster.domain.second_factor import GRACE
from broadcaster.services import accounts, factors
from tests.factories import NOW, PASSWORD, World
from tests.webui.conftest import PageStation, Visitor
from webui import create_app

DOOR, CODE = "/dang-nhap", "/dang-nhap/ma/"


@pytest.fixture
def phone(sqlite_world: World) -> tuple[str, tuple[str, ...]]:
    """Give the approver a phone; return its secret and the recovery codes."""
    with sqlite_world.memory.writes.begin() as session:
        secret = factors.begin(session, sqlite_world.approver, now=NOW).secret
        first = totp.code(secret, int(NOW.timestamp()) // totp.STEP_S)
        codes = factors.confirm(session, sqlite_world.approver, password=PASSWORD, code=first, now=NOW)
    return secret, codes


def shown(secret: str, station: PageStation) -> str:
    return totp.code(secret, int(station.clock.now().timestamp()) // totp.STEP_S)


def test_the_password_alone_opens_nothing(
    stranger: Visitor, station: PageStation, phone: tuple[str, tuple[str, ...]]
) -> None:
    station.clock.advance(minutes=1)
    half = stranger.post(DOOR, login="approver", password=PASSWORD, next="/nhat-ky/")
    assert half.location == CODE
    assert stranger.get("/").location.startswith(DOOR)
    wrong = stranger.post(CODE, CODE, code="000000")
    assert (wrong.status_code, "Mã không đúng" in wrong.get_data(as_text=True)) == (422, True)
    inside = stranger.post(CODE, CODE, code=shown(phone[0], station))
    assert inside.location == "/nhat-ky/"
    assert stranger.get("/").status_code == 200


def test_half_a_sign_in_waits_five_minutes_and_a_code_works_once(
    stranger: Visitor, station: PageStation, phone: tuple[str, tuple[str, ...]]
) -> None:
    station.clock.advance(minutes=1)
    code = shown(phone[0], station)
    stranger.sign_in("approver")
    station.clock.advance(minutes=6)
    assert stranger.post(CODE, DOOR, code=shown(phone[0], station)).location == DOOR
    assert stranger.post(DOOR, login="approver", password=PASSWORD, code=code).status_code == 422
    code = shown(phone[0], station)
    assert stranger.post(DOOR, login="approver", password=PASSWORD, code=code).location == "/"
    stranger.post("/dang-xuat", "/")
    assert stranger.post(DOOR, login="approver", password=PASSWORD, code=code).status_code == 422


def test_a_recovery_code_opens_once(
    stranger: Visitor, station: PageStation, phone: tuple[str, tuple[str, ...]]
) -> None:
    for status in (302, 422):
        stranger.sign_in("approver")
        assert stranger.post(CODE, CODE, code=phone[1][0]).status_code == status
        if status == 302:
            stranger.post("/dang-xuat", "/")


def test_who_guesses_passwords_does_not_lock_the_phones_owner_out(
    stranger: Visitor, station: PageStation, phone: tuple[str, tuple[str, ...]]
) -> None:
    station.clock.advance(minutes=1)
    assert [stranger.sign_in("approver", f"đoán {n}").status_code for n in range(11)][-1] == 429
    assert stranger.post(DOOR, login="approver", password=PASSWORD, code="000000").status_code == 429
    code = shown(phone[0], station)
    assert stranger.post(DOOR, login="approver", password="sai", code=code).status_code == 422
    assert stranger.post(DOOR, login="approver", password=PASSWORD, code=code).location == "/"


def test_a_new_password_ends_what_was_half_done(
    stranger: Visitor, station: PageStation, sqlite_world: World, phone: tuple[str, tuple[str, ...]]
) -> None:
    station.clock.advance(minutes=1)
    stranger.sign_in("approver")
    by = sqlite_world.administrator
    with sqlite_world.memory.writes.begin() as session:
        accounts.set_password(
            session, sqlite_world.approver.id, password="con trâu đi trước cái cày", by=by, now=NOW
        )
    assert stranger.post(CODE, DOOR, code=shown(phone[0], station)).location == DOOR


@pytest.mark.parametrize(
    ("role", "must"), [(Role.APPROVER, True), (Role.ADMINISTRATOR, True), (Role.OPERATOR, False)]
)
def test_after_the_grace_a_phone_comes_before_all_but_silence(
    station: PageStation,
    role: Role,
    must: bool,  # noqa: FBT001  a table's column
) -> None:
    real = replace(station, commune=replace(station.commune, is_sample=False))
    somebody = Visitor(create_app(real).test_client())
    somebody.sign_in(role.value)
    assert ("trước ngày" in somebody.get("/").get_data(as_text=True)) is must
    station.clock.advance(hours=(GRACE + timedelta(hours=1)) // timedelta(hours=1))
    somebody.sign_in(role.value)
    assert (somebody.get("/").status_code == 302) is must
    assert somebody.get("/ma-xac-nhan/").status_code == 200
    if role is Role.APPROVER:
        assert somebody.get("/dung-phat/").status_code == 200


def test_the_sample_commune_asks_nobody_for_a_phone(
    visitor: Callable[[Role], Visitor], station: PageStation
) -> None:
    station.clock.advance(hours=GRACE // timedelta(hours=1) + 1)
    assert visitor(Role.APPROVER).get("/").status_code == 200
