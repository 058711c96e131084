"""Slots that clash are refused by name; hours that the commune decided are kept with their history."""

import threading
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from broadcaster.domain.air_hours import AirHours, AirWindow
from broadcaster.domain.errors import StationError
from broadcaster.domain.programme_parts import HamletAnnouncements
from broadcaster.domain.recurrence import EVERY_DAY, Recurrence
from broadcaster.domain.schedule import Schedule, Slot
from broadcaster.services import (
    hours,
    planning_marks,
    programmes,
    timetable,
    timetable_changes,
    timetable_proposals,
)
from tests.factories import NOW, TODAY, World, news_at

MINUTE = 60_000


def slot(at: time, minutes: int = 30, *hamlets: str) -> Slot:
    return Slot(Recurrence.daily(at, first_on=TODAY), minutes * MINUTE, hamlets)


def add(world: World, name: str, wanted: Slot) -> Schedule:
    with world.memory.writes.begin() as session:
        programme = programmes.add(
            session, name=name, minutes=30, parts=(HamletAnnouncements(),), by=world.operator, now=NOW
        )
        return timetable.add_schedule(
            session, name=name, slot=wanted, programme_id=programme.id, by=world.operator, now=NOW
        )


def test_a_clash_names_the_other_one(world: World) -> None:
    add(world, "Bản tin sáng", slot(time(5, 30)))
    with pytest.raises(StationError, match="clash") as refused:
        add(world, "Thể dục", slot(time(5, 45)))
    assert refused.value.facts["other"] == "Bản tin sáng"
    assert "at" in refused.value.facts


def test_a_slot_that_overlaps_itself_names_itself(world: World) -> None:
    twice = Slot(Recurrence.daily(time(5), time(5, 10), first_on=TODAY), 30 * MINUTE)
    with pytest.raises(StationError, match="clash") as refused:
        add(world, "Hai lần", twice)
    assert refused.value.facts["other"] == "Hai lần"


def test_hamlets_apart_do_not_clash(world: World) -> None:
    add(world, "Gò Sải", slot(time(5, 30), 30, "go-sai"))
    add(world, "Ao Sen", slot(time(5, 30), 30, "ao-sen"))
    with pytest.raises(StationError, match="clash"):
        add(world, "Toàn xã", slot(time(5, 30)))


def test_of_two_who_add_at_the_same_time_one_is_refused(world: World) -> None:
    together = threading.Barrier(2)
    told: list[str] = []

    def try_it() -> None:
        together.wait()
        try:
            add(world, "Cùng lúc", slot(time(5, 30)))
        except StationError as refused:
            told.append(refused.code)
        else:
            told.append("added")

    threads = [threading.Thread(target=try_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["added", "clash"]


def test_a_programme_that_was_put_away_is_scheduled_no_more(world: World) -> None:
    with world.memory.writes.begin() as session:
        gone = programmes.add(
            session, name="Cũ", minutes=30, parts=(HamletAnnouncements(),), by=world.operator, now=NOW
        )
        programmes.end(session, gone.id, by=world.operator, now=NOW)
        with pytest.raises(StationError, match="programme_ended"):
            timetable.add_schedule(
                session, name="Cũ", slot=slot(time(9)), programme_id=gone.id, by=world.operator, now=NOW
            )


def test_nor_does_it_come_back_with_a_schedule_that_comes_back(world: World) -> None:
    made = add(world, "Cũ", slot(time(9)))
    with world.memory.writes.begin() as session:
        proposal = timetable_proposals.end(session, made.id, by=world.operator, now=NOW)
        change = timetable_changes.save(session, proposal, by=world.operator, now=NOW)
        programmes.end(session, str(made.programme_id), by=world.operator, now=NOW)
        with pytest.raises(StationError, match="programme_ended"):
            timetable_changes.undo(session, change, by=world.operator, now=NOW)


def test_an_ended_schedule_is_in_nobodys_way(world: World) -> None:
    ended = add(world, "Cũ", slot(time(5, 30)))
    with world.memory.writes.begin() as session:
        for _ in range(2):
            proposal = timetable_proposals.end(session, ended.id, by=world.operator, now=NOW)
            timetable_changes.save(session, proposal, by=world.operator, now=NOW)
        assert session.get_one(Schedule, ended.id).ended_at == NOW
    add(world, "Mới", slot(time(5, 30)))


def test_unknown_hamlets_and_foreign_programmes_are_refused(world: World) -> None:
    with pytest.raises(StationError, match="hamlet_unknown"):
        add(world, "Nơi khác", slot(time(5), 10, "nowhere"))
    with world.memory.writes.begin() as session, pytest.raises(StationError, match="not_found"):
        timetable.add_schedule(
            session, name="x", slot=slot(time(5)), programme_id="foreign", by=world.operator, now=NOW
        )


def test_only_the_desk_schedules_and_it_sets_no_hours(world: World) -> None:
    made = news_at(world, time(5))
    with world.memory.writes.begin() as session:
        for person in (world.approver, world.viewer, world.administrator, world.hamlet_head):
            with pytest.raises(StationError, match="not_allowed"):
                timetable_proposals.end(session, made.id, by=person, now=NOW)
        with pytest.raises(StationError, match="not_allowed"):
            hours.propose(session, decision(TODAY), by=world.operator, now=NOW)


def decided(session: Session, world: World, wanted: AirHours, now: datetime = NOW) -> None:
    made = hours.propose(session, wanted, by=world.administrator, now=now)
    hours.confirm(session, made.id, by=world.approver, now=now)


def decision(day: date, opens: int = 5) -> AirHours:
    return AirHours(day, (AirWindow(EVERY_DAY, time(opens), time(20)),), decided_by="QĐ 15/QĐ-UBND")


def test_a_decision_counts_from_its_day_and_asks_for_new_plans(world: World) -> None:
    tomorrow = TODAY + timedelta(days=1)
    with world.memory.writes.begin() as session:
        before = planning_marks.newest_wish(session, world.commune_id)
        decided(session, world, decision(tomorrow))
        assert planning_marks.newest_wish(session, world.commune_id) == before + 1
    with world.memory.reads() as session:
        today = hours.hours_in_force(session, world.commune_id, now=NOW)
        then = hours.hours_in_force(session, world.commune_id, now=NOW + timedelta(days=1))
    assert today is not None
    assert then is not None
    assert today.hours.is_demo
    assert then.hours == decision(tomorrow)
    assert then.since == NOW.replace(hour=17)  # the commune's midnight


def test_of_two_decisions_for_one_day_the_later_written_counts(world: World) -> None:
    with world.memory.writes.begin() as session:
        for number, opens in enumerate((6, 7)):
            later = NOW + timedelta(minutes=number)
            decided(session, world, decision(TODAY, opens), later)
    with world.memory.reads() as session:
        found = hours.hours_in_force(session, world.commune_id, now=NOW + timedelta(hours=1))
        assert found is not None
        assert found.hours.windows[0].opens == time(7)
        assert len(timetable.air_hours(session, world.commune_id)) == 2
