"""audience."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "play_counts",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("daypart", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("plays", sa.Integer(), nullable=False),
        sa.Column("played_ms", sa.BigInteger(), nullable=False),
        sa.Column("planned_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_play_counts_commune_id")),
        sa.PrimaryKeyConstraint(
            "commune_id", "month_on", "topic", "device_id", "daypart", "status", name=op.f("pk_play_counts")
        ),
    )
    op.create_table(
        "report_texts",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_report_texts_changed_by")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_report_texts_commune_id")),
        sa.PrimaryKeyConstraint("commune_id", name=op.f("pk_report_texts")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_reports_commune_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_reports_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index("ix_reports_commune", ["commune_id", "made_at"], unique=False)

    op.create_table(
        "surveys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("foil", sa.Text(), nullable=False),
        sa.Column("design_effect", sa.Float(), nullable=False),
        sa.Column("by_operator", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_surveys_commune_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_surveys_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.create_index("ix_surveys_commune", ["commune_id", "until_on"], unique=False)

    op.create_table(
        "survey_answers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("claims_foil", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_survey_answers_commune_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["people.id"], name=op.f("fk_survey_answers_entered_by")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_answers_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
    )
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.create_index("ix_survey_answers_survey", ["survey_id", "hamlet"], unique=False)

    op.create_table(
        "survey_strata",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("survey_id", sa.String(length=64), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_survey_strata_commune_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_strata_survey_id")),
        sa.PrimaryKeyConstraint("survey_id", "hamlet", name=op.f("pk_survey_strata")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("survey_strata")
    with op.batch_alter_table("survey_answers", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_answers_survey")

    op.drop_table("survey_answers")
    with op.batch_alter_table("surveys", schema=None) as batch_op:
        batch_op.drop_index("ix_surveys_commune")

    op.drop_table("surveys")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_commune")

    op.drop_table("reports")
    op.drop_table("report_texts")
    op.drop_table("play_counts")
