"""judge certainty and carry recommendations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0020_certainty"
down_revision = "0019_scores"
branch_labels = None
depends_on = None

MESSAGE = "a judgement of certainty that was published is never changed or deleted"
KEPT = (
    "id", "solution_id", "scheme_id", "outcome", "direction", "start", "certainty", "is_critical", "finding",
    "setting", "version", "frozen", "digest", "drafted_by", "drafted_at",
)  # fmt: skip
SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in KEPT)
WAS = "OLD.state IN ('published', 'superseded')"


def _keep_judgements() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_certainty_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN IF {WAS} THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN OLD; END IF; "
            f"IF {WAS} AND ({SAME}) IS NOT TRUE THEN RAISE EXCEPTION '{MESSAGE}'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER certainty_judgement_is_kept BEFORE UPDATE OR DELETE ON certainty_judgement "
            "FOR EACH ROW EXECUTE FUNCTION refuse_certainty_change()"
        )
        return
    raising = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    op.execute(
        "CREATE TRIGGER certainty_judgement_is_kept_UPDATE BEFORE UPDATE ON certainty_judgement "
        f"WHEN {WAS} AND ({SAME}) IS NOT TRUE {raising}"
    )
    op.execute(
        "CREATE TRIGGER certainty_judgement_is_kept_DELETE BEFORE DELETE ON certainty_judgement "
        f"WHEN {WAS} {raising}"
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "recommendation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("guideline", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "recommended",
                "specific_contexts",
                "research_only",
                name="strength",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("conditions_origin", sa.String(length=20), nullable=False),
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("needs", JSON, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["concept_scheme.id"], name=op.f("fk_recommendation_scheme_id_concept_scheme")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_recommendation_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    op.create_table(
        "certainty_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "published",
                "superseded",
                "returned",
                name="judgementstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum(
                "benefit",
                "no_difference",
                "mixed",
                "unfavourable",
                "harm",
                name="direction",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "start",
            sa.Enum(
                "randomised",
                "observational",
                "observational_robins_i",
                name="start",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "certainty",
            sa.Enum(
                "very_low",
                "low",
                "moderate",
                "high",
                name="certainty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_critical", sa.Boolean(), nullable=False),
        sa.Column("finding", JSON, nullable=False),
        sa.Column("setting", JSON, nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("frozen", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state = 'proposed' OR decided_by IS NOT NULL",
            name=op.f("ck_certainty_judgement_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> drafted_by", name=op.f("ck_certainty_judgement_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_certainty_judgement_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by"], ["account.id"], name=op.f("fk_certainty_judgement_drafted_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id", "outcome"],
            ["concept.scheme_id", "concept.code"],
            name=op.f("fk_certainty_judgement_scheme_id_outcome_concept"),
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_certainty_judgement_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certainty_judgement")),
    )
    with op.batch_alter_table("certainty_judgement", schema=None) as batch_op:
        batch_op.create_index("ix_certainty_judgement_solution", ["solution_id", "outcome"], unique=False)
        batch_op.create_index(batch_op.f("ix_certainty_judgement_state"), ["state"], unique=False)
    _keep_judgements()


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("certainty_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certainty_judgement_state"))
        batch_op.drop_index("ix_certainty_judgement_solution")

    op.drop_table("certainty_judgement")
    op.drop_table("recommendation")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_certainty_change CASCADE")
