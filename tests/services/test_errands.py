"""One touch of the operator's, and still two people: nothing airs that nobody approved."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from broadcaster.domain.approval import Heard
from broadcaster.domain.bulletin import Bulletin, BulletinState
from broadcaster.domain.errand import Errand, ErrandState
from broadcaster.domain.errors import StationError
from broadcaster.domain.schedule import Schedule
from broadcaster.domain.types import Sha256, sha256
from broadcaster.services import bulletins, errands, requests
from broadcaster.services.errands import is_of_template
from tests.factories import NOW, TODAY, World, make_sound, recording, wording
from tests.fakes import PlainSpeller

TEMPLATE = "Kính mời [những ai] đến họp.\nThời gian: [giờ], [ngày]."
FILLED = "Kính mời bà con đến họp.\nThời gian: 19h30, thứ Bảy."
AIR_AT = NOW + timedelta(hours=7)


def begun(world: World, text: str = FILLED) -> Bulletin:
    with world.memory.writes.begin() as session:
        asked = requests.ask(session, title="Họp", text=text, wanted_at=AIR_AT, by=world.hamlet_head, now=NOW)
        return errands.start(session, PlainSpeller(), asked.id, expires_on=TODAY, by=world.operator, now=NOW)


def go_on(world: World, bulletin: Bulletin) -> Errand | None:
    with world.memory.writes.begin() as session:
        return errands.go_on(session, PlainSpeller(), bulletin.id, now=NOW)


def spoken(world: World, bulletin: Bulletin) -> None:
    with world.memory.writes.begin() as session:
        ordered = bulletins.latest_rendition(session, session.get_one(Bulletin, bulletin.id))
        assert ordered is not None
        make_sound(session, ordered.id, recording(bulletin.text))


def states(world: World, bulletin: Bulletin) -> tuple[BulletinState, ErrandState, int]:
    with world.memory.reads() as session:
        found = session.get_one(Bulletin, bulletin.id)
        return (
            found.state,
            session.get_one(Errand, bulletin.id).state,
            len(session.scalars(select(Schedule)).all()),
        )


def test_each_step_waits_for_what_it_needs_and_air_waits_for_the_second_person(world: World) -> None:
    made = begun(world)
    go_on(world, made)
    assert states(world, made) == (BulletinState.DRAFT, ErrandState.SOUND, 0)
    spoken(world, made)
    for _ in range(2):
        go_on(world, made)
        assert states(world, made) == (BulletinState.SUBMITTED, ErrandState.APPROVAL, 0)
    heard = Heard(sha256(made.text), Sha256(sha256(made.text)))
    with world.memory.writes.begin() as session:
        with pytest.raises(StationError, match="not_allowed"):
            bulletins.approve(session, made.id, heard, by=world.operator, now=NOW)
        bulletins.approve(session, made.id, heard, by=world.approver, now=NOW)
    go_on(world, made)
    assert states(world, made) == (BulletinState.APPROVED, ErrandState.DONE, 1)
    assert go_on(world, made) is None
    with world.memory.reads() as session:
        (slot,) = session.scalars(select(Schedule)).all()
        assert slot.recurrence.times[0].isoformat() == "17:00:00"


def test_an_edit_leaves_the_errand_to_people(world: World) -> None:
    made = begun(world)
    spoken(world, made)
    with world.memory.writes.begin() as session:
        bulletins.reword(
            session,
            made.id,
            wording("Họp", "Lời khác.", hamlets=("ao-sen",)),
            seen_revision=1,
            by=world.operator,
            now=NOW,
        )
    stuck = go_on(world, made)
    assert stuck is not None
    assert (stuck.state, stuck.failure) == (ErrandState.STUCK, "edited_meanwhile")


def test_an_open_reading_needs_a_person(world: World) -> None:
    made = begun(world, "Họp ?? thôn.")
    spoken_by = PlainSpeller().read(made.text, choices={}).text
    with world.memory.writes.begin() as session:
        ordered = bulletins.latest_rendition(session, session.get_one(Bulletin, made.id))
        assert ordered is not None
        make_sound(session, ordered.id, recording(spoken_by))
    stuck = go_on(world, made)
    assert stuck is not None
    assert (stuck.state, stuck.failure) == (ErrandState.STUCK, "readings_open")


@pytest.mark.parametrize(
    ("text", "is_trusted"),
    [
        (FILLED, True),
        (f"  {FILLED}\n", True),
        (TEMPLATE, False),
        (FILLED + "\nBán trâu gọi 0912.", False),
        (FILLED.replace("bà con", "x" * 81), False),
        (FILLED.replace("19h30", "19h30\nBán trâu"), False),
        ("", False),
    ],
)
def test_only_a_template_with_its_blanks_filled_is_trusted(text: str, *, is_trusted: bool) -> None:
    assert is_of_template(text, ["Khác.", TEMPLATE]) is is_trusted


@given(st.text(min_size=1, max_size=80))
def test_no_filling_smuggles_in_a_line(words: str) -> None:
    if is_of_template(
        TEMPLATE.replace("[giờ]", words).replace("[ngày]", "mai").replace("[những ai]", "ai"), [TEMPLATE]
    ):
        assert "\n" not in words
