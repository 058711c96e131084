"""Migrations: bringing the tables of a database up to this version of the program, or back."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every missing migration in one transaction: a crash half way leaves the tables as they were."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an earlier version of the tables."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def current(engine: Engine) -> str | None:
    """Return the version of the tables, or None for a database that has none yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the version of the tables that this program needs."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def make_revision(engine: Engine, message: str, rev_id: str) -> None:
    """Write a new migration from what differs between tables and database; a developer's tool."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=rev_id)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config
