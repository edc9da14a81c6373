"""keep the rules of evidence levels."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0020_level_rules"
down_revision = "0023_merged_record"
branch_labels = None
depends_on = None

MESSAGE = "published rules are never changed or deleted"


def _keep_published() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_level_rule_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF OLD.published_at IS NOT NULL THEN RAISE EXCEPTION '{MESSAGE}'; END IF; "
            "RETURN COALESCE(NEW, OLD); END $$"
        )
        op.execute(
            "CREATE TRIGGER level_rule_is_kept BEFORE UPDATE OR DELETE ON level_rule "
            "FOR EACH ROW EXECUTE FUNCTION refuse_level_rule_change()"
        )
        return
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER level_rule_is_kept_{what} BEFORE {what} ON level_rule "
            f"WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "level_rule",
        sa.Column("version", sa.String(length=9), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_level_rule")),
    )
    op.create_index(op.f("ix_level_rule_published_at"), "level_rule", ["published_at"])
    _keep_published()


def downgrade() -> None:
    """Take back."""
    op.drop_table("level_rule")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_level_rule_change")
