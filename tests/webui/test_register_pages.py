"""The office's registers: authors with their file, and science tasks."""

import csv
import io
import re
from collections.abc import Callable

from broadcaster.domain.people import Role
from tests.airing import at_five, play
from tests.factories import World, approved
from tests.webui.conftest import PageStation, Visitor

Enter = Callable[[Role], Visitor]


def test_authors_leave_as_a_file(visitor: Enter, sqlite_world: World, station: PageStation) -> None:
    viewer = visitor(Role.VIEWER)
    assert "Kỳ này chưa có tin nào" in viewer.get("/nhuan-but/").get_data(as_text=True)
    approved(sqlite_world)
    at_five(sqlite_world)
    play(sqlite_world, "GS-01")
    station.clock.advance(hours=8)
    viewer.sign_in("viewer")
    assert "Tiêm phòng trâu, bò" in viewer.get("/nhuan-but/").get_data(as_text=True)
    text = viewer.get("/nhuan-but/nhuan-but.csv?ky=2026-11").get_data(as_text=True)
    head, line = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert (line[0], line[2], line[5], line[7]) == ("operator", "Tiêm phòng trâu, bò", "30", "1")
    assert len(head) == len(line)


def test_a_task_is_entered_linked_and_unlinked(visitor: Enter, sqlite_world: World) -> None:
    made = approved(sqlite_world)
    operator = visitor(Role.OPERATOR)
    page = "/nhiem-vu-khcn/them"
    typed = {"name": "Mô hình nấm <b>", "code": "01", "lead": "HTX", "from_on": "2026-01-01"}
    wrong = operator.post(page, page, **typed, until_on="2025-01-01")
    assert "Ngày kết thúc phải sau ngày bắt đầu." in wrong.get_data(as_text=True)
    task = operator.post(page, page, **typed, until_on="2026-12-31").location
    assert "Chưa gắn bản tin nào." in operator.get(task).get_data(as_text=True)
    assert operator.post(f"{task}/gan", task, bulletin=made.id).status_code == 302
    shown = operator.get(task).get_data(as_text=True)
    assert "Chưa loa nào báo đã phát." in shown
    assert "&lt;b&gt;" in shown
    listed = operator.get("/nhiem-vu-khcn/").get_data(as_text=True)
    assert re.search(r"<b>0/1</b>\s*nhiệm vụ", listed)
    assert operator.post(f"{task}/go/{made.id}", task).status_code == 302
    assert operator.post(f"{task}/sua", f"{task}/sua", **typed, until_on="2027-01-01").status_code == 302
    assert operator.post(f"{task}/bo", f"{task}/sua").status_code == 302
    assert operator.get(task).status_code == 404
