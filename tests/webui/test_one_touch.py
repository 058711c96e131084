"""Nhận một chạm: offered for what only fills in a template, refused for anything else."""

import re
from collections.abc import Callable

from sqlalchemy import select

from broadcaster.domain.bulletin import Bulletin, BulletinState
from broadcaster.domain.errand import Errand, ErrandState
from broadcaster.domain.people import Role
from broadcaster.services import requests
from tests.factories import NOW, World
from tests.webui.conftest import Visitor
from webui.announcements import ANNOUNCEMENTS
from webui.refusals import SENTENCES

Enter = Callable[[Role], Visitor]
FILLED = re.sub(r"\[[^\]]+\]", "ghi rõ", ANNOUNCEMENTS["hop"].text)


def asked(world: World, text: str) -> str:
    with world.memory.writes.begin() as session:
        made = requests.ask(session, title="", text=text, wanted_at=None, by=world.hamlet_head, now=NOW)
        return f"/hop-viec/{made.id}"


def test_a_filled_template_is_taken_on_with_one_touch(visitor: Enter, sqlite_world: World) -> None:
    page, operator = asked(sqlite_world, FILLED), visitor(Role.OPERATOR)
    assert "Nhận, làm hết" in operator.get(page).get_data(as_text=True)
    assert operator.post(f"{page}/nhan-nhanh", page).status_code == 302
    with sqlite_world.memory.reads() as session:
        (made,) = session.scalars(select(Bulletin)).all()
    assert made.state is BulletinState.DRAFT, "nothing is approved by a touch"


def test_what_is_stuck_waits_on_the_first_page_until_somebody_has_seen_to_it(
    visitor: Enter, sqlite_world: World
) -> None:
    page, operator = asked(sqlite_world, FILLED), visitor(Role.OPERATOR)
    operator.post(f"{page}/nhan-nhanh", page)
    with sqlite_world.memory.writes.begin() as session:
        (errand,) = session.scalars(select(Errand)).all()
        errand.state, errand.failure = ErrandState.STUCK, "start_past"
    shown = operator.get("/").get_data(as_text=True)
    assert "tin nhận một chạm đang vướng" in shown
    assert SENTENCES["start_past"].partition("%")[0] in shown
    door = f"/hop-viec/vuong/{errand.bulletin_id}"
    assert visitor(Role.VIEWER).post(door, "/").status_code == 403
    assert operator.post(door, "/").status_code == 302
    assert "đang vướng" not in operator.get("/").get_data(as_text=True)
    assert operator.post(door, "/").status_code == 404


def test_other_words_go_the_usual_way(visitor: Enter, sqlite_world: World) -> None:
    page, operator = asked(sqlite_world, f"{FILLED}\nBán trâu."), visitor(Role.OPERATOR)
    assert "Nhận, làm hết" not in operator.get(page).get_data(as_text=True)
    refused = operator.post(f"{page}/nhan-nhanh", page)
    assert refused.status_code == 422
    assert "không đúng mẫu" in refused.get_data(as_text=True)


def test_a_unit_begins_from_a_template(visitor: Enter) -> None:
    shown = visitor(Role.CONTRIBUTOR).get("/gop-tin/gui?mau=tiem").get_data(as_text=True)
    assert "[vắc xin gì]" in shown
