"""units."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "units",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("monthly_quota", sa.Integer(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_units_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.create_index("ix_units_commune", ["commune_id", "name"], unique=False)

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_id", sa.String(length=64), nullable=True))

    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("topic", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("author", sa.String(length=200), server_default="", nullable=False))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_column("author")
        batch_op.drop_column("topic")
        batch_op.drop_column("unit_id")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("unit_id")

    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.drop_index("ix_units_commune")

    op.drop_table("units")
