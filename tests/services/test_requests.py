"""A hamlet head asks, the office answers, once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.domain import request
from broadcaster.domain.errors import StationError
from broadcaster.domain.people import Person, Role
from broadcaster.domain.request import LONGEST_REQUEST, AnnouncementRequest, RequestState
from broadcaster.services import requests
from tests.factories import NOW, TODAY, World

HEAD = Person("h", "mai-khe", "thon", "Trưởng Thôn", Role.HAMLET_HEAD, "ao-sen", "", NOW)


def asked(world: World, text: str = "Mời bà con họp thôn.") -> AnnouncementRequest:
    with world.memory.writes.begin() as session:
        return requests.ask(session, title="", text=text, wanted_at=None, by=world.hamlet_head, now=NOW)


def test_an_accepted_request_becomes_a_bulletin_of_that_hamlet(world: World) -> None:
    made = asked(world)
    with world.memory.writes.begin() as session:
        bulletin = requests.accept(session, made.id, expires_on=TODAY, by=world.operator, now=NOW)
        found = requests.get(session, made.id, by=world.hamlet_head)
    assert (bulletin.hamlets, bulletin.request_id, bulletin.author_id) == (
        ("ao-sen",),
        made.id,
        world.operator.id,
    )
    assert (found.state, found.bulletin_id) == (RequestState.ACCEPTED, bulletin.id)


def test_a_request_is_answered_once(world: World) -> None:
    made = asked(world)
    with world.memory.writes.begin() as session:
        requests.refuse(session, made.id, reason="Trùng giờ.", by=world.operator, now=NOW)
        for answer in (
            lambda: requests.accept(session, made.id, expires_on=TODAY, by=world.operator, now=NOW),
            lambda: requests.cancel(session, made.id, by=world.hamlet_head, now=NOW),
        ):
            with pytest.raises(StationError, match="already_answered"):
                answer()


def test_a_refusal_has_its_reason(world: World) -> None:
    made = asked(world)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="reason_missing"):
        requests.refuse(session, made.id, reason=" ", by=world.operator, now=NOW)


def test_only_the_asker_takes_it_back_and_only_the_office_answers(world: World) -> None:
    made = asked(world)
    with world.memory.writes.begin() as session:
        with pytest.raises(StationError, match="not_allowed"):
            requests.cancel(session, made.id, by=world.operator, now=NOW)
        with pytest.raises(StationError, match="not_allowed"):
            requests.refuse(session, made.id, reason="x", by=world.hamlet_head, now=NOW)
        assert (
            requests.cancel(session, made.id, by=world.hamlet_head, now=NOW).state is RequestState.CANCELLED
        )


def test_another_hamlets_request_does_not_exist(world: World) -> None:
    made = asked(world)
    stranger = Person("s", "mai-khe", "khac", "X", Role.HAMLET_HEAD, "go-sai", "", NOW)
    with world.memory.reads() as session, pytest.raises(StationError, match="not_found"):
        requests.get(session, made.id, by=stranger)


@pytest.mark.parametrize(
    ("text", "wanted_in", "code"),
    [
        ("  \n ", 1, "text_missing"),
        ("x" * (LONGEST_REQUEST + 1), 1, "text_too_long"),
        ("Mời họp.", -1, "wanted_past"),
    ],
)
def test_what_cannot_be_said_is_refused(text: str, wanted_in: int, code: str) -> None:
    with pytest.raises(StationError, match=code):
        request.ask(by=HEAD, title="", text=text, wanted_at=NOW + timedelta(hours=wanted_in), now=NOW)


seen = st.text(st.characters(categories=["L", "N", "P", "So"]), min_size=1, max_size=160)


@given(seen, st.one_of(st.just(""), seen))
def test_every_request_has_a_heading_that_fits(text: str, title: str) -> None:
    made = request.ask(by=HEAD, title=title, text=text, wanted_at=None, now=NOW)
    assert 0 < len(made.title) <= 160
    assert made.text


def test_signs_that_cannot_be_seen_are_left_out(world: World) -> None:
    made = asked(world, "Mời\0 bà\x1b con\r\nhọp.\ud800")
    with world.memory.reads() as session:
        assert requests.get(session, made.id, by=world.operator).text == "Mời bà con\nhọp."


def test_a_heading_that_no_bulletin_could_bear_is_refused() -> None:
    with pytest.raises(StationError, match="title_too_long"):
        request.ask(by=HEAD, title="x" * 161, text="Mời họp.", wanted_at=None, now=NOW)
