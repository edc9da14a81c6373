"""appoint focal points on a document that is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0013_focal_appointment"
down_revision = "0012_national"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "focal_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("document_date", sa.String(length=10), nullable=False),
        sa.Column("appointed_by", sa.String(length=16), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_focal_appointment_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_focal_appointment_invitation_id_invitation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_appointment")),
    )
    op.create_index("ix_focal_appointment_country", "focal_appointment", ["country"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("focal_appointment")
