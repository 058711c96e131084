"""newsroom."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels: Any = None
depends_on: Any = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "opinions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("hamlet", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("broadcast_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bulletin_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_opinions_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinions")),
    )
    with op.batch_alter_table("opinions", schema=None) as batch_op:
        batch_op.create_index("ix_opinions_place", ["commune_id", "hamlet", "sent_at"], unique=False)
        batch_op.create_index("ix_opinions_state", ["commune_id", "state", "sent_at"], unique=False)

    op.create_table(
        "province_items",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("precedence", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("hamlets", sa.JSON(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bulletin_id", sa.String(length=64), nullable=True),
        sa.Column("told_sha", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_province_items_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_province_items")),
        sa.UniqueConstraint("commune_id", "source_id", name=op.f("uq_province_items_commune_id")),
    )
    with op.batch_alter_table("province_items", schema=None) as batch_op:
        batch_op.create_index("ix_province_items_state", ["commune_id", "state"], unique=False)

    op.create_table(
        "science_tasks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_science_tasks_added_by")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_science_tasks_commune_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_science_tasks")),
    )
    with op.batch_alter_table("science_tasks", schema=None) as batch_op:
        batch_op.create_index("ix_science_tasks_commune", ["commune_id", "from_on"], unique=False)

    op.create_table(
        "errands",
        sa.Column("bulletin_id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("air_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("failure", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_errands_bulletin_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_errands_commune_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_errands_person_id")),
        sa.PrimaryKeyConstraint("bulletin_id", name=op.f("pk_errands")),
    )
    with op.batch_alter_table("errands", schema=None) as batch_op:
        batch_op.create_index("ix_errands_state", ["commune_id", "state"], unique=False)

    op.create_table(
        "task_bulletins",
        sa.Column("task_id", sa.String(length=64), nullable=False),
        sa.Column("bulletin_id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("linked_by", sa.String(length=64), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletins.id"], name=op.f("fk_task_bulletins_bulletin_id")
        ),
        sa.ForeignKeyConstraint(["linked_by"], ["people.id"], name=op.f("fk_task_bulletins_linked_by")),
        sa.ForeignKeyConstraint(["task_id"], ["science_tasks.id"], name=op.f("fk_task_bulletins_task_id")),
        sa.PrimaryKeyConstraint("task_id", "bulletin_id", name=op.f("pk_task_bulletins")),
    )
    op.create_table(
        "publications",
        sa.Column("bulletin_id", sa.String(length=64), nullable=False),
        sa.Column("commune_id", sa.String(length=64), nullable=False),
        sa.Column("rendition_id", sa.String(length=64), nullable=False),
        sa.Column("published_by", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_publications_bulletin_id")),
        sa.ForeignKeyConstraint(["commune_id"], ["communes.code"], name=op.f("fk_publications_commune_id")),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_publications_published_by")),
        sa.ForeignKeyConstraint(
            ["rendition_id"], ["renditions.id"], name=op.f("fk_publications_rendition_id")
        ),
        sa.PrimaryKeyConstraint("bulletin_id", name=op.f("pk_publications")),
    )
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index("ix_publications_newest", ["commune_id", "published_at"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_index("ix_publications_newest")

    op.drop_table("publications")
    op.drop_table("task_bulletins")
    with op.batch_alter_table("errands", schema=None) as batch_op:
        batch_op.drop_index("ix_errands_state")

    op.drop_table("errands")
    with op.batch_alter_table("science_tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_science_tasks_commune")

    op.drop_table("science_tasks")
    with op.batch_alter_table("province_items", schema=None) as batch_op:
        batch_op.drop_index("ix_province_items_state")

    op.drop_table("province_items")
    with op.batch_alter_table("opinions", schema=None) as batch_op:
        batch_op.drop_index("ix_opinions_state")
        batch_op.drop_index("ix_opinions_place")

    op.drop_table("opinions")
