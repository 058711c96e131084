"""Two people for air hours, odd hours and silence; what a watched feed of alerts brought."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "cap_feeds",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_cap_feeds_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_cap_feeds")),
    )
    op.create_table(
        "cap_notices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("replaces", sa.JSON(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("handled_by", sa.String(length=64), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_cap_notices_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cap_notices")),
        sa.UniqueConstraint("commune_id", "sender", "identifier", "sent_at", name="uq_cap_notices_message"),
    )
    with op.batch_alter_table("cap_notices") as batch_op:
        batch_op.create_index("ix_cap_notices_state", ["commune_id", "state"], unique=False)

    op.create_table(
        "hours_proposals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["communes.code"], name=op.f("fk_hours_proposals_commune_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_hours_proposals_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_proposals")),
    )
    with op.batch_alter_table("hours_proposals") as batch_op:
        batch_op.create_index("ix_hours_proposals_commune", ["commune_id", "proposed_at"], unique=False)

    op.create_table(
        "odd_hours_consents",
        sa.Column("schedule_id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("consented_by", sa.String(length=64), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["communes.code"], name=op.f("fk_odd_hours_consents_commune_id")
        ),
        sa.ForeignKeyConstraint(
            ["consented_by"], ["people.id"], name=op.f("fk_odd_hours_consents_consented_by")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["schedules.id"], name=op.f("fk_odd_hours_consents_schedule_id")
        ),
        sa.PrimaryKeyConstraint("schedule_id", name=op.f("pk_odd_hours_consents")),
    )
    with op.batch_alter_table("alerts") as batch_op:
        batch_op.add_column(sa.Column("kept_silent_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("kept_silent_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("stops") as batch_op:
        batch_op.add_column(sa.Column("kept_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("stops") as batch_op:
        batch_op.drop_column("kept_at")
        batch_op.drop_column("kept_by")

    with op.batch_alter_table("alerts") as batch_op:
        batch_op.drop_column("kept_silent_at")
        batch_op.drop_column("kept_silent_by")

    op.drop_table("odd_hours_consents")
    with op.batch_alter_table("hours_proposals") as batch_op:
        batch_op.drop_index("ix_hours_proposals_commune")

    op.drop_table("hours_proposals")
    with op.batch_alter_table("cap_notices") as batch_op:
        batch_op.drop_index("ix_cap_notices_state")

    op.drop_table("cap_notices")
    op.drop_table("cap_feeds")
