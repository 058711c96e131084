"""Changes of the timetable: looked at before, saved whole, taken back; nothing that was on air is said again."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from broadcaster.db.airing_tables import broadcasts
from broadcaster.db.commune_tables import audit
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.calendar import local, moment_at
from broadcaster.domain.errors import StationError
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.retiming import Place
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.services import timetable, timetable_changes, timetable_proposals
from broadcaster.services.timetable_proposals import Proposal
from tests.factories import FLEET, NOW, TODAY, World, approved, news_at, planned, wording

MINUTE = 60_000
ZONE = FLEET.commune.zone
TOMORROW = TODAY + timedelta(days=1)
FIVE_PM, HALF_FIVE = time(17), time(17, 30)
pytestmark = pytest.mark.slow


@pytest.fixture
def news(world: World) -> Schedule:
    approved(world, wording(expires_on=TODAY + timedelta(days=30)))
    made = news_at(world, time(5, 30), FIVE_PM, minutes=10)
    planned(world)
    return made


def at(day: date, clock: time) -> datetime:
    return moment_at(day, clock, ZONE)


def on_air(world: World) -> set[datetime]:
    with world.memory.reads() as session:
        found = session.scalars(
            select(broadcasts.c.start_at).where(broadcasts.c.state == BroadcastState.PLANNED)
        )
        return {local(each, ZONE) for each in found}


def saved(world: World, proposal: Proposal) -> str:
    with world.memory.writes.begin() as session:
        key = timetable_changes.save(session, proposal, by=world.operator, now=NOW)
    planned(world)
    return key


def moved(
    world: World, schedule: Schedule, day: date, clock: time, to: Place, *, every: bool = False
) -> Proposal:
    with world.memory.reads() as session:
        return timetable_proposals.move(
            session, schedule.id, at(day, clock), to, every=every, by=world.operator, now=NOW
        )


def test_one_occurrence_moves_and_moves_back(world: World, news: Schedule) -> None:
    before = on_air(world)
    proposal = moved(world, news, TOMORROW, FIVE_PM, Place(TOMORROW, HALF_FIVE, 10 * MINUTE))
    with world.memory.reads() as session:
        told = timetable_changes.look(session, proposal, by=world.operator, now=NOW, days=7)
    assert {(local(one.start_at, ZONE).time(), one.after is None) for one in told.changes} == {
        (FIVE_PM, True),
        (HALF_FIVE, False),
    }
    assert told.hamlets == {hamlet.code for hamlet in FLEET.hamlets}
    assert on_air(world) == before, "looking changes nothing"
    key = saved(world, proposal)
    assert on_air(world) == before - {at(TOMORROW, FIVE_PM)} | {at(TOMORROW, HALF_FIVE)}
    with world.memory.writes.begin() as session:
        timetable_changes.undo(session, key, by=world.operator, now=NOW)
    planned(world)
    assert on_air(world) == before


def test_leaving_out_this_afternoon_says_the_morning_not_again(world: World, news: Schedule) -> None:
    with world.memory.reads() as session:
        proposal = timetable_proposals.skip(session, news.id, at(TODAY, FIVE_PM), by=world.operator, now=NOW)
    saved(world, proposal)
    assert not {each for each in on_air(world) if each.date() == TODAY and each.time() != time(5, 30)}
    assert len(proposal.schedules) == 1


def test_a_day_is_left_out_and_copied(world: World, news: Schedule) -> None:
    with world.memory.reads() as session:
        skipped = timetable_proposals.skip_day(session, TOMORROW, by=world.operator, now=NOW)
    saved(world, skipped)
    assert not {each for each in on_air(world) if each.date() == TOMORROW}
    later = TODAY + timedelta(days=2)
    with world.memory.reads() as session:
        copied = timetable_proposals.copy(session, later, TOMORROW, by=world.operator, now=NOW)
        assert not timetable_proposals.copy(
            session, later, later + timedelta(days=1), by=world.operator, now=NOW
        ).schedules, "what is there already is not copied"
    saved(world, copied)
    assert {each.time() for each in on_air(world) if each.date() == TOMORROW} == {time(5, 30), FIVE_PM}


def test_what_no_longer_fits_is_not_brought_back(world: World, news: Schedule) -> None:
    with world.memory.reads() as session:
        proposal = timetable_proposals.skip(
            session, news.id, at(TOMORROW, FIVE_PM), by=world.operator, now=NOW
        )
    key = saved(world, proposal)
    with world.memory.writes.begin() as session:
        slot = Slot(Recurrence.once(TOMORROW, FIVE_PM), 5 * MINUTE)
        timetable.add_schedule(
            session, name="Thay thế", slot=slot, programme_id=news.programme_id, by=world.operator, now=NOW
        )
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="clash"):
        timetable_changes.undo(session, key, by=world.operator, now=NOW)


def test_only_the_last_word_is_taken_back(world: World, news: Schedule) -> None:
    place = Place(TOMORROW, HALF_FIVE, 10 * MINUTE)
    first = saved(world, moved(world, news, TOMORROW, FIVE_PM, place, every=True))
    second = saved(
        world, moved(world, news, TOMORROW, HALF_FIVE, Place(TOMORROW, time(18), MINUTE), every=True)
    )
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="changed_since"):
        timetable_changes.undo(session, first, by=world.operator, now=NOW)
    for key in (second, first):
        with world.memory.writes.begin() as session:
            timetable_changes.undo(session, key, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="changed_since"):
        timetable_changes.undo(session, first, by=world.operator, now=NOW)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (Place(TODAY, time(9), 10 * MINUTE), "start_past"),
        (Place(TOMORROW, time(5, 25), 10 * MINUTE), "clash"),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(world: World, news: Schedule, to: Place, code: str) -> None:
    before = on_air(world)
    proposal = moved(world, news, TOMORROW, FIVE_PM, to)
    with world.memory.writes.begin() as session, pytest.raises(StationError, match=code):
        timetable_changes.save(session, proposal, by=world.operator, now=NOW)
    planned(world)
    assert on_air(world) == before


def test_what_is_over_is_not_moved_and_only_the_desk_moves(world: World, news: Schedule) -> None:
    with world.memory.reads() as session:
        for person, start, code in (
            (world.operator, at(TODAY, time(5, 30)), "start_past"),
            (world.approver, at(TOMORROW, FIVE_PM), "not_allowed"),
        ):
            with pytest.raises(StationError, match=code):
                timetable_proposals.skip(session, news.id, start, by=person, now=NOW)


def test_every_change_says_who_made_it(world: World, news: Schedule) -> None:
    with world.memory.reads() as session:
        proposal = timetable_proposals.end(session, news.id, by=world.operator, now=NOW)
    key = saved(world, proposal)
    assert not {each for each in on_air(world) if each > local(NOW, ZONE)}
    with world.memory.reads() as session:
        acts = session.execute(select(audit.c.act, audit.c.person_id).where(audit.c.subject == key)).all()
    assert [tuple(row) for row in acts] == [("timetable_ended", world.operator.id)]
