"""Tables of how the station sounds: every decision on it, and the library's playlists."""

from sqlalchemy import Column, Index, Table

from broadcaster.db.columns import Moment, Names, Value
from broadcaster.db.schema import NAME, by_person, metadata, of_commune, own_id
from broadcaster.domain.sound_style import SoundStyle

sound_styles = Table(
    "sound_styles",
    metadata,
    own_id(),
    of_commune(),
    Column("style", Value(SoundStyle.to_plain, SoundStyle.from_plain), nullable=False),
    by_person("set_by"),
    Column("set_at", Moment, nullable=False),
    Index("ix_sound_styles_newest", "commune_id", "set_at"),
)
"""How bulletins shall sound from `set_at` on, until the next row; those that were made stay as they are."""

playlists = Table(
    "playlists",
    metadata,
    own_id(),
    of_commune(),
    Column("name", NAME, nullable=False),
    Column("sounds", Names, nullable=False),
    by_person("made_by"),
    Column("changed_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_playlists_commune", "commune_id", "name"),
)
