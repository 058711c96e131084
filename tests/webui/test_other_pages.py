"""The other pages with a planned day behind them: what they show, what they change, what they answer twice."""

import csv
import io
import re
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from sqlalchemy import select, text

from broadcaster.adapters import device_file
from broadcaster.domain.device import Device
from broadcaster.domain.fleet import changes
from broadcaster.domain.people import Role
from broadcaster.domain.programme_parts import CommuneBulletins
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.domain.types import as_sha256
from broadcaster.queries import bulletin_list
from broadcaster.services import fleet, health, planning, planning_marks, programmes, timetable
from broadcaster.services.health import Heartbeat
from tests.factories import FLEET, NOW, TODAY, World, approved, wording
from tests.webui.conftest import PageStation, Visitor

Enter = Callable[[Role], Visitor]


@pytest.fixture
def planned(sqlite_world: World) -> World:
    """Give the commune an afternoon session, planned."""
    approved(sqlite_world, wording("Tiêm phòng"))
    with sqlite_world.memory.writes.begin() as session:
        programme = programmes.add(
            session,
            name="Bản tin chiều",
            minutes=10,
            parts=(CommuneBulletins(),),
            by=sqlite_world.operator,
            now=NOW,
        )
        slot = Slot(Recurrence.daily(time(17), first_on=TODAY), 600_000)
        timetable.add_schedule(
            session, name="Chiều", slot=slot, programme_id=programme.id, by=sqlite_world.operator, now=NOW
        )
    with sqlite_world.memory.writes.begin() as session:
        planning.plan_ahead(session, sqlite_world.commune_id, now=NOW)
    return sqlite_world


def test_the_day_stands_on_the_board_and_in_the_table(visitor: Enter, planned: World) -> None:
    viewer = visitor(Role.VIEWER)
    board = viewer.get("/").get_data(as_text=True)
    assert "4 cụm" in board or "2 cụm" in board
    assert "17:00" in board
    table = viewer.get("/?dang=bang").get_data(as_text=True)
    assert "Bản tin chiều" in table or "Chiều" in table


def test_parts_that_have_not_changed_are_not_sent_again(visitor: Enter, planned: World) -> None:
    viewer = visitor(Role.VIEWER)
    for address in ("/dai", "/hom-nay/bang", "/cum-loa/"):
        first = viewer.get(address)
        tag = first.headers["HX-PTag"]
        assert first.headers["ETag"] == f'"{tag}"'
        assert viewer.get(address, **{"HX-PTag": tag}).status_code == 304
        assert viewer.get(address, **{"If-None-Match": f'"{tag}"'}).status_code == 304
        assert viewer.get(address, **{"HX-PTag": "old"}).status_code == 200


def test_the_strip_is_another_one_for_another_reader(visitor: Enter, planned: World) -> None:
    tag = visitor(Role.OPERATOR).get("/dai").headers["HX-PTag"]
    assert visitor(Role.VIEWER).get("/dai", **{"HX-PTag": tag}).status_code == 200


def test_the_log_shows_what_was_and_on_request_what_comes(visitor: Enter, planned: World) -> None:
    viewer = visitor(Role.VIEWER)
    assert "Không có dòng nào trong khoảng này." in viewer.get("/nhat-ky/").get_data(as_text=True)
    coming = viewer.get("/nhat-ky/?sap=1").get_data(as_text=True)
    assert coming.count("Vì sao?") == 4


def test_the_log_leaves_as_a_file_that_a_spreadsheet_cannot_run(visitor: Enter, planned: World) -> None:
    with planned.memory.writes.begin() as session:
        found = session.scalars(select(Schedule)).one()
        found.name = "=HYPERLINK(1)"
    with planned.memory.writes.begin() as session:
        planning.plan_ahead(session, planned.commune_id, now=NOW)
    answer = visitor(Role.VIEWER).get("/nhat-ky/nhat-ky.csv")
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert len(rows) == 5
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_a_slot_that_clashes_is_refused_and_what_was_typed_stays(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    with planned.memory.reads() as session:
        programme = session.scalars(select(Schedule)).one().programme_id or ""
    page = "/lich-phat/khung-gio"
    typed: dict[str, str | list[str]] = {
        "name": "Trùng",
        "programme": programme,
        "weekdays": ["0", "1", "2"],
        "times": "17h05",
        "minutes": "10",
        "first_on": TODAY.isoformat(),
    }
    answer = operator.post(page, page, **typed)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Trùng giờ với “Chiều” lúc 17:05" in shown
    assert 'value="17h05"' in shown
    assert operator.post(page, page, **(typed | {"times": "18:00"})).status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("weekdays", [], "Chọn ít nhất một ngày."),
        ("times", "sáng", "Ghi giờ như 05:30"),
        ("minutes", "0", "Ghi một số từ 1 đến 180."),
        ("last_on", "2020-01-01", "Ngày cuối phải sau ngày đầu."),
        ("except_on", "2026-11-24", "Ghi ngày như 24/11/2026"),
        ("name", "", "Ghi tên."),
        ("hamlets", ["khong-co"], "không có thôn"),
    ],
)
def test_what_is_wrong_with_a_slot_is_said(
    visitor: Enter, planned: World, field: str, value: str | list[str], told: str
) -> None:
    with planned.memory.reads() as session:
        programme = session.scalars(select(Schedule)).one().programme_id or ""
    typed: dict[str, str | list[str]] = {
        "name": "Sáng",
        "programme": programme,
        "weekdays": ["0"],
        "times": "05:30",
        "minutes": "10",
        "first_on": TODAY.isoformat(),
    }
    page = "/lich-phat/khung-gio"
    answer = visitor(Role.OPERATOR).post(page, page, **(typed | {field: value}))
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)


def test_a_bulletin_is_put_on_air_once(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    with planned.memory.reads() as session:
        (line,) = bulletin_list.bulletin_page(session, planned.commune_id, now=NOW).lines
    page = "/lich-phat/mot-lan"
    past = operator.post(page, page, bulletin=line.id, on=TODAY.isoformat(), at="09:00")
    assert "Giờ phát đã qua." in past.get_data(as_text=True)
    late = operator.post(
        page, page, bulletin=line.id, on=(TODAY + timedelta(days=30)).isoformat(), at="09:00"
    )
    assert "hết hạn" in late.get_data(as_text=True)
    assert operator.post(page, page, bulletin=line.id, on=TODAY.isoformat(), at="10:30").status_code == 302
    assert "phát một lần" in operator.get("/lich-phat/").get_data(as_text=True)


def test_a_schedule_ends_after_a_question(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    with planned.memory.reads() as session:
        key = session.scalars(select(Schedule)).one().id
    page = f"/lich-phat/{key}/thoi"
    assert "Thôi phát “Chiều”?" in operator.get(page).get_data(as_text=True)
    assert operator.post(page, page).status_code == 302
    assert "Chưa có khung giờ nào." in operator.get("/lich-phat/").get_data(as_text=True)


def test_a_technician_adjusts_a_speaker_and_nonsense_is_refused(
    visitor: Enter, sqlite_world: World, station: PageStation
) -> None:
    technician = visitor(Role.TECHNICIAN)
    page = "/cum-loa/GS-01"
    wrong = technician.post(page, page, name="X", gain_db="9", delay_ms="0", households="")
    assert "Ghi một số từ -40 đến 6." in wrong.get_data(as_text=True)
    good = technician.post(page, page, name="Nhà văn hóa", gain_db="-2,5", delay_ms="30", households="150")
    assert good.status_code == 302
    with sqlite_world.memory.reads() as session:
        as_wanted = fleet.current(session, sqlite_world.commune_id)
    devices = {device.id: device for device in as_wanted.devices}
    assert devices["GS-01"] == Device(
        "GS-01", "Nhà văn hóa", "go-sai", gain_db=-2.5, delay_ms=30, households=150
    )
    written = station.settings.devices.read_text(encoding="utf-8")
    (line,) = (line for line in written.splitlines() if "GS-01" in line)
    assert "name: Nhà văn hóa, " in line
    assert "gain_db: -2.5" in line
    assert line.endswith("# loa đầu tiên của xã")
    assert changes(device_file.parse(written), as_wanted) == ()


@pytest.mark.parametrize(
    ("damage", "said"),
    [("households: 300", "có lỗi ở dòng 3"), ("", "không ghi được")],
)
def test_a_device_file_that_cannot_take_the_change_refuses_it(
    visitor: Enter, sqlite_world: World, station: PageStation, damage: str, said: str
) -> None:
    file = station.settings.devices
    if damage:
        file.write_text(file.read_text().replace(damage, "households: ba trăm"))
    else:
        file.unlink()
    technician, page = visitor(Role.TECHNICIAN), "/cum-loa/GS-01"
    answer = technician.post(page, page, name="X", gain_db="-2", delay_ms="0", households="")
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert 'value="-2"' in answer.get_data(as_text=True)
    with sqlite_world.memory.reads() as session:
        assert changes(FLEET, fleet.current(session, sqlite_world.commune_id)) == ()


def test_a_hamlet_head_asks_follows_and_takes_back(visitor: Enter, station: PageStation) -> None:
    head, operator = visitor(Role.HAMLET_HEAD), visitor(Role.OPERATOR)
    page = "/thon/xin-phat"
    empty = head.post(page, page, text=" ", title="Tìm trâu")
    assert "Ghi nội dung." in empty.get_data(as_text=True)
    assert 'value="Tìm trâu"' in empty.get_data(as_text=True)
    assert head.post(page, page, text="Lạc một con trâu.", title="Tìm trâu").status_code == 302
    assert "Chờ xã xem" in head.get("/thon/").get_data(as_text=True)
    listed = operator.get("/hop-viec/").get_data(as_text=True)
    assert "Tìm trâu" in listed
    (key,) = re.findall(r'href="/hop-viec/([0-9a-f]+)"', listed)
    refused = operator.post(f"/hop-viec/{key}/tra-lai", f"/hop-viec/{key}", reason="")
    assert "Ghi lý do." in refused.get_data(as_text=True)
    taken = operator.post(
        f"/hop-viec/{key}/nhan",
        f"/hop-viec/{key}",
        expires_on=(TODAY + timedelta(days=2)).isoformat(),
    )
    assert taken.status_code == 302
    assert "Lạc một con trâu." in operator.get(taken.location).get_data(as_text=True)
    assert "Biên tập viên đang soạn" in head.get("/thon/tin").get_data(as_text=True)


def test_another_hamlets_request_is_nobodys_business(visitor: Enter, sqlite_world: World) -> None:
    head = visitor(Role.HAMLET_HEAD)
    assert head.get("/hop-viec/").status_code == 403
    assert head.get("/").status_code == 302
    assert head.get("/nhat-ky/").status_code == 403


def test_an_administrator_adds_and_closes_people(visitor: Enter, sqlite_world: World) -> None:
    administrator = visitor(Role.ADMINISTRATOR)
    page = "/nguoi-dung/them"
    person: dict[str, str | list[str]] = {
        "full_name": "Trần Thị Hoa",
        "login": "hoa",
        "role": "hamlet_head",
        "hamlet": "",
        "password": "con trâu đi trước",
    }
    refused = administrator.post(page, page, **person)
    assert "Trưởng thôn phải thuộc một thôn." in refused.get_data(as_text=True)
    assert "con trâu đi trước" not in refused.get_data(as_text=True)
    assert administrator.post(page, page, **(person | {"hamlet": "go-sai"})).status_code == 302
    operator = sqlite_world.operator.id
    assert administrator.post(f"/nguoi-dung/{operator}/khoa", "/nguoi-dung/", active="").status_code == 302
    assert "Đã khóa" in administrator.get("/nguoi-dung/").get_data(as_text=True)


def test_reach_answers_for_any_month_asked(visitor: Enter, planned: World) -> None:
    viewer = visitor(Role.VIEWER)
    assert "T0" in viewer.get("/do-tiep-can/").get_data(as_text=True)
    for month in ("2026-10", "2199-01", "nonsense"):
        assert viewer.get(f"/do-tiep-can/?thang={month}").status_code == 200


def test_health_tells_the_truth(stranger: Visitor) -> None:
    assert stranger.get("/health/live").get_json() == {"alive": True}
    ready = stranger.get("/health/ready")
    assert ready.status_code == 503
    workers = dict.fromkeys(("gateway", "janitor", "renderer", "scheduler"), False)
    assert ready.get_json() == {"ready": False, "database": True, "workers": workers, "ending": {}}
    assert "loa_speakers_silent 4.0" in stranger.get("/metrics").get_data(as_text=True)


def test_the_strip_names_what_stands_still_in_the_language_of_the_page(
    visitor: Enter, sqlite_world: World
) -> None:
    with sqlite_world.memory.writes.begin() as session:
        health.beat(session, Heartbeat("gateway", "one", NOW, NOW, "no broker answers"))
    operator = visitor(Role.OPERATOR)
    assert "Đài có phần không chạy: liên lạc với loa" in operator.get("/dai").get_data(as_text=True)
    operator.post("/cach-xem", "/", language="en", to="/")
    assert "stands still: talking with the speakers" in operator.get("/dai").get_data(as_text=True)


def test_a_sound_is_sent_in_pieces_and_only_to_who_may_hear(
    visitor: Enter, station: PageStation, stranger: Visitor
) -> None:
    sha = as_sha256("ab" * 32)
    station.store.path(sha).write_bytes(bytes(range(200)))
    operator = visitor(Role.OPERATOR)
    piece = operator.get(f"/tieng/{sha}.mp3", Range="bytes=10-19")
    assert piece.status_code == 206
    assert piece.get_data() == bytes(range(10, 20))
    assert operator.get("/tieng/../etc/passwd.mp3").status_code == 404
    assert operator.get(f"/tieng/{'cd' * 32}.mp3").status_code == 404
    assert stranger.get(f"/tieng/{sha}.mp3").status_code == 302
    assert visitor(Role.HAMLET_HEAD).get(f"/tieng/{sha}.mp3").status_code == 403


def test_wrong_addresses_and_faults_are_told_in_words(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    lost = operator.get("/khong-co-trang-nay")
    assert lost.status_code == 404
    assert "Không tìm thấy" in lost.get_data(as_text=True)
    assert operator.get("/ban-bien-tap/none").status_code == 404
    assert operator.get("/lich-phat/buoi?lich=x&luc=hôm qua").status_code == 404
    assert operator.get("/nhat-ky/?tu_dong=nonsense").status_code == 404
    huge = operator.client.post("/ban-bien-tap/moi", data={"text": "x" * 1_200_000})
    assert huge.status_code == 413


def test_a_fault_is_told_in_words_even_when_the_database_is_what_failed(
    visitor: Enter, sqlite_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    operator = visitor(Role.OPERATOR)
    with sqlite_world.memory.writes.begin() as session:
        session.execute(text("DROP TABLE planning"))
    answer = operator.get("/")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Loa vẫn phát theo kế hoạch đã giữ sẵn." in shown
    (reference,) = re.findall(r"báo kỹ thuật: ([0-9a-f]{8})", shown)
    assert reference in caplog.text


def test_a_week_that_is_being_planned_loads_anew_once_it_is_done(visitor: Enter, planned: World) -> None:
    operator = visitor(Role.OPERATOR)
    with planned.memory.writes.begin() as session:
        planning_marks.want(session, planned.commune_id)
    assert 'hx-trigger="every 2s"' in operator.get("/lich-phat/").get_data(as_text=True)
    waiting = operator.get("/lich-phat/", **{"HX-Request": "true"})
    assert (waiting.status_code, waiting.headers.get("HX-Refresh")) == (204, None)
    with planned.memory.writes.begin() as session:
        wish = planning_marks.newest_wish(session, planned.commune_id)
        planning_marks.fulfil(session, planned.commune_id, wish, now=NOW)
    assert operator.get("/lich-phat/", **{"HX-Request": "true"}).headers["HX-Refresh"] == "true"
