"""Column types: moments are aware and in UTC, words read like the glossary, values come back equal."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError

from broadcaster.db.bulletin_tables import bulletins
from broadcaster.db.process_tables import workers
from broadcaster.db.schema import all_tables
from broadcaster.db.session import Memory
from broadcaster.db.timetable_tables import programmes
from broadcaster.domain.programme import Programme
from broadcaster.services import health
from broadcaster.services.health import Heartbeat
from tests.factories import NOW, World, approved, news_at, wording


def beat(memory: Memory, at: datetime) -> None:
    with memory.writes.begin() as session:
        health.beat(session, Heartbeat("gateway", "one", at, at, None))


def test_a_moment_comes_back_aware_and_the_same(memory: Memory) -> None:
    beat(memory, NOW.astimezone(timezone(timedelta(hours=7))))
    with memory.reads() as session:
        back = session.scalars(select(workers.c.stepped_at)).one()
    assert (back, back.utcoffset()) == (NOW, timedelta())


def test_microseconds_survive(memory: Memory) -> None:
    exact = datetime(2026, 11, 24, 3, 0, 0, 123_456, tzinfo=UTC)
    beat(memory, exact)
    with memory.reads() as session:
        assert session.scalars(select(workers.c.stepped_at)).one() == exact


def test_a_naive_moment_is_refused(memory: Memory) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        beat(memory, datetime(2026, 11, 24, 3, 0))  # noqa: DTZ001  what is refused


def test_no_table_has_a_moment_of_the_databases_own_kind() -> None:
    plain = [
        f"{table.name}.{column.name}"
        for table in all_tables().tables.values()
        for column in table.c
        if type(column.type).__name__ == "DateTime"
    ]
    assert plain == []


def test_words_in_the_table_read_like_the_glossary(world: World) -> None:
    approved(world, wording())
    with world.memory.reads() as session:
        row = session.execute(text("SELECT state, topic, precedence, hamlets FROM bulletins")).one()
        assert session.scalars(select(bulletins.c.hamlets)).one() == ()
    assert tuple(row[:3]) == ("APPROVED", "AGRICULTURE", "ROUTINE")


def test_values_come_back_equal(world: World) -> None:
    made = news_at(world, NOW.time().replace(tzinfo=None))
    with world.memory.reads() as session:
        programme = session.get_one(Programme, made.programme_id)
        schedule = session.get_one(type(made), made.id)
    assert (schedule.recurrence, schedule.playlist) == (made.recurrence, None)
    assert [part.kind for part in programme.parts] == ["bulletins", "hamlet"]


def test_a_value_that_is_none_is_null_and_no_json(world: World) -> None:
    news_at(world, NOW.time().replace(tzinfo=None))
    with world.memory.reads() as session:
        null = "SELECT count(*) FROM schedules WHERE playlist IS NULL"
        assert session.execute(text(null)).scalar_one() == 1


def test_a_row_without_its_commune_is_refused(memory: Memory) -> None:
    with pytest.raises(Exception, match=r"(?i)null"), memory.writes.begin() as session:
        session.execute(insert(programmes).values(id="p", name="x", minutes=1, parts=(), monthly_minimum={}))
