"""The tables of the station's processes: when their workers stepped, and which of them is in charge."""

from sqlalchemy import Column, Integer, String, Table, Text

from broadcaster.db.columns import Moment
from broadcaster.db.schema import ID, metadata, of_commune

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
    of_commune(primary_key=True),
    Column("part", ID, primary_key=True),
    Column("instance", ID, nullable=False),
    Column("machine", String(128), nullable=False),
    Column("process", Integer, nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
)
"""Which process is in charge of a part of the station that may be there only once."""
