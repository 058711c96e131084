"""Alembic's entry: runs migrations on the connection that `broadcaster.db.upgrade` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from broadcaster.db.schema import all_tables


def _plain_type(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Spell our own column types by what they are in the table: a migration must not change when they do."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    render_item=_plain_type,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
