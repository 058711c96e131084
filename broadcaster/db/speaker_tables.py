"""The tables of the wire: what speakers hold, what they shall hold, and what they said."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, String, Table, Text

from broadcaster.db.columns import PLAIN, Moment
from broadcaster.db.schema import ID, NAME, SHA, metadata, of_commune, own_id

speakers = Table(
    "speakers",
    metadata,
    of_commune(primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("public_key", String(64), nullable=False),
    Column("credential", PLAIN, nullable=False),
    Column("boot", BigInteger, nullable=False),
    Column("conn", BigInteger, nullable=False),
    Column("said_on", Boolean, nullable=False),
    Column("seen_at", Moment),
    Column("epoch", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("plan_sha", SHA, nullable=False),
    Column("plan_until_at", Moment),
    Column("ready_until_at", Moment),
    Column("missing", Integer, nullable=False),
    Column("clock", String(1), nullable=False),
    Column("skew_ms", BigInteger),
    Column("gain_db", Float),
    Column("free_bytes", BigInteger),
    Column("playing", Text, nullable=False),
    Column("errors", PLAIN, nullable=False),
    Column("firmware", NAME, nullable=False),
    Column("journal_to", BigInteger, nullable=False),
    Column("journal_top", BigInteger, nullable=False, server_default="0"),
    Column("spoke_at_s", BigInteger, nullable=False, server_default="0"),
)
"""What speakers number and count may reach 2**53, as JSON integers do."""

desired_plans = Table(
    "desired_plans",
    metadata,
    of_commune(primary_key=True),
    Column("device_id", ID, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("digest", SHA, nullable=False),
    Column("plan", PLAIN, nullable=False),
    Column("sound_count", Integer, nullable=False, server_default="0"),
    Column("made_at", Moment, nullable=False),
    Column("until_at", Moment, nullable=False),
    Column("body_sha", SHA),
    Column("due_at", Moment, index=True),
    Column("attempts", Integer, nullable=False),
)

signed_bodies = Table(
    "signed_bodies",
    metadata,
    Column("sha", SHA, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("device_id", ID, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("made_at", Moment, nullable=False, index=True),
)

journal = Table(
    "journal",
    metadata,
    Column("device_id", ID, primary_key=True),
    Column("key_id", String(8), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("commune_id", ID, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False),
)
"""Every numbered event exactly as the speaker signed it: the evidence behind the as-run log."""

rejects = Table(
    "rejects",
    metadata,
    own_id(),
    Column("commune_id", ID, nullable=False),
    Column("topic", Text, nullable=False),
    Column("code", String(8), nullable=False),
    Column("why", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False, index=True),
)
"""Messages that were refused: counted and kept, never acted upon."""
