"""Tables of speakers that are about to join."""

from sqlalchemy import Column, Integer, String, Table

from broadcaster.db.columns import PLAIN, Moment
from broadcaster.db.schema import ID, metadata, of_commune

claims = Table(
    "claims",
    metadata,
    of_commune(primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("code", String(16), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("guesses", Integer, nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("credential", PLAIN, nullable=False),
)
"""A code lies here for the quarter of an hour in which it is good; a row goes when its speaker has joined."""
