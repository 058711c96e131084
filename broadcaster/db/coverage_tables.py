"""The tables of coverage: where people live, where horns point, what was measured, and what other communes sent."""

from sqlalchemy import Column, Date, Float, ForeignKey, Index, String, Table

from broadcaster.db.columns import PLAIN, Moment
from broadcaster.db.tables import ID, NAME, SHA, metadata

hamlet_maps = Table(
    "hamlet_maps",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("hamlet", ID, primary_key=True),
    Column("outline", PLAIN),
    Column("homes", PLAIN),
    Column("changed_by", ID, ForeignKey("people.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
)
"""A hamlet's outline as [longitude, latitude] corners, its homes as [longitude, latitude, persons]; either may lack."""

speaker_aims = Table(
    "speaker_aims",
    metadata,
    Column("commune_id", ID, ForeignKey("communes.code"), primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("aims", PLAIN, nullable=False),
    Column("changed_by", ID, ForeignKey("people.id"), nullable=False),
    Column("changed_at", Moment, nullable=False),
)
"""Where a speaker's horns point, degrees clockwise from north."""

level_readings = Table(
    "level_readings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("device_id", ID, nullable=False),
    Column("level_dba", Float, nullable=False),
    Column("distance_m", Float, nullable=False),
    Column("gain_db", Float, nullable=False),
    Column("taken_on", Date, nullable=False),
    Column("entered_by", ID, ForeignKey("people.id"), nullable=False),
    Column("entered_at", Moment, nullable=False),
    Column("struck_at", Moment),
    Index("ix_level_readings_device", "commune_id", "device_id"),
)
"""Sound levels that somebody measured in front of a speaker, with the gain it then played at; a struck one is void."""

shared_figures = Table(
    "shared_figures",
    metadata,
    Column("id", ID, primary_key=True),
    Column("commune_id", ID, ForeignKey("communes.code"), nullable=False),
    Column("code", String(32), nullable=False),
    Column("name", NAME, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("figures", PLAIN, nullable=False),
    Column("sha", SHA, nullable=False),
    Column("taken_by", ID, ForeignKey("people.id"), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("struck_at", Moment),
    Index("ix_shared_figures_code", "commune_id", "code"),
)
"""Figures that another commune's station wrote into a file, as they came; nobody here can vouch for them."""
