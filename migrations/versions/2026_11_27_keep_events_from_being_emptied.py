"""keep events from being emptied at once, and find them by time."""

from alembic import op

revision = "0007_events"
down_revision = "0006_submissions"
branch_labels = None
depends_on = None

TABLES = {"event": "refuse_event_change", "revision": "refuse_revision_change"}


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_event_at", "event", ["at"])
    if op.get_bind().dialect.name == "postgresql":  # SQLite has no TRUNCATE
        for table, function in TABLES.items():
            op.execute(
                f"CREATE TRIGGER {table}_is_immutable_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f"DROP TRIGGER {table}_is_immutable_truncate ON {table}")
    op.drop_index("ix_event_at", "event")
