"""Tables of the newsroom: the units that owe items."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table

from broadcaster.db.columns import Moment, Word
from broadcaster.db.tables import ID, NAME, metadata
from broadcaster.domain.unit import UnitKind

units = Table(
    "units",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("kind", Word(UnitKind), nullable=False),
    Column("monthly_quota", Integer, nullable=False),
    Column("since_on", Date, nullable=False),
    Column("ended_at", Moment),
    Index("ix_units_commune", "commune_id", "name"),
)
