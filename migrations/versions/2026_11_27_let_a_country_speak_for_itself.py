"""let a country speak for itself: sources of its authority, and how it stands to each deployment."""

import sqlalchemy as sa
from alembic import op

revision = "0008_country_speaks"
down_revision = "0007_events"
branch_labels = None
depends_on = None

KIND = sa.Enum(
    "published", "vendor", "country", name="sourcekind", native_enum=False, length=40, create_constraint=True
)
CONFIRMATION = sa.Enum(
    "pending",
    "confirmed",
    "disputed",
    name="confirmation",
    native_enum=False,
    length=40,
    create_constraint=True,
)
INDEX = "ix_deployment_country_solution"
COLUMNS = ["country", "solution_id", "is_reported_presence", "status"]


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("source") as table:
        table.add_column(sa.Column("kind", KIND, nullable=False, server_default="published"))
    with op.batch_alter_table("source") as table:
        table.alter_column("kind", server_default=None)
    with op.batch_alter_table("deployment") as table:
        table.add_column(sa.Column("confirmation", CONFIRMATION, nullable=False, server_default="pending"))
        table.add_column(
            sa.Column("confirmation_on", sa.String(length=10), nullable=False, server_default="")
        )
        table.add_column(
            sa.Column("confirmation_lapses", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("deployment") as table:
        for name in ("confirmation", "confirmation_on", "confirmation_lapses"):
            table.alter_column(name, server_default=None)
    op.drop_index(INDEX, "deployment")
    op.create_index(INDEX, "deployment", [*COLUMNS, "confirmation"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(INDEX, "deployment")
    op.create_index(INDEX, "deployment", COLUMNS)
    with op.batch_alter_table("deployment") as table:
        table.drop_constraint(op.f("ck_deployment_confirmation"), type_="check")
        for name in ("confirmation_lapses", "confirmation_on", "confirmation"):
            table.drop_column(name)
    with op.batch_alter_table("source") as table:
        table.drop_constraint(op.f("ck_source_sourcekind"), type_="check")
        table.drop_column("kind")
