"""streams."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision: str | None = "0015"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "stream_watches",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("level_db", sa.Float(), nullable=False),
        sa.Column("sent_ms", sa.BigInteger(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_stream_watches_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream_watches")),
    )
    with op.batch_alter_table("stream_watches", schema=None) as batch_op:
        batch_op.create_index("ix_stream_watches_start", ["commune_id", "started_at"], unique=False)

    op.create_table(
        "relay_stations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("more_hosts", sa.JSON(), nullable=False),
        sa.Column("fallback", sa.String(length=64), nullable=False),
        sa.Column("fallback_title", sa.Text(), nullable=False),
        sa.Column("fallback_ms", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_relay_stations_added_by")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_relay_stations_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay_stations")),
    )
    with op.batch_alter_table("relay_stations", schema=None) as batch_op:
        batch_op.create_index("ix_relay_stations_commune", ["commune_id", "added_at"], unique=False)

    op.create_table(
        "live_talks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hamlets", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("schedule_id", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ending", sa.String(length=24), nullable=True),
        sa.Column("sound_id", sa.String(length=64), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_live_talks_commune_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_live_talks_person_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name=op.f("fk_live_talks_schedule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_talks")),
    )
    with op.batch_alter_table("live_talks", schema=None) as batch_op:
        batch_op.create_index("ix_live_talks_start", ["commune_id", "starts_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("live_talks", schema=None) as batch_op:
        batch_op.drop_index("ix_live_talks_start")

    op.drop_table("live_talks")
    with op.batch_alter_table("relay_stations", schema=None) as batch_op:
        batch_op.drop_index("ix_relay_stations_commune")

    op.drop_table("relay_stations")
    with op.batch_alter_table("stream_watches", schema=None) as batch_op:
        batch_op.drop_index("ix_stream_watches_start")

    op.drop_table("stream_watches")
