"""Is an SQLite file whole? Asked before a station begins to work with it, and of every copy."""

import sqlite3
from pathlib import Path

from sqlalchemy import make_url

from broadcaster.domain.errors import StationError

_SHOWN = 3


def refuse_damaged(url: str) -> None:
    """Raise StationError `database_damaged` for an SQLite file that is there and not whole; others look themselves."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return
    file = Path(address.database)
    if file.exists() and (found := damage(file, founded=False)):
        raise StationError("database_damaged", file=file, why="; ".join(found))


def damage(file: Path, *, founded: bool = True) -> list[str]:
    """Say what is wrong with the structure of a database, in SQLite's words; an empty list where nothing is.

    `founded` asks for tables too: an empty file is a whole database to SQLite, and no station.
    """
    if not file.is_file():
        return ["the file is missing"]
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = [row[0] for row in connection.execute(f"PRAGMA quick_check({_SHOWN})")]
            tables = connection.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
            ).fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return [str(error)]
    if found == ["ok"]:
        found = []
    return found or ([] if tables or not founded else ["it holds no station"])
