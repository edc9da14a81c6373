"""note which texts are no patient data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0017_cleared_texts"
down_revision = "0016_findings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "submission_cleared_text",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_cleared_text_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "digest", name=op.f("pk_submission_cleared_text")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("submission_cleared_text")
