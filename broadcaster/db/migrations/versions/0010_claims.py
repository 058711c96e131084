"""claims."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision: str | None = "0009"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "claims",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("credential", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_claims_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", "device_id", name=op.f("pk_claims")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("claims")
