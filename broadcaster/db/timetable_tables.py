"""Tables beside the timetable: people's edits, changes to take back, special days, what did not air, hear-checks."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from broadcaster.db.columns import PLAIN, Moment, Names, Word
from broadcaster.db.tables import ID, NAME, SHA, metadata
from broadcaster.domain.hear_check import Hearing
from broadcaster.domain.rundown_edit import EditKind
from broadcaster.domain.special_day import DayEffect

rundown_edits = Table(
    "rundown_edits",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("schedule_id", ID, ForeignKey("schedules.id"), nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("kind", Word(EditKind), nullable=False),
    Column("bulletins", Names, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_by", ID, ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("undone_by", ID, ForeignKey("people.id")),
    Column("undone_at", Moment),
    Index("ix_rundown_edits_start", "commune_id", "start_at"),
)
"""What people wanted of single starts; taken back, a row stays and says so."""

timetable_changes = Table(
    "timetable_changes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("act", String(32), nullable=False),
    Column("subject", NAME, nullable=False),
    Column("before", PLAIN, nullable=False),
    Column("after", PLAIN, nullable=False),
    Column("made_by", ID, ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("undone_by", ID, ForeignKey("people.id")),
    Column("undone_at", Moment),
    Index("ix_timetable_changes_commune", "commune_id", "made_at"),
)
"""Each change of the timetable with what stood before and after it, by id, so that it can be taken back."""

special_days = Table(
    "special_days",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("name", NAME, nullable=False),
    Column("effect", Word(DayEffect), nullable=False),
    Column("month", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("is_lunar", Boolean, nullable=False),
    Column("year", Integer),
    Column("days", Integer, nullable=False),
    Column("topic", String(32), nullable=False),
    Column("made_by", ID, ForeignKey("people.id")),
    Column("made_at", Moment, nullable=False),
    Column("ended_by", ID, ForeignKey("people.id")),
    Column("ended_at", Moment),
    Index("ix_special_days_commune", "commune_id", "ended_at"),
)

unaired = Table(
    "unaired",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
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
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("hearing", Word(Hearing), nullable=False),
    Column("note", Text, nullable=False),
    Column("said_at", Moment, nullable=False),
    Index("ix_hear_checks_commune", "commune_id", "said_at"),
)

calendar_links = Table(
    "calendar_links",
    metadata,
    Column("token_sha", SHA, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("made_by", ID, ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_calendar_links_commune", "commune_id", "made_at"),
)
"""Secret addresses under which a calendar program reads the timetable; the secret itself is kept by nobody here."""
