"""let people report on solutions."""

import sqlalchemy as sa
from alembic import op

revision = "0021_feedback"
down_revision = "0020_certainty"
branch_labels = None
depends_on = None

PURPOSES = ("verify_email", "reset_password", "change_email_old", "change_email_new", "link_identity", "join")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _allow(*purposes: str) -> None:
    with op.batch_alter_table("mailed_link") as table:
        table.drop_constraint(op.f("ck_mailed_link_linkpurpose"), type_="check")
        table.create_check_constraint(
            op.f("ck_mailed_link_linkpurpose"), sa.column("purpose", sa.String()).in_(purposes)
        )


def upgrade() -> None:
    """Apply."""
    _allow(*PURPOSES, "feedback")
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column(
            "reporter",
            _enum(
                "reporter",
                "public",
                "health_worker",
                "manager",
                "technical",
                "implementer",
                "policy",
                "researcher",
            ),
            nullable=False,
        ),
        sa.Column("is_incident", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("since", sa.Integer(), nullable=True),
        sa.Column("works", sa.String(), nullable=False),
        sa.Column("lacks", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state", _enum("feedbackstate", "waiting", "published", "refused", "withdrawn"), nullable=False
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("verified", _enum("verification", "none", "organisation", "country"), nullable=False),
        sa.Column("verified_as", sa.String(length=253), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answer_language", sa.String(length=20), nullable=False),
        sa.Column("answer_by", sa.String(length=16), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "reporter = 'public' OR (country IS NOT NULL AND since IS NOT NULL)",
            name=op.f("ck_feedback_users_say_where_and_since"),
        ),
        sa.CheckConstraint(
            "state = 'waiting' OR decided_at IS NOT NULL", name=op.f("ck_feedback_decided_has_a_time")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feedback_account_id_account")),
        sa.ForeignKeyConstraint(
            ["answer_by"], ["organisation.id"], name=op.f("fk_feedback_answer_by_organisation")
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_feedback_country_country")),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_feedback_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_solution", "feedback", ["solution_id", "state"])
    op.create_index(op.f("ix_feedback_account_id"), "feedback", ["account_id"])
    op.create_index(op.f("ix_feedback_state"), "feedback", ["state"])
    op.create_table(
        "feedback_criterion",
        sa.Column("feedback_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.String(length=61), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_criterion_feedback_id_feedback")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "code"],
            ["framework_criterion.version_id", "framework_criterion.code"],
            name="fk_feedback_criterion_criterion",
        ),
        sa.PrimaryKeyConstraint("feedback_id", "version_id", "code", name=op.f("pk_feedback_criterion")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("feedback_criterion")
    op.drop_table("feedback")
    op.execute("DELETE FROM mailed_link WHERE purpose = 'feedback'")
    _allow(*PURPOSES)
