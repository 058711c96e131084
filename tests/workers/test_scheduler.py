"""Plans are made when something asked for them, when a day begins, and every ten minutes."""

from datetime import time, timedelta

import pytest
from sqlalchemy import func, select

from broadcaster.bootstrap import Station
from broadcaster.db import bulletin_tables
from broadcaster.db.airing_tables import as_run, broadcasts
from broadcaster.db.speaker_tables import desired_plans
from broadcaster.domain.asrun import Outcome
from broadcaster.services import bulletins, planning, planning_marks
from broadcaster.workers.scheduler import Scheduler
from tests.counting import statements
from tests.factories import NOW, TODAY, World, approved, news_at, wording
from tests.fakes import HandClock


def count(station: Station, table: object) -> int:
    with station.memory.reads() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]  # a table


def versions(station: Station) -> set[int]:
    with station.memory.reads() as session:
        return set(session.scalars(select(desired_plans.c.version)))


@pytest.fixture
def news(world: World) -> World:
    approved(world, wording(expires_on=TODAY + timedelta(days=30)))
    news_at(world, time(17))
    return world


def test_a_wish_is_fulfilled_in_one_step(news: World, station: Station) -> None:
    Scheduler(station).step(NOW)
    assert (count(station, broadcasts), count(station, as_run), versions(station)) == (21, 28, {1})
    with station.memory.reads() as session:
        assert not planning_marks.is_open(session, news.commune_id)


def test_without_a_wish_a_step_costs_nothing(news: World, station: Station) -> None:
    scheduler = Scheduler(station)
    scheduler.step(NOW)
    with statements(station.memory) as told:
        scheduler.step(NOW + timedelta(seconds=1))
    assert len(told) == 4  # wishes, overdue reports, silenced alerts, stops
    assert all(statement.startswith("SELECT") for statement in told)


def test_a_new_day_brings_another_day_of_broadcasts(news: World, station: Station) -> None:
    scheduler = Scheduler(station)
    scheduler.step(NOW)
    scheduler.step(NOW + timedelta(days=1))
    assert (count(station, broadcasts), versions(station)) == (24, {2})


def test_what_was_asked_for_while_it_thought_is_not_overwritten(
    news: World, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bulletin is withdrawn between thinking and writing: its broadcasts are never written."""
    real = planning.foresee
    with station.memory.reads() as session:
        bulletin_id = session.scalars(select(bulletin_tables.bulletins.c.id)).one()

    def slow(*known: object, **more: object) -> object:
        thought = real(*known, **more)  # type: ignore[arg-type]  # passed on as it came
        with news.memory.writes.begin() as session:
            bulletins.withdraw(session, bulletin_id, reason="Sai.", by=news.operator, now=NOW)
        return thought

    scheduler = Scheduler(station)
    with monkeypatch.context() as thinking:
        thinking.setattr(planning, "foresee", slow)
        scheduler.step(NOW)
    assert count(station, as_run) == 0
    scheduler.step(NOW)
    assert count(station, as_run) == 0
    with station.memory.reads() as session:
        assert not planning_marks.is_open(session, news.commune_id)


def test_a_clock_that_jumped_back_plans_anew(news: World, station: Station) -> None:
    scheduler = Scheduler(station)
    scheduler.step(NOW)
    with statements(station.memory) as told:
        scheduler.step(NOW - timedelta(hours=3))
    assert len(told) > 2


def test_silence_is_settled(news: World, station: Station, clock: HandClock) -> None:
    scheduler = Scheduler(station)
    scheduler.step(NOW)
    scheduler.step(clock.advance(hours=8))
    with station.memory.reads() as session:
        unknown = session.scalar(
            select(func.count()).where(as_run.c.outcome == Outcome.UNKNOWN, as_run.c.start_at < clock.now())
        )
    assert unknown == 4
