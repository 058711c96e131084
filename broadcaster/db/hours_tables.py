"""Tables of what two people decide about hours: proposals on air hours, consents to odd ones."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table

from broadcaster.db.columns import Moment, Names, Value
from broadcaster.db.tables import ID, metadata
from broadcaster.domain.air_hours import AirHours

hours_proposals = Table(
    "hours_proposals",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("hours", Value(AirHours.to_plain, AirHours.from_plain), nullable=False),
    Column("proposed_by", ID, ForeignKey("people.id"), nullable=False),
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
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("times", Names, nullable=False),
    Column("consented_by", ID, ForeignKey("people.id"), nullable=False),
    Column("consented_at", Moment, nullable=False),
)
