"""Who is in charge; room for numbers as wide as the wire's; indexes for what is asked often."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WIDE = {
    "journal": {"seq": False},
    "desired_plans": {"epoch": False, "version": False},
    "speakers": {
        "boot": False,
        "conn": False,
        "epoch": False,
        "version": False,
        "skew_ms": True,
        "free_bytes": True,
        "journal_to": False,
    },
}
"""Columns by table, each with whether it may be empty."""


def upgrade() -> None:
    """Go forward."""
    _resize(sa.Integer(), sa.BigInteger())
    op.add_column("desired_plans", sa.Column("sound_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("speakers", sa.Column("journal_top", sa.BigInteger(), nullable=False, server_default="0"))
    op.drop_index("ix_as_run_broadcast_id", table_name="as_run")
    op.create_index("ix_as_run_device", "as_run", ["device_id", "start_at"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_table(
        "leases",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("instance", sa.String(length=64), nullable=False),
        sa.Column("machine", sa.String(length=128), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_leases_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", "part", name=op.f("pk_leases")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("leases")
    op.drop_index("ix_audit_subject", table_name="audit")
    op.drop_index("ix_as_run_device", table_name="as_run")
    op.create_index("ix_as_run_broadcast_id", "as_run", ["broadcast_id"])
    with op.batch_alter_table("desired_plans") as batch:
        batch.drop_column("sound_count")
    with op.batch_alter_table("speakers") as batch:
        batch.drop_column("journal_top")
    _resize(sa.BigInteger(), sa.Integer())


def _resize(before: sa.types.TypeEngine[int], after: sa.types.TypeEngine[int]) -> None:
    for table, columns in _WIDE.items():
        with op.batch_alter_table(table) as batch:
            for column, is_nullable in columns.items():
                batch.alter_column(column, existing_type=before, type_=after, existing_nullable=is_nullable)
