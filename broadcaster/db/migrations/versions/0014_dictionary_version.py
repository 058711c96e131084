"""By which dictionary the words of a sound were read."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision: str | None = "0013"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("renditions") as batch_op:
        batch_op.add_column(sa.Column("dictionary_version", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("renditions") as batch_op:
        batch_op.drop_column("dictionary_version")
