"""The tables of hours: every decision on air time, proposals of another one, consents to odd hours."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Table

from broadcaster.db.columns import Moment, Names, Value
from broadcaster.db.schema import ID, by_person, metadata, of_commune, own_id
from broadcaster.domain.air_hours import AirHours

air_hours = Table(
    "air_hours",
    metadata,
    own_id(),
    of_commune(),
    Column("effective_from", Date, nullable=False),
    Column("hours", Value(AirHours.to_plain, AirHours.from_plain), nullable=False),
    Column("set_by", ID),
    Column("set_at", Moment, nullable=False),
)
"""Every decision on air time that was ever in force; a later row replaces an earlier one from its day on."""

hours_proposals = Table(
    "hours_proposals",
    metadata,
    own_id(),
    of_commune(),
    Column("hours", Value(AirHours.to_plain, AirHours.from_plain), nullable=False),
    by_person("proposed_by"),
    Column("proposed_at", Moment, nullable=False),
    Column("closed_by", ID),
    Column("closed_at", Moment),
    Column("is_confirmed", Boolean, nullable=False),
    Index("ix_hours_proposals_commune", "commune_id", "proposed_at"),
)
"""What was confirmed stands in `air_hours` under the same id; the rest stays here as history."""

odd_hours_consents = Table(
    "odd_hours_consents",
    metadata,
    Column("schedule_id", ID, ForeignKey("schedules.id"), primary_key=True),
    of_commune(),
    Column("times", Names, nullable=False),
    by_person("consented_by"),
    Column("consented_at", Moment, nullable=False),
)
