"""What residents of a hamlet said, on its head's phone: of the own hamlet, with the answer."""

from collections.abc import Callable

from broadcaster.domain.opinion import OpinionKind
from broadcaster.domain.people import Role
from broadcaster.services import opinions
from tests.factories import NOW, World
from tests.webui.conftest import Visitor


def test_a_head_reads_what_the_own_hamlet_said_and_was_answered(
    visitor: Callable[[Role], Visitor], sqlite_world: World
) -> None:
    with sqlite_world.memory.writes.begin() as session:
        for code, words in (("ao-sen", "Loa rè từ hôm qua."), ("go-sai", "Việc của thôn khác.")):
            at = opinions.place(session, sqlite_world.commune_id, code)
            sent = opinions.send(
                session,
                sqlite_world.commune_id,
                at,
                kind=OpinionKind.SUGGESTION,
                text=words,
                heard_at=NOW,
                now=NOW,
            )
            if code == "ao-sen":
                mine = sent.id
    head = visitor(Role.HAMLET_HEAD)
    assert "1 ý kiến chưa trả lời" in head.get("/thon/").get_data(as_text=True)
    with sqlite_world.memory.writes.begin() as session:
        opinions.answer(session, mine, "Mai kỹ thuật đến.", by=sqlite_world.operator, now=NOW)
    shown = head.get("/thon/y-kien").get_data(as_text=True)
    assert "Loa rè từ hôm qua." in shown
    assert "Mai kỹ thuật đến." in shown
    assert "Việc của thôn khác." not in shown
    assert "chưa trả lời" not in head.get("/thon/").get_data(as_text=True)
