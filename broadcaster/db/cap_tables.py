"""Tables of the watched feed of alerts: what came, and how the last visits went."""

from sqlalchemy import Column, Index, String, Table, Text, UniqueConstraint

from broadcaster.db.columns import Moment, Names, Word
from broadcaster.db.schema import ID, metadata, of_commune, own_id
from broadcaster.domain.cap_notice import CapSignature, CapState

cap_notices = Table(
    "cap_notices",
    metadata,
    own_id(),
    of_commune(),
    Column("sender", Text, nullable=False),
    Column("identifier", Text, nullable=False),
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("event", Text, nullable=False),
    Column("replaces", Names, nullable=False),
    Column("expires_at", Moment),
    Column("signature", Word(CapSignature), nullable=False, server_default=CapSignature.UNKNOWN.name),
    Column("signer", Text, nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    Column("state", Word(CapState), nullable=False),
    Column("handled_by", ID),
    Column("handled_at", Moment),
    UniqueConstraint("commune_id", "sender", "identifier", "sent_at", name="uq_cap_notices_message"),
    Index("ix_cap_notices_state", "commune_id", "state"),
)

cap_feeds = Table(
    "cap_feeds",
    metadata,
    of_commune(primary_key=True),
    Column("address", Text, nullable=False),
    Column("etag", Text, nullable=False),
    Column("visited_at", Moment, nullable=False),
    Column("answered_at", Moment),
    Column("failure", Text, nullable=False),
)
"""`answered_at` is the last visit that was answered; `failure` why a later one was not, empty where all is well."""
