"""kept readings."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "kept_readings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("region", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_by", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_version", sa.Integer(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_kept_readings_commune_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_kept_readings_ended_by")),
        sa.ForeignKeyConstraint(["kept_by"], ["people.id"], name=op.f("fk_kept_readings_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_readings")),
    )
    with op.batch_alter_table("kept_readings", schema=None) as batch_op:
        batch_op.create_index("ix_kept_readings_ended", ["commune_id", "ended_version"], unique=False)
        batch_op.create_index("ix_kept_readings_version", ["commune_id", "version"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("kept_readings", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_readings_version")
        batch_op.drop_index("ix_kept_readings_ended")

    op.drop_table("kept_readings")
