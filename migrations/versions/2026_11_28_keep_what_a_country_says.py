"""keep what a country says: its authority, the positions it takes, the rounds in which it confirms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0012_national"
down_revision = "0011_attachments"
branch_labels = None
depends_on = None


def _stance(*, nullable: bool) -> sa.Column:
    stance = sa.Enum(
        "confirmed",
        "corrected",
        "disputed",
        name="stance",
        native_enum=False,
        length=40,
        create_constraint=True,
    )
    return sa.Column("stance", stance, nullable=nullable)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "country_authority",
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("approval_required", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_country_authority_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_country_authority_source_id_source")
        ),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_country_authority")),
        sa.UniqueConstraint("source_id", name=op.f("uq_country_authority_source_id")),
    )
    op.create_table(
        "country_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        _stance(nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("former", JSON, nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.Column("stated_on", sa.String(length=10), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_country_position_country_country")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_position")),
        sa.UniqueConstraint(
            "deployment_id",
            "field",
            "source_id",
            name=op.f("uq_country_position_deployment_id_field_source_id"),
        ),
    )
    op.create_index("ix_country_position_country", "country_position", ["country"])
    op.create_table(
        "confirmation_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("opened_on", sa.String(length=10), nullable=False),
        sa.Column("ends_on", sa.String(length=10), nullable=False),
        sa.Column("closed_on", sa.String(length=10), nullable=False),
        sa.Column("opened_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_confirmation_round_country_country")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation_round")),
    )
    op.create_index(
        "uq_confirmation_round_open",
        "confirmation_round",
        ["country"],
        unique=True,
        sqlite_where=sa.text("closed_on = ''"),
        postgresql_where=sa.text("closed_on = ''"),
    )
    op.create_table(
        "round_entry",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=16), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        _stance(nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["confirmation_round.id"], name=op.f("fk_round_entry_round_id_confirmation_round")
        ),
        sa.PrimaryKeyConstraint("round_id", "deployment_id", name=op.f("pk_round_entry")),
    )


def downgrade() -> None:
    """Take back."""
    for name in ("round_entry", "confirmation_round", "country_position", "country_authority"):
        op.drop_table(name)
