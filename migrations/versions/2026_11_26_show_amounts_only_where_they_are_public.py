"""show amounts that funders paid only where they are public."""

import sqlalchemy as sa
from alembic import op

revision = "0005_public_amounts"
down_revision = "0004_notifications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("deployment_funder") as table:
        table.add_column(
            sa.Column("amount_source", sa.String(length=2000), nullable=False, server_default="")
        )
        table.add_column(sa.Column("amount_consent", sa.String(length=10), nullable=False, server_default=""))
    with op.batch_alter_table("deployment_funder") as table:
        table.alter_column("amount_source", server_default=None)
        table.alter_column("amount_consent", server_default=None)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("deployment_funder") as table:
        table.drop_column("amount_consent")
        table.drop_column("amount_source")
