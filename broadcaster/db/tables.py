"""The station's tables. Every row carries `commune_id`, so that a province's communes stay apart from the first day."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from broadcaster.db.columns import PLAIN, Moment, Names, Value, Word
from broadcaster.domain.air_hours import AirHours
from broadcaster.domain.approval import Verdict
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.bulletin import BulletinState, RenditionState, Topic
from broadcaster.domain.people import Role
from broadcaster.domain.playlist import Playlist
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.programme_parts import Part, part_from_plain, part_to_plain
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.request import RequestState
from broadcaster.domain.rundown import Rundown
from broadcaster.domain.sound_style import SoundStyle

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
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("code", ID, primary_key=True),
    Column("name", NAME, nullable=False),
    Column("households", Integer, nullable=False),
    Column("residents", Integer, nullable=False),
    Column("position", Integer, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("id", ID, primary_key=True),
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
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
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

bulletins = Table(
    "bulletins",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("topic", Word(Topic), nullable=False),
    Column("precedence", Word(Precedence), nullable=False),
    Column("hamlets", Names, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("author_id", ID, ForeignKey("people.id"), nullable=False),
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
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
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
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("bulletin_id", ID, ForeignKey("bulletins.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("verdict", Word(Verdict), nullable=False),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("spoken_sha", SHA),
    Column("sound_sha", SHA),
    Column("reason", Text, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("person_id", ID, ForeignKey("people.id"), nullable=False),
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


def _spell_parts(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    return [part_to_plain(part) for part in parts]


def _read_parts(plain: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(part_from_plain(part) for part in plain)


air_hours = Table(
    "air_hours",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("effective_from", Date, nullable=False),
    Column("hours", Value(AirHours.to_plain, AirHours.from_plain), nullable=False),
    Column("set_by", ID),
    Column("set_at", Moment, nullable=False),
)
"""Every decision on air time that was ever in force; a later row replaces an earlier one from its day on."""

programmes = Table(
    "programmes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("parts", Value(_spell_parts, _read_parts), nullable=False),
    Column("monthly_minimum", PLAIN, nullable=False),
    Column("freeze_minutes", Integer, nullable=False, server_default="0"),
    Column("ended_at", Moment),
)

schedules = Table(
    "schedules",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("recurrence", Value(Recurrence.to_plain, Recurrence.from_plain), nullable=False),
    Column("length_ms", Integer, nullable=False),
    Column("hamlets", Names, nullable=False),
    Column("programme_id", ID, ForeignKey("programmes.id")),
    Column("playlist", Value(Playlist.to_plain, Playlist.from_plain)),
    Column("late_ms", Integer, nullable=False),
    Column("ended_at", Moment),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("schedule_id", ID, ForeignKey("schedules.id"), nullable=False),
    Column("programme_id", ID),
    Column("hamlet", ID, nullable=False),
    Column("title", Text, nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("rundown", Value(Rundown.to_plain, Rundown.from_plain), nullable=False),
    Column("precedence", Word(Precedence), nullable=False),
    Column("late_ms", Integer, nullable=False),
    Column("state", Word(BroadcastState), nullable=False),
    Index("ix_broadcasts_start", "commune_id", "start_at"),
)

as_run = Table(
    "as_run",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("broadcast_id", ID, nullable=False),
    Column("device_id", ID, nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("item_count", Integer, nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("outcome", Word(Outcome), nullable=False),
    Column("reason", Text, nullable=False),
    Column("items", PLAIN, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("played_ms", Integer, nullable=False),
    Column("start_error_ms", Integer),
    Column("settled_at", Moment),
    UniqueConstraint("broadcast_id", "device_id"),
    Index("ix_as_run_start", "commune_id", "start_at"),
    Index("ix_as_run_outcome", "outcome", "start_at"),
    Index("ix_as_run_device", "device_id", "start_at"),
)

journal = Table(
    "journal",
    metadata,
    Column("device_id", ID, primary_key=True),
    Column("key_id", String(8), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
)
"""Every numbered event exactly as the speaker signed it: the evidence behind the as-run log."""

rejects = Table(
    "rejects",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("topic", Text, nullable=False),
    Column("code", String(8), nullable=False),
    Column("why", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False, index=True),
)
"""Messages that were refused: counted and kept, never acted upon."""

speakers = Table(
    "speakers",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("public_key", String(64), nullable=False),
    Column("credential", PLAIN, nullable=False),
    Column("boot", BigInteger, nullable=False),
    Column("conn", BigInteger, nullable=False),
    Column("said_on", Boolean, nullable=False),
    Column("seen_at", Moment),
    Column("epoch", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("plan_sha", SHA, nullable=False),
    Column("plan_until_at", Moment),
    Column("ready_until_at", Moment),
    Column("missing", Integer, nullable=False),
    Column("clock", String(1), nullable=False),
    Column("skew_ms", BigInteger),
    Column("gain_db", Float),
    Column("free_bytes", BigInteger),
    Column("playing", Text, nullable=False),
    Column("errors", PLAIN, nullable=False),
    Column("firmware", NAME, nullable=False),
    Column("journal_to", BigInteger, nullable=False),
    Column("journal_top", BigInteger, nullable=False, server_default="0"),
    Column("spoke_at_s", BigInteger, nullable=False, server_default="0"),
)

"""What speakers number and count may reach 2**53, as JSON integers do."""

desired_plans = Table(
    "desired_plans",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("digest", SHA, nullable=False),
    Column("plan", PLAIN, nullable=False),
    Column("sound_count", Integer, nullable=False, server_default="0"),
    Column("made_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("body_sha", SHA),
    Column("due_at", Moment, index=True),
    Column("attempts", Integer, nullable=False),
)

signed_bodies = Table(
    "signed_bodies",
    metadata,
    Column("sha", SHA, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("device_id", ID, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
)

planning = Table(
    "planning",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("wanted", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("done_at", Moment),
    Column("stop_until_at", Moment),
)
"""One row a commune: how often something asked for new plans, and how far they were made."""

audit = Table(
    "audit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("person_id", ID),
    Column("act", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("detail", PLAIN, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_audit_at", "commune_id", "at"),
    Index("ix_audit_subject", "subject"),
)

workers = Table(
    "workers",
    metadata,
    Column("name", ID, primary_key=True),
    Column("instance", ID, primary_key=True),
    Column("stepped_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", Text),
)
"""When each worker last finished a step: what /health/ready and /metrics tell."""

leases = Table(
    "leases",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("part", ID, primary_key=True),
    Column("instance", ID, nullable=False),
    Column("machine", String(128), nullable=False),
    Column("process", Integer, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
)
"""Which process is in charge of a part of the station that may be there only once."""
