"""The tables of words on their way to the air: requests, bulletins, the sounds made of them, and who approved."""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, Integer, Table, Text

from broadcaster.db.columns import PLAIN, Moment, Names, Value, Word
from broadcaster.db.schema import ID, NAME, SHA, by_person, metadata, of_commune, own_id
from broadcaster.domain.approval import Verdict
from broadcaster.domain.bulletin import BulletinState, RenditionState, Topic
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.request import RequestState
from broadcaster.domain.sound_style import SoundStyle

bulletins = Table(
    "bulletins",
    metadata,
    own_id(),
    of_commune(),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", Word(Topic), nullable=False),
    Column("precedence", Word(Precedence), nullable=False),
    Column("hamlets", Names, nullable=False),
    Column("expires_on", Date, nullable=False),
    by_person("author_id"),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("state", Word(BulletinState), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("choices", PLAIN, nullable=False),
    Column("request_id", ID),
    Column("approved_at", Moment),
    Column("approved_rendition_id", ID),
    Index("ix_bulletins_state", "commune_id", "state", "expires_on"),
)

renditions = Table(
    "renditions",
    metadata,
    own_id(),
    of_commune(),
    Column("bulletin_id", ID, ForeignKey("bulletins.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("spoken_text", Text, nullable=False),
    Column("spoken_sha", SHA, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Word(RenditionState), nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("doing", Text, nullable=False),
    Column("failure", Text),
    Column("sound_sha", SHA),
    Column("duration_ms", Integer),
    Column("loudness_lufs", Float),
    Column("true_peak_dbtp", Float),
    Column("voice", NAME),
    Column("peaks", PLAIN, nullable=False),
    Column("style", Value(SoundStyle.to_plain, SoundStyle.from_plain)),
    Column("recorded_sha", SHA),
    Column("dictionary_version", NAME),
    Index("ix_renditions_due", "state", "due_at"),
)

approvals = Table(
    "approvals",
    metadata,
    own_id(),
    of_commune(),
    Column("bulletin_id", ID, ForeignKey("bulletins.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("verdict", Word(Verdict), nullable=False),
    by_person("person_id"),
    Column("decided_at", Moment, nullable=False),
    Column("spoken_sha", SHA),
    Column("sound_sha", SHA),
    Column("reason", Text, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    own_id(),
    of_commune(),
    Column("hamlet", ID, nullable=False),
    by_person("person_id"),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("wanted_at", Moment),
    Column("state", Word(RequestState), nullable=False),
    Column("answered_by", ID),
    Column("answered_at", Moment),
    Column("reason", Text, nullable=False),
    Column("bulletin_id", ID),
    Column("unit_id", ID),
    Column("topic", Word(Topic)),
    Column("author", NAME, nullable=False, server_default=""),
    Index("ix_requests_state", "commune_id", "state"),
)
