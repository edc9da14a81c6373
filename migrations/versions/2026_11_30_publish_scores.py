"""publish scores that are never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0019_scores"
down_revision = "0020_assessments"
branch_labels = None
depends_on = None

MESSAGE = "a published score and its marks are never changed or deleted"
KEPT = ("score", "score_mark")


def _keep() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_score_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        for table in KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_score_change()"
            )
        return
    for table in KEPT:
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_is_kept_{what} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "score",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("assessment_id", sa.String(length=16), nullable=False),
        sa.Column("body_id", sa.String(length=40), nullable=False),
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=61), nullable=False),
        sa.Column("product_version", sa.String(length=40), nullable=False),
        sa.Column(
            "tier",
            sa.Enum(
                "enabling",
                "supporting",
                "guiding",
                name="risktier",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("inputs", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.String(length=20), nullable=False),
        sa.Column("reviewers", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gates_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["solution_id"], ["solution.id"], name=op.f("fk_score_solution_id_solution")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["framework_version.id"], name=op.f("fk_score_version_id_framework_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
    )
    op.create_index("ix_score_solution", "score", ["solution_id", "published_at"])
    for column in ("assessment_id", "body_id", "due_at", "gates_due_at", "version_id"):
        op.create_index(op.f(f"ix_score_{column}"), "score", [column])
    op.create_table(
        "score_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("score_id", sa.String(length=16), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "superseded",
                "voided",
                "due",
                "gates_due",
                "major_version",
                "withdrawn_standard",
                "new_evidence",
                "incident",
                "deployment_ended",
                name="mark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["score_id"], ["score.id"], name=op.f("fk_score_mark_score_id_score")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_mark")),
        sa.UniqueConstraint("score_id", "mark", "subject", name=op.f("uq_score_mark_score_id_mark_subject")),
    )
    _keep()


def downgrade() -> None:
    """Take back."""
    op.drop_table("score_mark")
    op.drop_table("score")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_score_change")
