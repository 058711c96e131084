"""The tables of what airs: broadcasts, the as-run log, what did not air and why, who heard it, how far is planned."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from broadcaster.db.columns import PLAIN, Moment, Value, Word
from broadcaster.db.schema import ID, metadata, of_commune, own_id
from broadcaster.domain.asrun import Outcome
from broadcaster.domain.broadcast import BroadcastState
from broadcaster.domain.hear_check import Hearing
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.rundown import Rundown

broadcasts = Table(
    "broadcasts",
    metadata,
    own_id(),
    of_commune(),
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
    own_id(),
    of_commune(),
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

unaired = Table(
    "unaired",
    metadata,
    of_commune(primary_key=True),
    Column("schedule_id", ID, ForeignKey("schedules.id"), primary_key=True),
    Column("start_at", Moment, primary_key=True),
    Column("hamlet", ID, primary_key=True),
    Column("code", String(32), nullable=False),
    Column("facts", PLAIN, nullable=False),
    Column("skipped", PLAIN, nullable=False),
    Column("noted_at", Moment, nullable=False),
    Index("ix_unaired_start", "commune_id", "start_at"),
)
"""Starts of the timetable that do not air in a hamlet, and the rule that kept them from it."""

hear_checks = Table(
    "hear_checks",
    metadata,
    Column("broadcast_id", ID, primary_key=True),
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    of_commune(),
    Column("hamlet", ID, nullable=False),
    Column("hearing", Word(Hearing), nullable=False),
    Column("note", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    Index("ix_hear_checks_commune", "commune_id", "said_at"),
)

planning = Table(
    "planning",
    metadata,
    of_commune(primary_key=True),
    Column("wanted", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("done_at", Moment),
    Column("stop_until_at", Moment),
)
"""One row a commune: how often something asked for new plans, and how far they were made."""
