"""What the province sent, on the page: each class with what it allows, and no more."""

from collections.abc import Callable

import pytest

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
