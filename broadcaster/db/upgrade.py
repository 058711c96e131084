"""Migrations: bringing the tables of a database up to this version of the program, or back.

Alembic and what it brings are imported where something has to move: a station whose tables are those of its program,
which is nearly every start of every station, does without their 10 MB.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS: Final = Path(__file__).with_name("migrations")


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run every missing migration in one transaction: a crash half way leaves the tables as they were."""
    if revision == "head" and current(engine) == newest():
        return
    from alembic import command

    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to an earlier version of the tables."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def current(engine: Engine) -> str | None:
    """Return the version of the tables, or None for a database that has none yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version


def newest() -> str:
    """Return the version of the tables that this program needs: each migration's file begins with its number."""
    return max(file.name.partition("_")[0] for file in (_SCRIPTS / "versions").glob("[0-9]*_*.py"))


def make_revision(engine: Engine, message: str, rev_id: str) -> None:
    """Write a new migration from what differs between tables and database; a developer's tool."""
    from alembic import command

    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=rev_id)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
