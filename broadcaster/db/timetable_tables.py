"""The tables of the timetable: programmes, schedules, people's edits, changes to take back, special days, links."""

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from broadcaster.db.columns import PLAIN, Moment, Names, Value, Word
from broadcaster.db.schema import ID, NAME, SHA, by_person, metadata, of_commune, own_id
from broadcaster.domain.playlist import Playlist
from broadcaster.domain.programme_parts import Part, part_from_plain, part_to_plain
from broadcaster.domain.recurrence import Recurrence
from broadcaster.domain.rundown_edit import EditKind
from broadcaster.domain.special_day import DayEffect


def _spell_parts(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    return [part_to_plain(part) for part in parts]


def _read_parts(plain: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(part_from_plain(part) for part in plain)


programmes = Table(
    "programmes",
    metadata,
    own_id(),
    of_commune(),
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
    own_id(),
    of_commune(),
    Column("name", NAME, nullable=False),
    Column("recurrence", Value(Recurrence.to_plain, Recurrence.from_plain), nullable=False),
    Column("length_ms", Integer, nullable=False),
    Column("hamlets", Names, nullable=False),
    Column("programme_id", ID, ForeignKey("programmes.id")),
    Column("playlist", Value(Playlist.to_plain, Playlist.from_plain)),
    Column("late_ms", Integer, nullable=False),
    Column("ended_at", Moment),
)

rundown_edits = Table(
    "rundown_edits",
    metadata,
    own_id(),
    of_commune(),
    Column("schedule_id", ID, ForeignKey("schedules.id"), nullable=False),
    Column("start_at", Moment, nullable=False),
    Column("hamlet", ID, nullable=False),
    Column("kind", Word(EditKind), nullable=False),
    Column("bulletins", Names, nullable=False),
    Column("reason", Text, nullable=False),
    by_person("made_by"),
    Column("made_at", Moment, nullable=False),
    by_person("undone_by", nullable=True),
    Column("undone_at", Moment),
    Index("ix_rundown_edits_start", "commune_id", "start_at"),
)
"""What people wanted of single starts; taken back, a row stays and says so."""

timetable_changes = Table(
    "timetable_changes",
    metadata,
    own_id(),
    of_commune(),
    Column("act", String(32), nullable=False),
    Column("subject", NAME, nullable=False),
    Column("before", PLAIN, nullable=False),
    Column("after", PLAIN, nullable=False),
    by_person("made_by"),
    Column("made_at", Moment, nullable=False),
    by_person("undone_by", nullable=True),
    Column("undone_at", Moment),
    Index("ix_timetable_changes_commune", "commune_id", "made_at"),
)
"""Each change of the timetable with what stood before and after it, by id, so that it can be taken back."""

special_days = Table(
    "special_days",
    metadata,
    own_id(),
    of_commune(),
    Column("name", NAME, nullable=False),
    Column("effect", Word(DayEffect), nullable=False),
    Column("month", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("is_lunar", Boolean, nullable=False),
    Column("year", Integer),
    Column("days", Integer, nullable=False),
    Column("topic", String(32), nullable=False),
    by_person("made_by", nullable=True),
    Column("made_at", Moment, nullable=False),
    by_person("ended_by", nullable=True),
    Column("ended_at", Moment),
    Index("ix_special_days_commune", "commune_id", "ended_at"),
)

calendar_links = Table(
    "calendar_links",
    metadata,
    Column("token_sha", SHA, primary_key=True),
    of_commune(),
    Column("hamlet", ID, nullable=False),
    by_person("made_by"),
    Column("made_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_calendar_links_commune", "commune_id", "made_at"),
)
"""Secret addresses under which a calendar program reads the timetable; the secret itself is kept by nobody here."""
