"""take metadata files of products."""

import sqlalchemy as sa
from alembic import op

revision = "0025_supplied_metadata"
down_revision = "0026_samples"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "supplied_metadata",
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("released", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplied_metadata_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_supplied_metadata_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("solution_id", name=op.f("pk_supplied_metadata")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("supplied_metadata")
