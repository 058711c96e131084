"""The inbox: hamlets and units together, what is due first on top, what was asked already beside it."""

from datetime import timedelta

from broadcaster.domain.bulletin import Topic
from broadcaster.domain.inbox import ANSWER_WITHIN, answer_due_at
from broadcaster.domain.request import RequestState
from broadcaster.queries import inbox
from broadcaster.services import requests
from tests.counting import statements
from tests.factories import NOW, TODAY, World, approved, wording

HOUR = timedelta(hours=1)
MEETING = "Mời bà con họp thôn lúc 19h30 tối thứ Bảy tại nhà văn hóa."


def ask(world: World, text: str, wanted_in: timedelta | None = None) -> str:
    with world.memory.writes.begin() as session:
        wanted_at = NOW + wanted_in if wanted_in else None
        return requests.ask(
            session, title="", text=text, wanted_at=wanted_at, by=world.hamlet_head, now=NOW
        ).id


def contribute(world: World, text: str) -> str:
    with world.memory.writes.begin() as session:
        return requests.contribute(
            session, title="", text=text, topic=Topic.HEALTH, author="", by=world.contributor, now=NOW
        ).id


def test_somebody_is_answered_in_time_for_what_is_wanted() -> None:
    assert answer_due_at(NOW, None) == NOW + ANSWER_WITHIN
    assert answer_due_at(NOW, NOW + 8 * HOUR) == NOW + 6 * HOUR
    assert answer_due_at(NOW, NOW + 80 * HOUR) == NOW + ANSWER_WITHIN
    assert answer_due_at(NOW, NOW + HOUR) == NOW


def test_what_is_due_first_stands_on_top_whoever_sent_it(world: World) -> None:
    item, urgent = contribute(world, "Uống vitamin A."), ask(world, "Họp thôn.", 8 * HOUR)
    with world.memory.reads() as session:
        lines = inbox.waiting(session, world.commune_id, now=NOW)
        late = inbox.waiting(session, world.commune_id, now=NOW + 7 * HOUR)
    assert [line.story.id for line in lines] == [urgent, item]
    assert [line.story.unit for line in lines] == ["", "Trường Tiểu học số 2"]
    assert [line.is_late for line in late] == [True, False]


def test_what_was_asked_or_written_already_is_hinted(world: World) -> None:
    written = approved(world, wording("Họp thôn", MEETING))
    first = ask(world, "Moi ba con hop thon luc 19h30 toi thu bay tai nha van hoa")
    other = contribute(world, "Uống vitamin A tại trạm.")
    with world.memory.reads() as session:
        hints = {line.story.id: line.alike for line in inbox.waiting(session, world.commune_id, now=NOW)}
        alone = inbox.one(session, world.commune_id, first, now=NOW)
    assert hints[other] is None
    hint = hints[first]
    assert hint is not None
    assert (hint.id, hint.is_bulletin) == (written.id, True)
    assert alone is not None
    assert alone.alike == hint


def test_two_that_ask_the_same_name_each_other(world: World) -> None:
    one, other = ask(world, MEETING), contribute(world, MEETING)
    with world.memory.reads() as session:
        found = [inbox.one(session, world.commune_id, key, now=NOW) for key in (one, other)]
    assert [line.alike.id for line in found if line and line.alike] == [other, one]


def test_what_was_answered_is_kept_apart_and_is_no_longer_late(world: World) -> None:
    key = ask(world, MEETING)
    with world.memory.writes.begin() as session:
        requests.accept(session, key, expires_on=TODAY, by=world.operator, now=NOW)
    with world.memory.reads() as session:
        assert inbox.waiting(session, world.commune_id, now=NOW) == ()
        (done,) = inbox.answered(session, world.commune_id)
        line = inbox.one(session, world.commune_id, key, now=NOW + 99 * HOUR)
    assert done.state is RequestState.ACCEPTED
    assert line is not None
    assert (line.is_late, line.alike) == (False, None)


def test_the_inbox_asks_no_more_for_each_line(world: World) -> None:
    def asked() -> int:
        with world.memory.reads() as session, statements(world.memory) as counted:
            inbox.waiting(session, world.commune_id, now=NOW)
        return len(counted)

    ask(world, "Một.")
    before = asked()
    for number in range(5):
        ask(world, f"Tin số {number}.")
    assert asked() == before
