"""What the check of a message's digital signature found, and whose it is."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision: str | None = "0016"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward: what was signed and never checked counts as signed by a stranger."""
    with op.batch_alter_table("cap_notices") as batch_op:
        batch_op.add_column(
            sa.Column("signature", sa.String(length=24), nullable=False, server_default="UNKNOWN")
        )
        batch_op.add_column(sa.Column("signer", sa.Text(), nullable=False, server_default=""))
    op.execute(
        sa.text("UPDATE cap_notices SET signature = 'NONE' WHERE is_signed = :unsigned").bindparams(
            unsigned=False
        )
    )
    with op.batch_alter_table("cap_notices") as batch_op:
        batch_op.drop_column("is_signed")


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("cap_notices") as batch_op:
        batch_op.add_column(sa.Column("is_signed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        sa.text("UPDATE cap_notices SET is_signed = :signed WHERE signature <> 'NONE'").bindparams(
            signed=True
        )
    )
    with op.batch_alter_table("cap_notices") as batch_op:
        batch_op.drop_column("signer")
        batch_op.drop_column("signature")
