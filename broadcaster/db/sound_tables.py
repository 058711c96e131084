"""Tables of how the station sounds: every decision on it, and the library's playlists."""

from sqlalchemy import Column, ForeignKey, Index, Table

from broadcaster.db.columns import Moment, Names, Value
from broadcaster.db.tables import ID, NAME, metadata
from broadcaster.domain.sound_style import SoundStyle

sound_styles = Table(
    "sound_styles",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("style", Value(SoundStyle.to_plain, SoundStyle.from_plain), nullable=False),
    Column("set_by", ID, ForeignKey("people.id"), nullable=False),
    Column("set_at", Moment, nullable=False),
    Index("ix_sound_styles_newest", "commune_id", "set_at"),
)
"""How bulletins shall sound from `set_at` on, until the next row; those that were made stay as they are."""

playlists = Table(
    "playlists",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("sounds", Names, nullable=False),
    Column("made_by", ID, ForeignKey("people.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_playlists_commune", "commune_id", "name"),
)
