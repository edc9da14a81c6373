"""keep evidence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0014_evidence"
down_revision = "0013_focal_appointment"
branch_labels = None
depends_on = None

MESSAGE = "a state of evidence is never changed or deleted"


def _keep_revisions() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_evidence_revision_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER evidence_revision_is_kept BEFORE UPDATE OR DELETE ON evidence_revision "
            "FOR EACH ROW EXECUTE FUNCTION refuse_evidence_revision_change()"
        )
        return
    for what in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER evidence_revision_is_kept_{what} BEFORE {what} ON evidence_revision "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "awaiting",
                "published",
                "withdrawn",
                name="evidencestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "randomised_trial",
                "cluster_trial",
                "quasi_experiment",
                "cohort",
                "before_after",
                "cross_sectional",
                "qualitative",
                "mixed_methods",
                "economic_evaluation",
                "usability_study",
                "routine_data_evaluation",
                "technical_evaluation",
                "security_audit",
                "conformance_test",
                "certification",
                "ai_benchmark",
                "technical_documentation",
                "self_declaration",
                name="evidencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("publication", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("study", sa.String(length=120), nullable=False),
        sa.Column("setting", JSON, nullable=False),
        sa.Column("population", JSON, nullable=False),
        sa.Column("size", JSON, nullable=False),
        sa.Column("comparator", JSON, nullable=False),
        sa.Column("funding", sa.String(), nullable=False),
        sa.Column(
            "independence",
            sa.Enum(
                "independent",
                "not_independent",
                "unclear",
                name="independence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("does_not_show", JSON, nullable=False),
        sa.Column("risk_of_bias", JSON, nullable=False),
        sa.Column("provenance", JSON, nullable=False),
        sa.Column("read_at", JSON, nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_evidence_published_has_a_time")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("key", name=op.f("uq_evidence_key")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_study"), ["study"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_title_key"), ["title_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_year"), ["year"], unique=False)

    op.create_table(
        "evidence_identifier",
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_identifier_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_evidence_identifier")),
    )
    with op.batch_alter_table("evidence_identifier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_identifier_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "evidence_revision",
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_revision_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("evidence_id", "number", name=op.f("pk_evidence_revision")),
    )
    op.create_table(
        "evidence_solution",
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(), nullable=True),
        sa.Column("named", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_solution_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_evidence_solution_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("evidence_id", "position", name=op.f("pk_evidence_solution")),
    )
    with op.batch_alter_table("evidence_solution", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_solution_solution_id"), ["solution_id"], unique=False)

    op.create_table(
        "evidence_country",
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_evidence_country_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_country_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("evidence_id", "country", name=op.f("pk_evidence_country")),
    )
    with op.batch_alter_table("evidence_country", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_country_country"), ["country"], unique=False)

    op.create_table(
        "evidence_concept",
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_concept_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id", "code"],
            ["concept.scheme_id", "concept.code"],
            name=op.f("fk_evidence_concept_scheme_id_code_concept"),
        ),
        sa.PrimaryKeyConstraint("evidence_id", "scheme_id", "code", name=op.f("pk_evidence_concept")),
    )
    with op.batch_alter_table("evidence_concept", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_concept_concept", ["scheme_id", "code"], unique=False)

    op.create_table(
        "evidence_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "declined",
                "withdrawn",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_evidence_proposal_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["account.id"], name=op.f("fk_evidence_proposal_decided_by_account")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_proposal_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_evidence_proposal_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_proposal")),
    )
    with op.batch_alter_table("evidence_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_proposal_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_proposal_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_proposal_state"), ["state"], unique=False)

    op.create_table(
        "evidence_result",
        sa.Column("evidence_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("measured", JSON, nullable=False),
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
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column(
            "measure",
            sa.Enum(
                "risk_ratio",
                "odds_ratio",
                "rate_ratio",
                "hazard_ratio",
                "mean_difference",
                "difference_in_points",
                "standardised_difference",
                name="measure",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("estimate", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("follow_up", sa.String(length=120), nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.CheckConstraint(
            "low IS NULL OR high IS NULL OR low <= high", name=op.f("ck_evidence_result_interval_is_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_result_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id", "outcome"],
            ["concept.scheme_id", "concept.code"],
            name=op.f("fk_evidence_result_scheme_id_outcome_concept"),
        ),
        sa.PrimaryKeyConstraint("evidence_id", "position", name=op.f("pk_evidence_result")),
    )
    with op.batch_alter_table("evidence_result", schema=None) as batch_op:
        batch_op.create_index("ix_evidence_result_outcome", ["scheme_id", "outcome"], unique=False)
    _keep_revisions()


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("evidence_result", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_result_outcome")

    op.drop_table("evidence_result")
    with op.batch_alter_table("evidence_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_proposal_state"))
        batch_op.drop_index(batch_op.f("ix_evidence_proposal_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_proposal_account_id"))

    op.drop_table("evidence_proposal")
    with op.batch_alter_table("evidence_concept", schema=None) as batch_op:
        batch_op.drop_index("ix_evidence_concept_concept")

    op.drop_table("evidence_concept")
    with op.batch_alter_table("evidence_country", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_country_country"))

    op.drop_table("evidence_country")
    with op.batch_alter_table("evidence_solution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_solution_solution_id"))

    op.drop_table("evidence_solution")
    op.drop_table("evidence_revision")
    with op.batch_alter_table("evidence_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_identifier_evidence_id"))

    op.drop_table("evidence_identifier")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_year"))
        batch_op.drop_index(batch_op.f("ix_evidence_title_key"))
        batch_op.drop_index(batch_op.f("ix_evidence_study"))
        batch_op.drop_index(batch_op.f("ix_evidence_state"))

    op.drop_table("evidence")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_evidence_revision_change CASCADE")
