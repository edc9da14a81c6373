"""ask what a country wants to know of deployments, and keep every version of each answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0019_country_question"
down_revision = "0018_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    kinds = sa.Enum(
        "text",
        "number",
        "yes_no",
        "single",
        "multiple",
        name="questiontype",
        native_enum=False,
        length=40,
        create_constraint=True,
    )
    op.create_table(
        "country_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", JSON, nullable=False),
        sa.Column("hint", JSON, nullable=False),
        sa.Column("type", kinds, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("asked_on", sa.String(length=10), nullable=False),
        sa.Column("retired_on", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_country_question_country_country")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_question")),
    )
    op.create_index("ix_country_question_country", "country_question", ["country"])
    op.create_table(
        "country_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_country_answer_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["country_question.id"],
            name=op.f("fk_country_answer_question_id_country_question"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_country_answer")),
        sa.UniqueConstraint(
            "question_id",
            "deployment_id",
            "organisation_id",
            "version",
            name=op.f("uq_country_answer_question_id_deployment_id_organisation_id_version"),
        ),
    )
    op.create_index("ix_country_answer_deployment", "country_answer", ["deployment_id"])
    op.create_index("ix_country_answer_organisation_id", "country_answer", ["organisation_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("country_answer")
    op.drop_table("country_question")
