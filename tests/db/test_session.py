"""The station's memory under stress: writers wait, readers do not, and a committed order survives a kill."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from broadcaster.db.commune_tables import communes
from broadcaster.db.session import Memory, open_memory

COMMUNE = {"name": "Xã Mai Khê", "zone": "Asia/Ho_Chi_Minh", "is_sample": True}
KILLED = """
import sys
from sqlalchemy import insert
from broadcaster.db.session import open_memory
from broadcaster.db.commune_tables import communes
memory = open_memory(sys.argv[1])
for number in range(100_000):
    with memory.writes.begin() as session:
        session.execute(insert(communes).values(code=f"xa-{number}", name="X", zone="UTC", is_sample=True))
    print(number, flush=True)
"""


@pytest.fixture
def sqlite(sqlite_copy: Callable[[str], str]) -> Iterator[Memory]:
    memory = open_memory(sqlite_copy("tables"))
    yield memory
    memory.close()


def test_a_commit_waits_for_the_disk(sqlite: Memory) -> None:
    settings = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}  # 2 is FULL
    with sqlite.writes() as writing, sqlite.reads() as reading:
        for name, value in settings.items():
            assert writing.execute(text(f"PRAGMA {name}")).scalar_one() == value
            assert reading.execute(text(f"PRAGMA {name}")).scalar_one() == value


@pytest.mark.postgresql
def test_postgresql_waits_for_the_disk_unless_somebody_says_otherwise(
    postgresql_copy: Callable[[str], str],
) -> None:
    memory = open_memory(postgresql_copy("tables"))
    try:
        with memory.reads() as session:
            default = "SELECT boot_val FROM pg_settings WHERE name = 'synchronous_commit'"
            assert session.execute(text(default)).scalar_one() == "on"  # the tests' own server has it off
            ours = "SELECT source FROM pg_settings WHERE name = 'synchronous_commit'"
            assert session.execute(text(ours)).scalar_one() == "configuration file"  # and not by us
    finally:
        memory.close()


def test_two_writers_that_have_read_wait_for_each_other(memory: Memory) -> None:
    """Both read, both write, and neither is turned away: the sum is whole."""
    with memory.writes.begin() as session:
        session.execute(insert(communes).values(code="mai-khe", **COMMUNE))
    together = threading.Barrier(2)
    troubles: list[Exception] = []

    def lengthen() -> None:
        together.wait()
        try:
            for _ in range(10):
                with memory.writes.begin() as session:
                    row = select(communes.c.name).with_for_update()
                    name = session.scalars(row).one()
                    session.execute(communes.update().values(name=f"{name}x"))
        except Exception as trouble:  # noqa: BLE001  told by the test's own thread
            troubles.append(trouble)

    threads = [threading.Thread(target=lengthen) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with memory.reads() as session:
        assert session.scalars(select(communes.c.name)).one() == "Xã Mai Khê" + "x" * 20


def test_readers_never_wait_for_a_writer(memory: Memory) -> None:
    with memory.writes.begin() as writing:
        writing.execute(insert(communes).values(code="mai-khe", **COMMUNE))
        begun = time.monotonic()
        with memory.reads() as reading:
            assert reading.scalar(select(func.count()).select_from(communes)) == 0
        assert time.monotonic() - begun < 5  # a waiting reader would have waited for fifteen
    with memory.reads() as reading:
        assert reading.scalar(select(func.count()).select_from(communes)) == 1


def test_what_breaks_leaves_nothing_behind(memory: Memory) -> None:
    def breaks() -> None:
        with memory.writes.begin() as session:
            session.execute(insert(communes).values(code="mai-khe", **COMMUNE))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    with memory.reads() as session:
        assert session.scalar(select(func.count()).select_from(communes)) == 0


def test_rows_of_no_commune_are_refused_by_both_databases(memory: Memory) -> None:
    with pytest.raises(IntegrityError), memory.writes.begin() as session:
        session.execute(text("INSERT INTO planning (commune_id, wanted, done) VALUES ('nobody', 1, 0)"))


def test_a_killed_writer_loses_nothing_that_it_had_committed(sqlite: Memory, tmp_path: Path) -> None:
    address = sqlite.engine.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, address], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        told = [child.stdout.readline() for _ in range(25)]
        child.send_signal(signal.SIGKILL)
        told += child.stdout.readlines()
    last = max(int(line) for line in told if line.endswith("\n"))
    after = open_memory(address)
    try:
        with after.reads() as session:
            kept = set(session.scalars(select(communes.c.code)))
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    finally:
        after.close()
    assert {f"xa-{number}" for number in range(last + 1)} <= kept
