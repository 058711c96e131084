"""Air hours by two people; what would sound while people sleep waits for a second person."""

from datetime import date, time, timedelta

import pytest

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.errors import StationError
from broadcaster.domain.hours_proposal import HoursProposal
from broadcaster.domain.odd_hours import odd_times
from broadcaster.domain.recurrence import EVERY_DAY, Recurrence
from broadcaster.domain.schedule import Slot
from broadcaster.queries.people_pages import decision_lines
from broadcaster.services import hours, odd_hours, timetable
from tests.factories import NOW, TODAY, World, news_at

WINDOW = AirWindow(EVERY_DAY, time(5), time(20))


def decision(day: date = TODAY, decided_by: str = "15/QĐ-UBND, 20/11/2026") -> AirHours:
    return AirHours(day, (WINDOW,), daily_minutes=90, decided_by=decided_by)


def proposed(world: World, wanted: AirHours | None = None) -> HoursProposal:
    with world.memory.writes.begin() as session:
        return hours.propose(session, wanted or decision(), by=world.administrator, now=NOW)


def in_force(world: World) -> AirHours:
    with world.memory.reads() as session:
        found = hours.hours_in_force(session, world.commune_id, now=NOW)
    assert found is not None
    return found.hours


def refusal(code: str) -> pytest.RaisesExc[StationError]:
    return pytest.raises(StationError, match=rf"^{code}")


def test_one_person_changes_no_hours(world: World) -> None:
    made = proposed(world)
    assert in_force(world).is_demo
    with world.memory.writes.begin() as session, refusal("same_person"):
        hours.confirm(session, made.id, by=world.administrator, now=NOW)
    assert in_force(world).is_demo
    with world.memory.writes.begin() as session:
        hours.confirm(session, made.id, by=world.approver, now=NOW + timedelta(minutes=1))
    assert in_force(world) == decision()
    with world.memory.reads() as session:
        newest = decision_lines(session, world.commune_id, now=NOW)[0]
        assert hours.open_proposals(session, world.commune_id) == []
    assert (newest.hours.decided_by, newest.set_by, newest.confirmed_by, newest.is_in_force) == (
        "15/QĐ-UBND, 20/11/2026",
        "administrator",
        "approver",
        True,
    )


def test_what_was_closed_stays_closed(world: World) -> None:
    made = proposed(world)
    with world.memory.writes.begin() as session:
        hours.give_up(session, made.id, by=world.administrator, now=NOW)
    with world.memory.writes.begin() as session, refusal("proposal_closed"):
        hours.confirm(session, made.id, by=world.approver, now=NOW)
    assert in_force(world).is_demo


def test_a_proposal_that_lay_too_long_is_entered_anew(world: World) -> None:
    made = proposed(world)
    with world.memory.writes.begin() as session, refusal("hours_past"):
        hours.confirm(session, made.id, by=world.approver, now=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("wanted", "code"),
    [(decision(TODAY - timedelta(days=1)), "hours_past"), (decision(TODAY, "  "), "decision_missing")],
)
def test_a_decision_without_its_paper_or_for_the_past_is_refused(
    world: World, wanted: AirHours, code: str
) -> None:
    with world.memory.writes.begin() as session, refusal(code):
        hours.propose(session, wanted, by=world.administrator, now=NOW)


def test_nobody_else_decides_hours(world: World) -> None:
    made = proposed(world)
    with world.memory.writes.begin() as session:
        for person in (world.operator, world.viewer, world.technician, world.hamlet_head, world.contributor):
            with refusal("not_allowed"):
                hours.propose(session, decision(), by=person, now=NOW)
            with refusal("not_allowed"):
                hours.confirm(session, made.id, by=person, now=NOW)


@pytest.mark.parametrize(
    ("at", "minutes", "is_odd"),
    [
        (time(4, 59), 10, True),
        (time(5), 60, False),
        (time(20, 30), 30, False),
        (time(20, 45), 30, True),
        (time(3, 15), 15, True),
    ],
)
def test_odd_is_what_begins_or_ends_while_people_sleep(at: time, minutes: int, is_odd: bool) -> None:  # noqa: FBT001  a table's column
    slot = Slot(Recurrence.daily(at, first_on=TODAY), minutes * 60_000)
    assert odd_times(slot) == ((f"{at:%H:%M}",) if is_odd else ())


def test_a_night_relay_waits_for_a_second_person_and_other_times_wait_anew(world: World) -> None:
    every_hour = AirHours(TODAY, (AirWindow(EVERY_DAY, time(0), time(0)),), decided_by="15/QĐ-UBND")
    night = news_at(world, time(3, 15), time(17))
    day = news_at(world, time(6))
    assert planned_ids(world) == {night.id, day.id}  # the demo's hours allow everything and say so
    with world.memory.writes.begin() as session:
        timetable.found_air_hours(session, world.commune_id, every_hour, now=NOW)
    assert planned_ids(world) == {day.id}
    with world.memory.writes.begin() as session, refusal("not_allowed"):
        odd_hours.consent(session, night.id, by=world.operator, now=NOW)
    with world.memory.writes.begin() as session:
        odd_hours.consent(session, night.id, by=world.approver, now=NOW)
    assert planned_ids(world) == {night.id, day.id}
    with world.memory.writes.begin() as session:
        moved = session.merge(night)
        moved.recurrence = Recurrence.daily(time(2), time(17), first_on=TODAY)
    assert planned_ids(world) == {day.id}


def planned_ids(world: World) -> set[str]:
    with world.memory.reads() as session:
        return {each.id for each in odd_hours.to_plan(session, world.commune_id, now=NOW)}
