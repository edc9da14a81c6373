"""merge what is recorded twice."""

import sqlalchemy as sa
from alembic import op

revision = "0023_merged_record"
down_revision = "0022_contact"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "merged_record",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "solution",
                "deployment",
                "standard",
                "organisation",
                "country",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("into_id", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_record")),
    )
    with op.batch_alter_table("merged_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merged_record_into_id"), ["into_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("merged_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merged_record_into_id"))
    op.drop_table("merged_record")
