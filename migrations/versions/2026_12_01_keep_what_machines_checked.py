"""keep what machines checked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0021_machine_checks"
down_revision = "0020_level_rules"
branch_labels = None
depends_on = None


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "machine_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column(
            "checker",
            _one_of(
                "checker",
                "licence_osi",
                "documentation",
                "conformance_reports",
                "repository_public",
                "released_in_year",
                "commits_in_year",
            ),
            nullable=False,
        ),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("outcome", _one_of("outcome", "yes", "no", "unknown"), nullable=False),
        sa.Column("seen_in", sa.String(length=2000), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_machine_check_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_check")),
        sa.UniqueConstraint(
            "solution_id", "checker", "version", name=op.f("uq_machine_check_solution_id_checker_version")
        ),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("machine_check")
