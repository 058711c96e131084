"""An hour at which people sleep says so while it is typed, once it is saved, and in the list until somebody agrees."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.people import Role
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.queries import bulletin_list, week
from broadcaster.services import timetable
from tests.factories import NOW, TODAY, World, approved, news_at, wording
from tests.webui.conftest import Visitor

Enter = Callable[[Role], Visitor]
TYPED, SLOT, LIST = "/lich-phat/gio-la", "/lich-phat/khung-gio", "/lich-phat/"


def text(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]  # werkzeug's TestResponse


@pytest.fixture
def decided(sqlite_world: World) -> World:
    """Let UBND allow every hour in writing: allowed is not meant."""
    allowed = AirHours(TODAY, (AirWindow(EVERY_DAY, time(0), time(0)),), decided_by="15/QĐ-UBND")
    with sqlite_world.memory.writes.begin() as session:
        timetable.found_air_hours(session, sqlite_world.commune_id, allowed, now=NOW)
    return sqlite_world


def test_it_is_said_while_it_is_typed(visitor: Enter, decided: World) -> None:
    operator = visitor(Role.OPERATOR)
    for fields, told in (
        ("times=03:15&minutes=15", "03:15"),
        ("times=05:30, 4h50, 20h50&minutes=15", "04:50, 20:50"),
        ("at=04:59", "04:59"),
        ("gio=20:59&phut=2", "20:59"),
    ):
        shown = text(operator.get(f"{TYPED}?{fields}"))
        assert f"<b>{told} là giờ bà con ngủ</b>" in shown
        assert "khi một người duyệt đồng ý" in shown
    for fields in ("", "times=05:00&minutes=15", "times=ba giờ&minutes=x", "times=25:00", "gio=20:59&phut=1"):
        assert "giờ bà con ngủ" not in text(operator.get(f"{TYPED}?{fields}"))


def test_a_demo_says_so_and_asks_nobody(visitor: Enter) -> None:
    shown = text(visitor(Role.OPERATOR).get(f"{TYPED}?times=03:15&minutes=15"))
    assert "03:15 là giờ bà con ngủ" in shown
    assert "không cần người thứ hai" in shown


def test_saved_it_waits_in_sight_of_everybody(visitor: Enter, decided: World) -> None:
    operator = visitor(Role.OPERATOR)
    programme = news_at(decided, time(17)).programme_id or ""
    typed: dict[str, str | list[str]] = {
        "name": "Đêm",
        "programme": programme,
        "weekdays": ["0"],
        "times": "21:30",
        "minutes": "10",
        "first_on": TODAY.isoformat(),
    }
    assert "21:30 là giờ bà con ngủ" in text(operator.post(SLOT, SLOT, **(typed | {"name": ""})))
    assert operator.post(SLOT, SLOT, **typed).status_code == 302
    shown = text(operator.get(LIST))
    assert "21:30 là giờ bà con ngủ: loa chỉ kêu khi một người duyệt đồng ý" in shown
    assert "giờ lạ, chờ người duyệt đồng ý" in shown


def test_what_has_aired_once_is_offered_no_end(visitor: Enter, sqlite_world: World) -> None:
    operator, page = visitor(Role.OPERATOR), "/lich-phat/mot-lan"
    approved(sqlite_world, wording("Tiêm phòng"))
    with sqlite_world.memory.reads() as session:
        (line,) = bulletin_list.bulletin_page(session, sqlite_world.commune_id, now=NOW).lines
    assert operator.post(page, page, bulletin=line.id, on=TODAY.isoformat(), at="10:30").status_code == 302
    assert "phát một lần" in text(operator.get(LIST))
    with sqlite_world.memory.reads() as session:
        later = week.timetable_lists(session, sqlite_world.commune_id, now=NOW + timedelta(hours=1))
    assert later.slots == ()
