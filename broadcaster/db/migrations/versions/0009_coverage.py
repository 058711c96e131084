"""Coverage: outlines, homes, aims, measured levels, other communes' figures, and more that people are asked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "hamlet_maps",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=True),
        sa.Column("homes", sa.JSON(), nullable=True),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_hamlet_maps_changed_by")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_hamlet_maps_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", "hamlet", name=op.f("pk_hamlet_maps")),
    )
    op.create_table(
        "level_readings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("level_dba", sa.Float(), nullable=False),
        sa.Column("distance_m", sa.Float(), nullable=False),
        sa.Column("gain_db", sa.Float(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_level_readings_commune_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_level_readings_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_readings")),
    )
    with op.batch_alter_table("level_readings", schema=None) as batch_op:
        batch_op.create_index("ix_level_readings_device", ["commune_id", "device_id"], unique=False)

    op.create_table(
        "shared_figures",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("taken_by", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_shared_figures_commune_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_shared_figures_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_figures")),
    )
    with op.batch_alter_table("shared_figures", schema=None) as batch_op:
        batch_op.create_index("ix_shared_figures_code", ["commune_id", "code"], unique=False)

    op.create_table(
        "speaker_aims",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("aims", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_speaker_aims_changed_by")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_speaker_aims_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", "device_id", name=op.f("pk_speaker_aims")),
    )
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other_channel", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("clarity", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("adults", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.drop_column("adults")
        batch_op.drop_column("clarity")
        batch_op.drop_column("other_channel")

    op.drop_table("speaker_aims")
    with op.batch_alter_table("shared_figures", schema=None) as batch_op:
        batch_op.drop_index("ix_shared_figures_code")

    op.drop_table("shared_figures")
    with op.batch_alter_table("level_readings", schema=None) as batch_op:
        batch_op.drop_index("ix_level_readings_device")

    op.drop_table("level_readings")
    op.drop_table("hamlet_maps")
