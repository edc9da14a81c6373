"""tell samples from real organisations."""

import sqlalchemy as sa
from alembic import op

revision = "0026_samples"
down_revision = "0025_repository_file"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("organisation") as table:
        table.add_column(sa.Column("is_sample", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("organisation") as table:
        table.alter_column("is_sample", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("organisation") as table:
        table.drop_column("is_sample")
