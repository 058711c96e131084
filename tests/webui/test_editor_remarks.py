"""The editor tells what is hard to follow and what is private; its templates cannot slip out half filled."""

from collections.abc import Callable
from html import unescape

import pytest

from audio_library.spoken import STANDARD
from broadcaster.adapters.sound_studio import LibrarySpeller
from broadcaster.domain.bulletin import LONGEST_TITLE, Topic
from broadcaster.domain.people import Role
from broadcaster.domain.plain_words import blanks
from broadcaster.services import bulletins
from tests.factories import NOW, World, make_sound, recording, wording
from tests.fakes import PlainSpeller
from tests.webui.conftest import Visitor
from webui.announcements import ANNOUNCEMENTS
from webui.remarks import warnings

Enter = Callable[[Role], Visitor]
NEW = "/ban-bien-tap/moi"


def spoken(visitor: Visitor, text: str) -> str:
    return unescape(visitor.post("/ban-bien-tap/loi-doc", NEW, text=text).get_data(as_text=True))


def test_what_is_typed_is_remarked_upon(visitor: Enter) -> None:
    operator = visitor(Role.OPERATOR)
    page = spoken(operator, "Bà Trần Thị Bình bị bệnh lao. Gọi 0912 345 678. Xã có 12.345 người.")
    assert "Bệnh của người có tên: Bà Trần Thị Bình" in page
    assert "Số điện thoại 0912 345 678" in page
    assert "nên làm tròn: 12.345" in page
    assert "Dài khoảng" in page
    assert "nên" not in spoken(operator, "Mời bà con họp lúc bảy giờ tối.")


def test_the_approver_is_warned_too(visitor: Enter, sqlite_world: World) -> None:
    with sqlite_world.memory.writes.begin() as session:
        words = wording(text="Liên hệ 0912 345 678.")
        name = bulletins.write(session, words, by=sqlite_world.operator, now=NOW).id
        ordered = bulletins.prepare(session, PlainSpeller(), name, by=sqlite_world.operator, now=NOW)
        make_sound(session, ordered.id, recording())
        bulletins.submit(session, PlainSpeller(), name, by=sqlite_world.operator, now=NOW)
    page = unescape(visitor(Role.APPROVER).get(f"/duyet/{name}").get_data(as_text=True))
    assert "Số điện thoại 0912 345 678" in page


@pytest.mark.parametrize("key", ANNOUNCEMENTS)
def test_a_template_begins_a_bulletin_and_reads_without_a_question(visitor: Enter, key: str) -> None:
    begun = ANNOUNCEMENTS[key]
    page = unescape(visitor(Role.OPERATOR).get(f"{NEW}?mau={key}").get_data(as_text=True))
    assert begun.text.splitlines()[0] in page
    assert begun.topic in Topic
    assert blanks(begun.text)
    assert len(begun.title) < LONGEST_TITLE
    filled = begun.text.replace("[", "").replace("]", "")
    assert not LibrarySpeller("north", STANDARD).read(filled, choices={}).open_questions


def test_a_template_half_filled_is_not_handed_in(visitor: Enter, sqlite_world: World) -> None:
    with sqlite_world.memory.writes.begin() as session:
        words = wording(text="Họp lúc [giờ] tại nhà văn hóa.")
        name = bulletins.write(session, words, by=sqlite_world.operator, now=NOW).id
    editor = f"/ban-bien-tap/{name}"
    refused = visitor(Role.OPERATOR).post(f"{editor}/gui", editor)
    assert refused.status_code == 422
    assert "Còn chỗ của mẫu chưa điền: [giờ]" in unescape(refused.get_data(as_text=True))


def test_many_places_of_one_kind_are_one_sentence() -> None:
    told = warnings("Hỏi 0912 345 678 hoặc 0987 654 321. Ông Nguyễn Văn Bình nợ 5 triệu. Gọi 0912 345 678.")
    assert sum("0912 345 678" in one for one in told) == 1
    assert any("0912 345 678, 0987 654 321:" in one for one in told)
