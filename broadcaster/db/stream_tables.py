"""Tables of what is made while it is heard: stations to relay, live speech, and how their sources are doing."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table, Text

from broadcaster.db.columns import Moment, Names, Word
from broadcaster.db.schema import ID, NAME, SHA, by_person, metadata, of_commune, own_id
from broadcaster.domain.live_talk import TalkEnd
from broadcaster.domain.stream import StreamState

relay_stations = Table(
    "relay_stations",
    metadata,
    own_id(),
    of_commune(),
    Column("name", NAME, nullable=False),
    Column("url", Text, nullable=False),
    Column("more_hosts", Names, nullable=False),
    Column("fallback", SHA, nullable=False),
    Column("fallback_title", Text, nullable=False),
    Column("fallback_ms", Integer, nullable=False),
    by_person("added_by"),
    Column("added_at", Moment, nullable=False),
    Column("ended_by", ID),
    Column("ended_at", Moment),
    Index("ix_relay_stations_commune", "commune_id", "added_at"),
)

live_talks = Table(
    "live_talks",
    metadata,
    own_id(),
    of_commune(),
    Column("title", Text, nullable=False),
    Column("hamlets", Names, nullable=False),
    by_person("person_id"),
    Column("schedule_id", ID, ForeignKey("schedules.id"), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("starts_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_by", ID),
    Column("ending", Word(TalkEnd)),
    Column("sound_id", ID),
    Column("settled_at", Moment),
    Index("ix_live_talks_start", "commune_id", "starts_at"),
)

stream_watches = Table(
    "stream_watches",
    metadata,
    own_id(),
    of_commune(),
    Column("address", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("state", Word(StreamState), nullable=False),
    Column("level_db", Float, nullable=False),
    Column("sent_ms", BigInteger, nullable=False),
    Column("losses", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("seen_at", Moment),
    Index("ix_stream_watches_start", "commune_id", "started_at"),
)
