"""Alembic's entry: runs migrations on the connection that `registry.db.migrate` hands over."""

from alembic import context

from registry.db.migrate import render_item
from registry.models import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
