"""spoke at."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision: str | None = "0014"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("speakers", sa.Column("spoke_at_s", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("speakers", schema=None) as batch_op:
        batch_op.drop_column("spoke_at_s")
