"""*Giờ phát*: one enters, another confirms; what was typed stays; odd hours wait for an approver."""

import re
from collections.abc import Callable
from datetime import time

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.people import Role
from broadcaster.domain.recurrence import EVERY_DAY
from broadcaster.services import hours, timetable
from tests.factories import NOW, PASSWORD, TODAY, World, news_at
from tests.webui.conftest import Visitor

PAGE = "/cai-dat/gio-phat/"
TYPED: dict[str, str | list[str]] = {
    "decided_by": "15/QĐ-UBND, 20/11/2026",
    "effective_from": "2026-11-25",
    "days_0": ["0", "1", "2", "3", "4", "5"],
    "opens_0": "5h",
    "closes_0": "6h30",
    "days_1": ["6"],
    "opens_1": "17:00",
    "closes_1": "24:00",
    "daily_minutes": "90",
    "factor": PASSWORD,
}


def text(answer: object) -> str:
    return str(answer.get_data(as_text=True))  # type: ignore[attr-defined]  # werkzeug's TestResponse


def test_one_enters_and_another_confirms(visitor: Callable[[Role], Visitor], sqlite_world: World) -> None:
    administrator, approver = visitor(Role.ADMINISTRATOR), visitor(Role.APPROVER)
    assert administrator.post(PAGE, PAGE, **TYPED).status_code == 302
    shown = text(administrator.get(PAGE))
    assert "Bạn đã nhập." in shown
    (key,) = re.findall(r"gio-phat/([0-9a-f]+)/xac-nhan", text(approver.get(PAGE)))
    alone = administrator.post(f"{PAGE}{key}/xac-nhan", PAGE, factor=PASSWORD)
    assert "Phải là hai người khác nhau." in text(alone)
    wrong = approver.post(f"{PAGE}{key}/xac-nhan", PAGE, factor="sai")
    assert (wrong.status_code, "không đúng, hoặc đã dùng rồi" in text(wrong)) == (422, True)
    assert approver.post(f"{PAGE}{key}/xac-nhan", PAGE, factor=PASSWORD).status_code == 302
    with sqlite_world.memory.reads() as session:
        (_, decided) = timetable.air_hours(session, sqlite_world.commune_id)
        assert hours.open_proposals(session, sqlite_world.commune_id) == []
    assert decided.windows == (
        AirWindow(frozenset(range(6)), time(5), time(6, 30)),
        AirWindow(frozenset({6}), time(17), time(0)),
    )
    assert (decided.daily_minutes, decided.sessions_per_day) == (90, None)
    history = text(visitor(Role.VIEWER).get(PAGE))
    assert "15/QĐ-UBND" in history
    assert "administrator nhập, approver xác nhận" in history


def test_what_was_typed_stays_beside_what_is_wrong(visitor: Callable[[Role], Visitor]) -> None:
    typed = {**TYPED, "decided_by": "", "closes_0": "4h", "days_1": [], "daily_minutes": "nhiều"}
    answer = visitor(Role.ADMINISTRATOR).post(PAGE, PAGE, **typed)
    shown = text(answer)
    assert answer.status_code == 422
    for sentence in ("Ghi số, ngày văn bản", "Giờ đóng phải sau giờ mở", "Chọn ngày cho khoảng giờ này"):
        assert sentence in shown
    assert 'name="closes_0" value="4h"' in shown
    assert 'name="daily_minutes" type="number" value="nhiều"' in shown
    assert PASSWORD not in shown


def test_a_wrong_factor_enters_nothing(visitor: Callable[[Role], Visitor], sqlite_world: World) -> None:
    answer = visitor(Role.APPROVER).post(PAGE, PAGE, **{**TYPED, "factor": "sai"})
    assert answer.status_code == 422
    with sqlite_world.memory.reads() as session:
        assert hours.open_proposals(session, sqlite_world.commune_id) == []


def test_either_gives_a_proposal_up(visitor: Callable[[Role], Visitor]) -> None:
    administrator = visitor(Role.ADMINISTRATOR)
    administrator.post(PAGE, PAGE, **TYPED)
    (key,) = re.findall(r"gio-phat/([0-9a-f]+)/bo", text(administrator.get(PAGE)))
    assert administrator.post(f"{PAGE}{key}/bo", PAGE).status_code == 302
    again = administrator.post(f"{PAGE}{key}/bo", PAGE)
    assert "đã được xác nhận hoặc đã bỏ" in text(again)


def test_a_night_schedule_waits_on_the_page_for_an_approver(
    visitor: Callable[[Role], Visitor], sqlite_world: World
) -> None:
    allowed = AirHours(TODAY, (AirWindow(EVERY_DAY, time(0), time(0)),), decided_by="15/QĐ-UBND")
    with sqlite_world.memory.writes.begin() as session:
        timetable.found_air_hours(session, sqlite_world.commune_id, allowed, now=NOW)
    schedule = news_at(sqlite_world, time(3, 15))
    operator = visitor(Role.OPERATOR)
    assert "03:15" in text(operator.get(PAGE))
    assert "Giờ lạ chờ đồng ý" in text(operator.get("/"))
    approver = visitor(Role.APPROVER)
    answer = approver.post(f"{PAGE}gio-la/{schedule.id}", PAGE, factor=PASSWORD)
    assert answer.status_code == 302
    assert "Giờ lạ chờ đồng ý" not in text(approver.get(PAGE))
