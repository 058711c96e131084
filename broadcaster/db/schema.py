"""What the station's tables share: their metadata, the lengths of their words, the columns that most of them have."""

import importlib
import pkgutil

from sqlalchemy import Column, ForeignKey, MetaData, String

import broadcaster.db

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)
SHA = String(64)
NAME = String(200)


def own_id() -> Column[str]:
    """Return the key of rows that the domain named before the database saw them."""
    return Column("id", ID, primary_key=True)


def of_commune(*, primary_key: bool = False) -> Column[str]:
    """Return the column that keeps a province's communes apart: every row says whose it is."""
    return Column("commune_id", ID, ForeignKey("communes.code"), primary_key=primary_key, nullable=False)


def by_person(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column that names one of the commune's people."""
    return Column(name, ID, ForeignKey("people.id"), nullable=nullable)


def all_tables() -> MetaData:
    """Return every table that the modules beside this one declare."""
    for module in pkgutil.iter_modules(broadcaster.db.__path__):
        if module.name.endswith("_tables"):
            importlib.import_module(f"broadcaster.db.{module.name}")
    return metadata
