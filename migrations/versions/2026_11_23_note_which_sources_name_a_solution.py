"""note which sources name any country for a solution."""

import sqlalchemy as sa
from alembic import op

revision = "0002_solution_source"
down_revision = "0001_first_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "solution_source",
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_source_solution_id_solution")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_solution_source_source_id_source")
        ),
        sa.PrimaryKeyConstraint("solution_id", "source_id", name=op.f("pk_solution_source")),
    )
    op.execute(
        "INSERT INTO solution_source (solution_id, source_id) "
        "SELECT DISTINCT deployment.solution_id, claim.source_id FROM deployment "
        "JOIN claim ON claim.record_kind = 'deployment' AND claim.record_id = deployment.id "
        "AND claim.field = 'presence'"
    )
    op.drop_index("ix_deployment_country_solution", "deployment")
    op.create_index(
        "ix_deployment_country_solution",
        "deployment",
        ["country", "solution_id", "is_reported_presence", "status"],
    )


def downgrade() -> None:
    op.drop_index("ix_deployment_country_solution", "deployment")
    op.create_index("ix_deployment_country_solution", "deployment", ["country", "solution_id"])
    op.drop_table("solution_source")
