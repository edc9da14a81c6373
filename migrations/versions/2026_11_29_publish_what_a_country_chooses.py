"""publish what a country chooses, and its strategies and plans."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0015_national_choice"
down_revision = "0014_evidence"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40, create_constraint=True)


def upgrade() -> None:
    """Apply."""
    kinds = ("strategy", "plan", "architecture", "policy", "law", "standards", "evaluation", "other")
    op.create_table(
        "national_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("kind", _enum("documentkind", *kinds), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=True),
        sa.Column("until_year", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("added_on", sa.String(length=10), nullable=False),
        sa.Column("withdrawn_on", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_national_document_country_country")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_document")),
    )
    op.create_index("ix_national_document_country", "national_document", ["country"])
    records = ("solution", "deployment", "standard", "organisation", "country")
    op.create_table(
        "national_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("record_kind", _enum("kind", *records), nullable=False),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column(
            "choice", _enum("choice", "endorsed", "national_standard", "in_architecture"), nullable=False
        ),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("stated_on", sa.String(length=10), nullable=False),
        sa.Column("withdrawn_on", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "record_kind IN ('solution', 'standard')", name=op.f("ck_national_choice_of_what_is_chosen")
        ),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_national_choice_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["national_document.id"],
            name=op.f("fk_national_choice_document_id_national_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_choice")),
    )
    op.create_index("ix_national_choice_country", "national_choice", ["country"])
    op.create_index("ix_national_choice_record", "national_choice", ["record_kind", "record_id"])
    op.create_index(
        "uq_national_choice_in_force",
        "national_choice",
        ["country", "record_kind", "record_id", "choice"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on = ''"),
        postgresql_where=sa.text("withdrawn_on = ''"),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("national_choice")
    op.drop_table("national_document")
