"""library sounds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "library_sounds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("licence", sa.String(length=24), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("brought_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("sound_sha", sa.String(length=64), nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("loudness_lufs", sa.Float(), nullable=True),
        sa.Column("true_peak_dbtp", sa.Float(), nullable=True),
        sa.Column("peaks", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["brought_by"], ["people.id"], name=op.f("fk_library_sounds_brought_by")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_library_sounds_commune_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_library_sounds_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_sounds")),
    )
    with op.batch_alter_table("library_sounds", schema=None) as batch_op:
        batch_op.create_index("ix_library_sounds_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_library_sounds_newest", ["commune_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_sounds_request_id"), ["request_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_library_sounds_sound_sha"), ["sound_sha"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("library_sounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_library_sounds_sound_sha"))
        batch_op.drop_index(batch_op.f("ix_library_sounds_request_id"))
        batch_op.drop_index("ix_library_sounds_newest")
        batch_op.drop_index("ix_library_sounds_due")

    op.drop_table("library_sounds")
