"""Opening the station's memory: SQLite for a commune, PostgreSQL for a province."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from broadcaster.db.edition import Edition, edition_of
from broadcaster.db.mapping import map_domain
from broadcaster.db.turns import in_turn

BUSY_MS = 15_000
"""How long a writer waits for another one on SQLite before it gives up."""


@dataclass(frozen=True)
class Memory:
    """Two ways into the same database: `writes` may change it, `reads` never waits for a writer."""

    writes: sessionmaker[Session]
    reads: sessionmaker[Session]
    engine: Engine
    edition: Edition
    """Tells, without reading a row, whether anything was committed since it was last asked."""

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
        reading = self.reads.kw["bind"]
        if isinstance(reading, Engine):
            reading.dispose()


def open_memory(url: str) -> Memory:
    """Open the database at an SQLAlchemy URL; its tables are made by migrations, not here."""
    map_domain()
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True)
        return Memory(_sessions(engine), _sessions(engine), engine, edition_of(engine))
    _make_folder(url)
    writing, reading = _sqlite(url, "BEGIN IMMEDIATE", in_turn), _sqlite(url, "BEGIN")
    return Memory(_sessions(writing), _sessions(reading), writing, edition_of(reading))


def _sessions(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def _make_folder(url: str) -> None:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)


def _sqlite(url: str, begin: str, orderly: Callable[[Engine], None] = lambda _engine: None) -> Engine:
    """Open SQLite so that a committed order survives a power cut.

    A writer takes the lock when it begins: with SQLite's own deferred begin two writers that have both read would
    fail at their first write instead of waiting for each other.
    """
    engine = create_engine(url, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            connection.execute(f"PRAGMA {pragma}")

    orderly(engine)  # before anything begins

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
