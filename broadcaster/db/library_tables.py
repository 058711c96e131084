"""Tables of words and sounds that the commune keeps: its dictionary of readings, its library of sounds."""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, Table, Text

from broadcaster.db.columns import PLAIN, Moment, Value, Word
from broadcaster.db.schema import ID, SHA, by_person, metadata, of_commune, own_id
from broadcaster.domain.kept_reading import ReadingRegion
from broadcaster.domain.library import Cut, SoundKind, SoundLicence, SoundState

kept_readings = Table(
    "kept_readings",
    metadata,
    own_id(),
    of_commune(),
    Column("written", Text, nullable=False),
    Column("spoken", Text, nullable=False),
    Column("region", Word(ReadingRegion), nullable=False),
    Column("version", Integer, nullable=False),
    by_person("kept_by"),
    Column("kept_at", Moment, nullable=False),
    Column("ended_version", Integer),
    by_person("ended_by", nullable=True),
    Column("ended_at", Moment),
    Index("ix_kept_readings_version", "commune_id", "version"),
    Index("ix_kept_readings_ended", "commune_id", "ended_version"),
)
"""Every reading that was ever in force, from its version to the one that ended it."""

library_sounds = Table(
    "library_sounds",
    metadata,
    own_id(),
    of_commune(),
    Column("title", Text, nullable=False),
    Column("kind", Word(SoundKind), nullable=False),
    Column("licence", Word(SoundLicence), nullable=False),
    Column("source", Text, nullable=False),
    Column("expires_on", Date),
    by_person("brought_by"),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("request_id", ID, ForeignKey("requests.id"), index=True),
    Column("state", Word(SoundState), nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("failure", Text, nullable=False),
    Column("sound_sha", SHA, index=True),
    Column("duration_ms", Integer),
    Column("loudness_lufs", Float),
    Column("true_peak_dbtp", Float),
    Column("peaks", PLAIN, nullable=False),
    Column("removed_at", Moment),
    Column("cut", Value(Cut.to_plain, Cut.from_plain)),
    Index("ix_library_sounds_due", "state", "due_at"),
    Index("ix_library_sounds_newest", "commune_id", "created_at"),
)
