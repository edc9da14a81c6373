"""keep what machines found before."""

import sqlalchemy as sa
from alembic import op

revision = "0024_machine_history"
down_revision = "0022_external"
branch_labels = None
depends_on = None

INDEX = "ix_machine_check_solution_id_checker"
UNIQUE = "uq_machine_check_solution_id_checker_version"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("machine_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE machine_check SET since = at")
    with op.batch_alter_table("machine_check", schema=None) as batch_op:
        batch_op.alter_column("since", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_constraint(batch_op.f(UNIQUE), type_="unique")
        batch_op.create_index(INDEX, ["solution_id", "checker"])


def downgrade() -> None:
    """Take back: the last finding of each checker stays."""
    op.execute(
        "DELETE FROM machine_check WHERE id NOT IN"
        " (SELECT max(id) FROM machine_check GROUP BY solution_id, checker, version)"
    )
    with op.batch_alter_table("machine_check", schema=None) as batch_op:
        batch_op.drop_index(INDEX)
        batch_op.create_unique_constraint(batch_op.f(UNIQUE), ["solution_id", "checker", "version"])
        batch_op.drop_column("since")
