"""Tables of the newsroom: the units that owe items."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from broadcaster.db.columns import Moment, Names, Word
from broadcaster.db.schema import ID, NAME, SHA, by_person, metadata, of_commune, own_id
from broadcaster.domain.bulletin import Topic
from broadcaster.domain.errand import ErrandState
from broadcaster.domain.opinion import OpinionKind, OpinionState
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.province import ProvinceState
from broadcaster.domain.unit import UnitKind

units = Table(
    "units",
    metadata,
    own_id(),
    of_commune(),
    Column("name", NAME, nullable=False),
    Column("kind", Word(UnitKind), nullable=False),
    Column("monthly_quota", Integer, nullable=False),
    Column("since_on", Date, nullable=False),
    Column("ended_at", Moment),
    Index("ix_units_commune", "commune_id", "name"),
)

errands = Table(
    "errands",
    metadata,
    Column("bulletin_id", ID, ForeignKey("bulletins.id"), primary_key=True),
    of_commune(),
    by_person("person_id"),
    Column("revision", Integer, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("air_at", Moment),
    Column("state", Word(ErrandState), nullable=False),
    Column("failure", String(64), nullable=False),
    Index("ix_errands_state", "commune_id", "state"),
)

science_tasks = Table(
    "science_tasks",
    metadata,
    own_id(),
    of_commune(),
    Column("code", NAME, nullable=False),
    Column("name", Text, nullable=False),
    Column("lead", Text, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    by_person("added_by"),
    Column("added_at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_science_tasks_commune", "commune_id", "from_on"),
)

task_bulletins = Table(
    "task_bulletins",
    metadata,
    Column("task_id", ID, ForeignKey("science_tasks.id"), primary_key=True),
    Column("bulletin_id", ID, ForeignKey("bulletins.id"), primary_key=True),
    Column("commune_id", ID, nullable=False),
    by_person("linked_by"),
    Column("linked_at", Moment, nullable=False),
)
"""Which bulletins made a task public; when they aired is the as-run log's to tell."""

opinions = Table(
    "opinions",
    metadata,
    own_id(),
    of_commune(),
    Column("hamlet", ID, nullable=False),
    Column("device_id", ID),
    Column("kind", Word(OpinionKind), nullable=False),
    Column("text", Text, nullable=False),
    Column("heard_at", Moment, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("broadcast_id", ID),
    Column("state", Word(OpinionState), nullable=False),
    Column("answer", Text, nullable=False),
    Column("answered_by", ID),
    Column("answered_at", Moment),
    Column("bulletin_id", ID),
    Index("ix_opinions_state", "commune_id", "state", "sent_at"),
    Index("ix_opinions_place", "commune_id", "hamlet", "sent_at"),
)
"""Without a name, an address or anything else that leads to a person."""

publications = Table(
    "publications",
    metadata,
    Column("bulletin_id", ID, ForeignKey("bulletins.id"), primary_key=True),
    of_commune(),
    Column("rendition_id", ID, ForeignKey("renditions.id"), nullable=False),
    by_person("published_by"),
    Column("published_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_publications_newest", "commune_id", "published_at"),
)

province_items = Table(
    "province_items",
    metadata,
    own_id(),
    of_commune(),
    Column("source_id", NAME, nullable=False),
    Column("precedence", Word(Precedence), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", Word(Topic), nullable=False),
    Column("hamlets", Names, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", Word(ProvinceState), nullable=False),
    Column("decided_by", ID),
    Column("decided_at", Moment),
    Column("reason", Text, nullable=False),
    Column("bulletin_id", ID),
    Column("told_sha", SHA, nullable=False),
    UniqueConstraint("commune_id", "source_id"),
    Index("ix_province_items_state", "commune_id", "state"),
)
