"""keep what a repository says of a product beside its draft."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0025_repository_file"
down_revision = "0024_machine_history"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("repository_file", JSON, server_default="{}", nullable=False))
    with op.batch_alter_table("submission") as table:
        table.alter_column("repository_file", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("submission") as table:
        table.drop_column("repository_file")
