"""The tables of the commune: its hamlets, its loudspeakers, its people, and what they did."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from broadcaster.db.columns import PLAIN, Moment, Names, Word
from broadcaster.db.schema import ID, NAME, metadata, of_commune, own_id
from broadcaster.domain.people import Role

communes = Table(
    "communes",
    metadata,
    Column("code", ID, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("is_sample", Boolean, nullable=False),
)

hamlets = Table(
    "hamlets",
    metadata,
    of_commune(primary_key=True),
    Column("code", ID, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("position", Integer, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    of_commune(primary_key=True),
    own_id(),
    Column("name", NAME, nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("groups", Names, nullable=False),
    Column("horns", Integer, nullable=False),
    Column("gain_db", Float, nullable=False),
    Column("delay_ms", Integer, nullable=False),
    Column("lat", Float),
    Column("lon", Float),
    Column("households", Integer),
)

people = Table(
    "people",
    metadata,
    own_id(),
    of_commune(),
    Column("login", NAME, nullable=False, unique=True),
    Column("full_name", NAME, nullable=False),
    Column("role", Word(Role), nullable=False),
    Column("hamlet", ID),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("session_epoch", Integer, nullable=False),
    Column("unit_id", ID),
)

audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("commune_id", ID, nullable=False),
    Column("person_id", ID),
    Column("act", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("detail", PLAIN, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_audit_at", "commune_id", "at"),
    Index("ix_audit_subject", "subject"),
)
