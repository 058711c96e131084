"""Nhận một chạm: offered for what only fills in a template, refused for anything else."""

import re
from collections.abc import Callable

from sqlalchemy import select

from broadcaster.domain.bulletin import Bulletin, BulletinState
from broadcaster.domain.people import Role
from broadcaster.services import requests
from tests.factories import NOW, World
from tests.webui.conftest import Visitor
from webui.announcements import ANNOUNCEMENTS

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


def test_other_words_go_the_usual_way(visitor: Enter, sqlite_world: World) -> None:
    page, operator = asked(sqlite_world, f"{FILLED}\nBán trâu."), visitor(Role.OPERATOR)
    assert "Nhận, làm hết" not in operator.get(page).get_data(as_text=True)
    refused = operator.post(f"{page}/nhan-nhanh", page)
    assert refused.status_code == 422
    assert "không đúng mẫu" in refused.get_data(as_text=True)


def test_a_unit_begins_from_a_template(visitor: Enter) -> None:
    shown = visitor(Role.CONTRIBUTOR).get("/gop-tin/gui?mau=tiem").get_data(as_text=True)
    assert "[vắc xin gì]" in shown
