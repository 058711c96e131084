"""The tables that migrations make are those that the code declares, on both databases, there and back."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from broadcaster.db import upgrade
from broadcaster.db.schema import all_tables
from broadcaster.db.session import Memory
from broadcaster.domain.people import Person
from broadcaster.domain.status import SpeakerStatus
from tests.factories import World

pytestmark = pytest.mark.slow  # every migration, again and again

WITHOUT_COMMUNE = {
    "communes": "is the commune",
    "second_factors": "is a person's, whose own row says it",
    "workers": "tells of processes, which may serve several communes' pages",
}


def differences(memory: Memory) -> list[object]:
    with memory.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, all_tables()))


def test_migrations_make_what_the_code_declares(memory: Memory) -> None:
    assert differences(memory) == []
    assert upgrade.current(memory.engine) == upgrade.newest() == last_in_line()


def last_in_line() -> str | None:
    scripts = Path(upgrade.__file__).with_name("migrations")
    return ScriptDirectory(str(scripts)).get_current_head()


def test_down_to_nothing_and_up_again(memory: Memory) -> None:
    upgrade.downgrade(memory.engine, "base")
    assert set(inspect(memory.engine).get_table_names()) <= {"alembic_version"}
    upgrade.upgrade(memory.engine)
    assert differences(memory) == []


def test_rows_survive_the_steps(world: World) -> None:
    upgrade.downgrade(world.memory.engine, "0001")
    upgrade.upgrade(world.memory.engine)
    with world.memory.reads() as session:
        assert session.get_one(Person, world.operator.id).login == "operator"
        assert len(session.scalars(select(SpeakerStatus)).all()) == 4


def test_each_step_down_and_up_again(memory: Memory) -> None:
    upgrade.downgrade(memory.engine, "0001")
    assert "leases" not in inspect(memory.engine).get_table_names()
    upgrade.upgrade(memory.engine)
    assert differences(memory) == []


def test_a_migration_that_breaks_leaves_the_tables_as_they_were(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade.downgrade(memory.engine, "0001")
    before = set(inspect(memory.engine).get_table_names())
    monkeypatch.setattr("alembic.op.create_table", _power_cut)
    with pytest.raises(ConnectionAbortedError):
        upgrade.upgrade(memory.engine)
    assert upgrade.current(memory.engine) == "0001"
    assert set(inspect(memory.engine).get_table_names()) == before
    assert "sound_count" not in {
        column["name"] for column in inspect(memory.engine).get_columns("desired_plans")
    }


def _power_cut(*_: object, **__: object) -> None:
    raise ConnectionAbortedError


def test_every_row_says_whose_it_is() -> None:
    stray = {name for name, table in all_tables().tables.items() if "commune_id" not in table.c}
    assert stray == set(WITHOUT_COMMUNE)
