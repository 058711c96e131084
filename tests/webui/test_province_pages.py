"""What the province sent, on the page: each class with what it allows, and no more."""

import json
import re
from collections.abc import Callable

import pytest

from broadcaster.adapters.province_json import EXAMPLE, read_item
from broadcaster.domain.people import Role
from broadcaster.domain.precedence import Precedence
from broadcaster.services import province
from tests.factories import NOW, World
from tests.services.test_province import message
from tests.webui.conftest import Visitor

Enter = Callable[[Role], Visitor]


@pytest.fixture
def ids(sqlite_world: World) -> dict[Precedence, str]:
    with sqlite_world.memory.writes.begin() as session:
        found = province.take_in(
            session, sqlite_world.commune_id, [message(each, each.name) for each in Precedence], now=NOW
        )
        return {item.precedence: item.id for item in found}


def test_each_class_shows_what_it_allows(visitor: Enter, ids: dict[Precedence, str]) -> None:
    operator = visitor(Role.OPERATOR)
    assert "3</span>" in operator.get("/hop-viec/").get_data(as_text=True)
    routine, priority, emergency = (
        operator.get(f"/tin-tinh/{ids[each]}").get_data(as_text=True) for each in Precedence
    )
    assert "Không phát tin này" in routine
    assert "Không phát tin này" not in priority
    assert "Nhận, soạn thành bản tin" not in emergency
    form = operator.get(f"/tin-tinh/{ids[Precedence.EMERGENCY]}/khan-cap").get_data(as_text=True)
    assert "Tỉnh EMERGENCY" in form


def test_the_words_of_an_emergency_stand_in_their_own_fields(visitor: Enter, sqlite_world: World) -> None:
    told = {
        **EXAMPLE, "class": "emergency", "title": "Lũ lên nhanh", "text": "Nước dâng.", "hamlets": ["ben-loi"],
        "alert": {"place": "ngầm tràn Bến Lội", "danger": "cấp 2", "advice": "Không qua ngầm tràn."},
    }  # fmt: skip
    with sqlite_world.memory.writes.begin() as session:
        read = read_item(json.dumps(told).encode())
        (item,) = province.take_in(session, sqlite_world.commune_id, [read], now=NOW)
    form = visitor(Role.OPERATOR).get(f"/tin-tinh/{item.id}/khan-cap").get_data(as_text=True)
    for name, words in (
        ("kind", "Lũ lên nhanh"), ("place", "ngầm tràn Bến Lội"), ("area", "Bến Lội"), ("forecast", "Nước dâng."),
        ("advice", "Không qua ngầm tràn."), ("time", "theo tin của tỉnh lúc 08:00 ngày 24/11/2026"), ("intensity", ""),
    ):  # fmt: skip
        assert field(form, name) == words, name
    assert re.search(r'name="danger" value="2" checked', form)


def field(page: str, name: str) -> str:
    found = re.search(
        rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"|<textarea[^>]* name="{name}"[^>]*>([^<]*)<', page
    )
    assert found is not None, name
    return (found[1] or found[2] or "").strip()


def test_an_account_that_the_province_will_not_have_is_shown_to_people(
    visitor: Enter, sqlite_world: World, ids: dict[Precedence, str]
) -> None:
    with sqlite_world.memory.writes.begin() as session:
        key, account = next(
            each
            for each in province.accounts(session, sqlite_world.commune_id)
            if each[0] == ids[Precedence.ROUTINE]
        )
        province.unheard(session, key, account, reason="422: unknown item", now=NOW)
        assert key not in dict(province.accounts(session, sqlite_world.commune_id)), "it is not sent again"
    operator = visitor(Role.OPERATOR)
    for page in ("/", f"/tin-tinh/{key}"):
        assert "422: unknown item" in operator.get(page).get_data(as_text=True)
    operator.post(f"/tin-tinh/{key}/khong-phat", f"/tin-tinh/{key}", reason="Đã có.")
    with sqlite_world.memory.writes.begin() as session:
        found = dict(province.accounts(session, sqlite_world.commune_id))
        province.told(session, key, found[key])
    assert "422: unknown item" not in operator.get("/").get_data(as_text=True)


def test_an_item_is_taken_or_skipped(visitor: Enter, ids: dict[Precedence, str]) -> None:
    operator = visitor(Role.OPERATOR)
    priority, routine = f"/tin-tinh/{ids[Precedence.PRIORITY]}", f"/tin-tinh/{ids[Precedence.ROUTINE]}"
    assert operator.post(f"{priority}/khong-phat", priority, reason="x").status_code == 422
    assert operator.post(f"{priority}/nhan", priority).location.startswith("/ban-bien-tap/")
    assert operator.post(f"{routine}/khong-phat", routine, reason="").status_code == 422
    assert operator.post(f"{routine}/khong-phat", routine, reason="Đã có.").status_code == 302
    listed = operator.get("/tin-tinh/").get_data(as_text=True)
    assert "Đã thành bản tin" in listed
    assert "Xã không phát" in listed
