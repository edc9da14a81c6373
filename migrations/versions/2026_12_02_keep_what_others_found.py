"""keep what others found of solutions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0022_external"
down_revision = "0021_machine_checks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "external_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column(
            "scheme",
            sa.Enum(
                "ggmm",
                "dpg",
                "guidebook",
                name="scheme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("results", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_external_assessment_solution_id_solution")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_external_assessment_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_assessment")),
        sa.UniqueConstraint(
            "solution_id",
            "scheme",
            "source_id",
            "on",
            name=op.f("uq_external_assessment_solution_id_scheme_source_id_on"),
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("external_assessment")
