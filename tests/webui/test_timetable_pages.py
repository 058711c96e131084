"""The timetable's newer pages with a planned week behind them: what they show, what they change, what they refuse."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.timetable_tables import programmes, schedules
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.people import Role
from broadcaster.domain.programme_parts import CommuneBulletins, HamletAnnouncements, WeekdayColumn
from broadcaster.services import planning, timetable
from tests.factories import NOW, TODAY, World
from tests.webui.conftest import Visitor
from tests.webui.test_other_pages import planned

__all__ = ["planned"]
Enter = Callable[[Role], Visitor]
AIR_AT = NOW + timedelta(hours=7)
LUC = quote(AIR_AT.isoformat())
pytestmark = pytest.mark.slow


def schedule_of(world: World) -> str:
    with world.memory.reads() as session:
        return str(session.scalar(select(broadcasts.c.schedule_id).limit(1)))


def replan(world: World) -> None:
    with world.memory.writes.begin() as session:
        planning.plan_ahead(session, world.commune_id, now=NOW)


def test_a_programme_is_opened_changed_tried_and_saved(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    with planned.memory.reads() as session:
        key = str(session.scalar(select(programmes.c.id)))
    address = f"/lich-phat/chuong-trinh/{key}"
    assert "Bản tin của xã" in operator.get(address).get_data(as_text=True)
    form: dict[str, str | list[str]] = {
        "name": "Bản tin chiều",
        "minutes": "10",
        "freeze_minutes": "15",
        "part": ["1", "0", "2"],
        "0.kind": "hamlet",
        "1.kind": "bulletins",
        "1.topics": ["law", "health"],
        "1.max_items": "3",
        "2.kind": "column",
        "2.day1": "law",
        "least.innovation": "2",
    }
    moved = operator.post(address, address, act="up:0", **form).get_data(as_text=True)
    assert moved.index('name="0.kind"') < moved.index('name="1.kind"')
    tried = operator.post(address, address, act="try", **form).get_data(as_text=True)
    assert "Nếu lưu" in tried
    assert "im lặng" in tried, "the only bulletin is on neither topic"
    assert operator.post(address, address, act="save", **form).status_code == 302
    with planned.memory.reads() as session:
        row = session.execute(select(programmes)).one()
    assert [type(part) for part in row.parts] == [CommuneBulletins, HamletAnnouncements, WeekdayColumn]
    assert (row.parts[0].topics, row.parts[0].limits.max_items) == (("law", "health"), 3)
    assert (row.freeze_minutes, row.monthly_minimum) == (15, {"innovation": 2})


def test_a_programme_that_was_put_away_is_offered_no_more(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    address = "/lich-phat/chuong-trinh/moi"
    fields = {"name": "Thử một hôm", "minutes": "5", "part": "0", "0.kind": "bulletins"}
    operator.post(address, address, act="save", **fields)
    with planned.memory.reads() as session:
        key = str(session.scalar(select(programmes.c.id).where(programmes.c.name == "Thử một hôm")))
    offering = ("/lich-phat/", "/lich-phat/khung-gio")
    assert all("Thử một hôm" in operator.get(page).get_data(as_text=True) for page in offering)
    assert operator.post(f"/lich-phat/chuong-trinh/{key}/bo", address).status_code == 302
    assert not any("Thử một hôm" in operator.get(page).get_data(as_text=True) for page in offering)


def test_what_is_wrong_with_a_part_is_said_beside_it(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    address = "/lich-phat/chuong-trinh/moi"
    answer = operator.post(
        address, address, act="save", name="Mới", minutes="5", part=["0", "1"],
        **{"0.kind": "fixed", "0.sound": "f" * 64, "1.kind": "bulletins", "1.max_items": "nhiều"},
    )  # fmt: skip
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Chọn âm thanh" in shown
    assert 'href="#1.max_items"' in shown


def test_a_bulletin_is_left_out_with_a_reason_and_taken_back(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    page = f"/lich-phat/buoi?lich={schedule_of(planned)}&luc={LUC}"
    shown = operator.get(page).get_data(as_text=True)
    found = re.search(r'name="order" form="thu-tu" value="(\w+)"', shown)
    assert found is not None
    fields: dict[str, str | list[str]] = {
        "lich": schedule_of(planned), "luc": AIR_AT.isoformat(), "tin": found[1], "act": "skip", "pham_vi": "het",
    }  # fmt: skip
    refused = operator.post("/lich-phat/buoi", page, **fields)
    assert (refused.status_code, "Ghi lý do" in refused.get_data(as_text=True)) == (422, True)
    assert operator.post("/lich-phat/buoi", page, reason="đã họp", **fields).status_code == 302
    replan(planned)
    why = operator.get(f"/lich-phat/vi-sao?lich={schedule_of(planned)}&luc={LUC}&thon=go-sai").get_data(
        as_text=True
    )
    assert "không phát" in why
    assert "đã họp" in why
    assert "có người bỏ khỏi buổi này" in why


def test_the_week_tells_the_moon_and_lets_a_slot_move(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    week = operator.get("/lich-phat/").get_data(as_text=True)
    assert "âm lịch 16/10" in week
    assert 'data-minute="1020" data-length="10"' in week
    asked = f"/lich-phat/doi?lich={schedule_of(planned)}&luc={LUC}&sang={TODAY}&gio=17:30&phut=10"
    told = operator.get(asked).get_data(as_text=True)
    assert "2 lần phát đổi, ở 3 thôn" in told
    saved = operator.post(
        "/lich-phat/doi", asked, lich=schedule_of(planned), luc=AIR_AT.isoformat(), sang=str(TODAY), gio="17:30",
        phut="10", pham_vi="mot", act="save",
    )  # fmt: skip
    assert "doi=" in saved.location
    after = operator.get(saved.location).get_data(as_text=True)
    change = re.search(r"/lich-phat/doi/hoan-tac/\w+", after)
    assert change is not None
    assert operator.post(change[0], "/lich-phat/").status_code == 302


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ({}, "Theo quyết định của UBND xã: không giới hạn số buổi, số phút."),
        (
            {"decided_by": "12/QĐ-UBND", "daily_minutes": 90},
            "Theo văn bản 12/QĐ-UBND: mỗi ngày không quá 90 phút.",
        ),
        (
            {"sessions_per_day": 3, "session_minutes": 45},
            "Theo quyết định của UBND xã: không quá 3 buổi một ngày, mỗi buổi không quá 45 phút.",
        ),
    ],
)
def test_the_week_says_by_which_decision_it_sounds(
    visitor: Enter, sqlite_world: World, decision: dict[str, Any], said: str
) -> None:
    with sqlite_world.memory.writes.begin() as session:
        hours = AirHours(TODAY, AirHours.demo(TODAY).windows, **decision)
        timetable.found_air_hours(session, sqlite_world.commune_id, hours, now=NOW)
    week = visitor(Role.OPERATOR).get("/lich-phat/").get_data(as_text=True)
    assert said in " ".join(re.sub(r"<[^>]+>", "", week).split())


def test_a_day_is_copied_only_after_it_was_told(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    sunday = TODAY + timedelta(days=10)
    page = f"/lich-phat/ngay?ngay={TODAY}&thon=go-sai"
    assert "Tiêm phòng" in operator.get(page).get_data(as_text=True)
    told = operator.post("/lich-phat/ngay", page, ngay=str(TODAY), thon="go-sai", what="skip", act="try")
    assert "im lặng" in told.get_data(as_text=True)
    missing = operator.post("/lich-phat/ngay", page, ngay=str(TODAY), thon="go-sai", what="copy", to="")
    assert missing.status_code == 422
    assert str(sunday) not in missing.get_data(as_text=True)


def test_a_calendar_program_reads_and_an_ended_secret_opens_nothing(
    visitor: Enter, stranger: Visitor, planned: World
) -> None:
    viewer = visitor(Role.VIEWER)
    page = viewer.post("/lich-phat/lich-khac", "/lich-phat/lich-khac", thon="go-sai").get_data(as_text=True)
    found = re.search(r"/lich-phat/lich-khac/[\w-]{20,}\.ics", page)
    assert found is not None
    text = stranger.get(found[0]).get_data(as_text=True)
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART:20261124T100000Z\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    end = re.search(r"/lich-phat/lich-khac/[0-9a-f]{64}/thoi", page)
    assert end is not None
    viewer.post(end[0], "/lich-phat/lich-khac")
    assert stranger.get(found[0]).status_code == 404


def test_a_hamlet_head_says_how_it_was_heard_and_the_technician_reads_it(
    visitor: Enter, planned: World
) -> None:
    with planned.memory.writes.begin() as session:
        session.execute(
            broadcasts.update()
            .where(broadcasts.c.hamlet == "ao-sen", broadcasts.c.start_at == AIR_AT)
            .values(start_at=NOW - timedelta(hours=1))
        )
    head = visitor(Role.HAMLET_HEAD)
    page = head.get("/thon/nghe").get_data(as_text=True)
    found = re.search(r"/thon/nghe/\w+", page)
    assert found is not None
    assert head.post(found[0], "/thon/nghe", hearing="unclear", note="loa rè").status_code == 302
    said = visitor(Role.TECHNICIAN).get("/nhat-ky/nghe-ro?xem=kem").get_data(as_text=True)
    assert "loa rè" in said
    assert "Nghe không rõ" in said


def test_a_wanted_hour_must_be_free_and_a_template_filled_in(visitor: Enter, planned: World) -> None:
    head = visitor(Role.HAMLET_HEAD)
    page = "/thon/xin-phat?mau=hop"
    shown = head.get(page).get_data(as_text=True)
    assert "[giờ họp]" in shown
    assert "0 trên 20 tin" in shown
    left = head.post("/thon/xin-phat", page, text="Họp lúc [giờ họp].")
    assert (left.status_code, "Còn chỗ của mẫu chưa điền" in left.get_data(as_text=True)) == (422, True)
    taken = head.post(
        "/thon/xin-phat", page, text="Họp tối nay.", wanted_on=str(TODAY), wanted_at="17:00"
    ).get_data(as_text=True)
    assert "Giờ ấy không trống" in taken
    sent = head.post("/thon/xin-phat", page, text="Họp tối nay.", wanted_on=str(TODAY), wanted_at="18:00")
    assert sent.status_code == 302


def test_special_days_are_taken_over_and_ended(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    page = "/lich-phat/ngay-dac-biet"
    operator.post(f"{page}/thuong-le", page)
    shown = operator.get(page).get_data(as_text=True)
    assert "06/02/2027" in shown, "Tết of the year Đinh Mùi"
    end = re.search(r"/lich-phat/ngay-dac-biet/\w+/bo", shown)
    assert end is not None
    told = operator.get(operator.post(end[0], page).location).get_data(as_text=True)
    assert end[0] not in told
    back = re.search(r"/lich-phat/ngay-dac-biet/\w+/lay-lai", told)
    assert back is not None
    assert operator.post(back[0], page).status_code == 302
    assert end[0] in operator.get(page).get_data(as_text=True)
    assert operator.post(f"{page}/khong-co/lay-lai", page).status_code == 404
    wrong = operator.post(
        page, page, name="Sai", calendar="solar", day="31", month="2", days="1", effect="note"
    )
    assert "Không có ngày 31 tháng 2" in wrong.get_data(as_text=True)


def test_what_an_outage_swallowed_is_offered_once_and_aired_by_a_person(
    visitor: Enter, planned: World
) -> None:
    with planned.memory.writes.begin() as session:
        past = {"start_at": NOW - timedelta(hours=2)}
        session.execute(broadcasts.update().where(broadcasts.c.start_at == AIR_AT).values(past))
        session.execute(
            as_run.update().where(as_run.c.start_at == AIR_AT).values(outcome=Outcome.DONE, **past)
        )
        session.execute(
            as_run.update().where(as_run.c.hamlet == "go-sai", as_run.c.outcome == Outcome.DONE)
            .values(outcome=Outcome.MISSED)
        )  # fmt: skip
        session.execute(schedules.update().values(ended_at=NOW))
    operator = visitor(Role.OPERATOR)
    page = "/lich-phat/phat-bu"
    shown = operator.get(page).get_data(as_text=True)
    assert "Tiêm phòng" in shown
    assert "Gò Sải" in shown
    assert "Ao Sen" not in shown
    key = re.search(r'name="tin" value="(\w+)"', shown)
    start = re.search(r'<option value="([^"]+)"', shown)
    assert key is not None
    assert start is not None
    assert operator.post(page, page, tin=key[1], luc=start[1]).status_code == 302
    replan(planned)
    with planned.memory.reads() as session:
        is_coming = (broadcasts.c.start_at > NOW) & (broadcasts.c.state == BroadcastState.PLANNED)
        assert list(session.scalars(select(broadcasts.c.hamlet).where(is_coming))) == ["go-sai"]
    assert operator.post(page, page, tin="x" * 20, luc=start[1]).status_code == 422
