"""Tables of words and sounds that the commune keeps: its dictionary of readings."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from broadcaster.db.columns import Moment, Word
from broadcaster.db.tables import ID, metadata
from broadcaster.domain.kept_reading import ReadingRegion

kept_readings = Table(
    "kept_readings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("written", Text, nullable=False),
    Column("spoken", Text, nullable=False),
    Column("region", Word(ReadingRegion), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kept_by", ID, ForeignKey("people.id"), nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("ended_version", Integer),
    Column("ended_by", ID, ForeignKey("people.id")),
    Column("ended_at", Moment),
    Index("ix_kept_readings_version", "commune_id", "version"),
    Index("ix_kept_readings_ended", "commune_id", "ended_version"),
)
"""Every reading that was ever in force, from its version to the one that ended it."""
