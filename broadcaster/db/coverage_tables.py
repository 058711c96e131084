"""The tables of coverage: where people live, where horns point, what was measured, and what other communes sent."""

from sqlalchemy import Column, Date, Float, Index, String, Table

from broadcaster.db.columns import PLAIN, Moment
from broadcaster.db.schema import ID, NAME, SHA, by_person, metadata, of_commune, own_id

hamlet_maps = Table(
    "hamlet_maps",
    metadata,
    of_commune(primary_key=True),
    Column("hamlet", ID, primary_key=True),
    Column("outline", PLAIN),
    Column("homes", PLAIN),
    by_person("changed_by"),
    Column("changed_at", Moment, nullable=False),
)
"""A hamlet's outline as [longitude, latitude] corners, its homes as [longitude, latitude, persons]; either may lack."""

speaker_aims = Table(
    "speaker_aims",
    metadata,
    of_commune(primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("aims", PLAIN, nullable=False),
    by_person("changed_by"),
    Column("changed_at", Moment, nullable=False),
)
"""Where a speaker's horns point, degrees clockwise from north."""

level_readings = Table(
    "level_readings",
    metadata,
    own_id(),
    of_commune(),
    Column("device_id", ID, nullable=False),
    Column("level_dba", Float, nullable=False),
    Column("distance_m", Float, nullable=False),
    Column("gain_db", Float, nullable=False),
    Column("taken_on", Date, nullable=False),
    by_person("entered_by"),
    Column("entered_at", Moment, nullable=False),
    Column("struck_at", Moment),
    Index("ix_level_readings_device", "commune_id", "device_id"),
)
"""Sound levels that somebody measured in front of a speaker, with the gain it then played at; a struck one is void."""

shared_figures = Table(
    "shared_figures",
    metadata,
    own_id(),
    of_commune(),
    Column("code", String(32), nullable=False),
    Column("name", NAME, nullable=False),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Column("figures", PLAIN, nullable=False),
    Column("sha", SHA, nullable=False),
    by_person("taken_by"),
    Column("taken_at", Moment, nullable=False),
    Column("struck_at", Moment),
    Index("ix_shared_figures_code", "commune_id", "code"),
)
"""Figures that another commune's station wrote into a file, as they came; nobody here can vouch for them."""
