"""What people change in rundowns and timetables, special days, what did not air, hear-checks, calendar links."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "calendar_links",
        sa.Column("token_sha", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_calendar_links_commune_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_calendar_links_made_by")),
        sa.PrimaryKeyConstraint("token_sha", name=op.f("pk_calendar_links")),
    )
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.create_index("ix_calendar_links_commune", ["commune_id", "made_at"], unique=False)

    op.create_table(
        "hear_checks",
        sa.Column("broadcast_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("hearing", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_hear_checks_commune_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hear_checks_person_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name=op.f("pk_hear_checks")),
    )
    with op.batch_alter_table("hear_checks", schema=None) as batch_op:
        batch_op.create_index("ix_hear_checks_commune", ["commune_id", "said_at"], unique=False)

    op.create_table(
        "special_days",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("effect", sa.String(length=24), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("is_lunar", sa.Boolean(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_special_days_commune_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["people.id"], name=op.f("fk_special_days_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_special_days_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_days")),
    )
    with op.batch_alter_table("special_days", schema=None) as batch_op:
        batch_op.create_index("ix_special_days_commune", ["commune_id", "ended_at"], unique=False)

    op.create_table(
        "timetable_changes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=64), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["commune_id"], ["communes.code"], name=op.f("fk_timetable_changes_commune_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_timetable_changes_made_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_timetable_changes_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_changes")),
    )
    with op.batch_alter_table("timetable_changes", schema=None) as batch_op:
        batch_op.create_index("ix_timetable_changes_commune", ["commune_id", "made_at"], unique=False)

    op.create_table(
        "rundown_edits",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("schedule_id", sa.String(length=64), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("bulletins", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.String(length=64), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_rundown_edits_commune_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_rundown_edits_made_by")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name=op.f("fk_rundown_edits_schedule_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_rundown_edits_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rundown_edits")),
    )
    with op.batch_alter_table("rundown_edits", schema=None) as batch_op:
        batch_op.create_index("ix_rundown_edits_start", ["commune_id", "start_at"], unique=False)

    op.create_table(
        "unaired",
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("schedule_id", sa.String(length=64), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_unaired_commune_id")),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedules.id"], name=op.f("fk_unaired_schedule_id")),
        sa.PrimaryKeyConstraint("commune_id", "schedule_id", "start_at", "hamlet", name=op.f("pk_unaired")),
    )
    with op.batch_alter_table("unaired", schema=None) as batch_op:
        batch_op.create_index("ix_unaired_start", ["commune_id", "start_at"], unique=False)

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("freeze_minutes", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.drop_column("ended_at")
        batch_op.drop_column("freeze_minutes")

    with op.batch_alter_table("unaired", schema=None) as batch_op:
        batch_op.drop_index("ix_unaired_start")

    op.drop_table("unaired")
    with op.batch_alter_table("rundown_edits", schema=None) as batch_op:
        batch_op.drop_index("ix_rundown_edits_start")

    op.drop_table("rundown_edits")
    with op.batch_alter_table("timetable_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_timetable_changes_commune")

    op.drop_table("timetable_changes")
    with op.batch_alter_table("special_days", schema=None) as batch_op:
        batch_op.drop_index("ix_special_days_commune")

    op.drop_table("special_days")
    with op.batch_alter_table("hear_checks", schema=None) as batch_op:
        batch_op.drop_index("ix_hear_checks_commune")

    op.drop_table("hear_checks")
    with op.batch_alter_table("calendar_links", schema=None) as batch_op:
        batch_op.drop_index("ix_calendar_links_commune")

    op.drop_table("calendar_links")
