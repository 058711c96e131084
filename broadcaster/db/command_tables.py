"""Tables of what is said at once: commands and their answers, alerts, stops, and people's second factors."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from broadcaster.db.columns import PLAIN, Moment, Names, Value, Word
from broadcaster.db.schema import ID, SHA, by_person, metadata, of_commune, own_id
from broadcaster.domain.alert import AlertEnd, AlertForm, AlertPart, AlertTexts
from broadcaster.domain.bulletin import RenditionState
from broadcaster.domain.command import Answer, CommandKind
from broadcaster.domain.precedence import Precedence
from broadcaster.domain.stop import AreaKind


def _spell_texts(texts: AlertTexts) -> dict[str, str]:
    return {part.value: texts.of(part) for part in AlertPart}


def _read_texts(plain: dict[str, str]) -> AlertTexts:
    return AlertTexts(**plain)


alerts = Table(
    "alerts",
    metadata,
    own_id(),
    of_commune(),
    Column("form", Value(AlertForm.to_plain, AlertForm.from_plain), nullable=False),
    Column("texts", Value(_spell_texts, _read_texts), nullable=False),
    Column("hamlets", Names, nullable=False),
    Column("is_exercise", Boolean, nullable=False),
    Column("every_min", Integer, nullable=False),
    Column("lasting_min", Integer, nullable=False),
    by_person("author_id"),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_template", Boolean, nullable=False),
    Column("template_id", ID),
    Column("source", Text, nullable=False),
    Column("first_id", ID),
    Column("first_at", Moment),
    Column("first_approves", Boolean, nullable=False),
    Column("second_id", ID),
    Column("second_at", Moment),
    Column("released_at", Moment),
    Column("ended_at", Moment),
    Column("ended_how", Word(AlertEnd)),
    Column("ended_by", ID),
    Column("kept_silent_by", ID),
    Column("kept_silent_at", Moment),
    Index("ix_alerts_released", "commune_id", "released_at"),
)

alert_voices = Table(
    "alert_voices",
    metadata,
    own_id(),
    of_commune(),
    Column("alert_id", ID, ForeignKey("alerts.id"), nullable=False, index=True),
    Column("part", Word(AlertPart), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("is_exercise", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("spoken_text", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Word(RenditionState), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", Moment),
    Column("failure", Text, nullable=False),
    Column("sound_sha", SHA),
    Column("duration_ms", Integer),
    Column("peaks", PLAIN, nullable=False),
    Index("ix_alert_voices_due", "state", "due_at"),
)

commands = Table(
    "commands",
    metadata,
    own_id(),
    of_commune(),
    Column("kind", Word(CommandKind), nullable=False),
    Column("groups", Names, nullable=False),
    Column("devices", Names, nullable=False),
    Column("payload", PLAIN, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("title", Text, nullable=False),
    Column("precedence", Word(Precedence), nullable=False),
    Column("subject_id", ID, index=True),
    Column("attempts", Integer, nullable=False),
    Column("envelopes", PLAIN, nullable=False),
    Column("withdrawn_at", Moment),
    Index("ix_commands_due", "commune_id", "due_at"),
    Index("ix_commands_expires", "commune_id", "expires_at"),
)

command_answers = Table(
    "command_answers",
    metadata,
    Column("command_id", ID, ForeignKey("commands.id"), primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("address", ID, nullable=False),
    Column("answer", Word(Answer), nullable=False),
    Column("reason", Text, nullable=False),
    Column("progress", Integer, nullable=False),
    Column("rounds", PLAIN, nullable=False),
    Column("answered_at", Moment),
    Column("first_sound_at", Moment),
    Column("ended_at", Moment),
)

stops = Table(
    "stops",
    metadata,
    own_id(),
    of_commune(),
    Column("kind", Word(AreaKind), nullable=False),
    Column("code", ID, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    by_person("stopped_by"),
    Column("stopped_at", Moment, nullable=False),
    Column("lifted", Names, nullable=False),
    Column("asked_by", ID),
    Column("asked_at", Moment),
    Column("released_by", ID),
    Column("released_at", Moment),
    Column("kept_by", ID),
    Column("kept_at", Moment),
    Index("ix_stops_until", "commune_id", "until_at"),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", ID, ForeignKey("people.id"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("last_step", BigInteger, nullable=False),
    Column("recovery", Names, nullable=False),
)
