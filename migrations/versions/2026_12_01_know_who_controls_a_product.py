"""know who controls a product."""

import sqlalchemy as sa
from alembic import op

revision = "0021_ownership"
down_revision = "0021_feedback"
branch_labels = None
depends_on = None

ACTIONS = ("submit", "take_up", "ask_changes", "answer", "accept", "decline", "appeal", "withdraw")


def let_steps_be(*actions: str) -> None:
    """Say what the steps of a submission can be."""
    with op.batch_alter_table("submission_event") as table:
        table.drop_constraint(op.f("ck_submission_event_action"), type_="check")
        table.create_check_constraint(op.f("ck_submission_event_action"), sa.column("action").in_(actions))


def upgrade() -> None:
    """Apply."""
    let_steps_be(*ACTIONS, "publish")
    op.create_table(
        "ownership_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "repository",
                "website",
                "email",
                "decision",
                name="proofmethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "proven",
                "refused",
                "ended",
                name="ownershipstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=2000), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=40), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_ownership_claim_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_ownership_claim_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_claim")),
    )
    with op.batch_alter_table("ownership_claim", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ownership_claim_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ownership_claim_solution_id"), ["solution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ownership_claim_state"), ["state"], unique=False)

    op.create_table(
        "solution_control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("solution_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["claim_id"], ["ownership_claim.id"], name=op.f("fk_solution_control_claim_id_ownership_claim")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_solution_control_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_control_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution_control")),
    )
    with op.batch_alter_table("solution_control", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_solution_control_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_solution_control_solution_id"), ["solution_id"], unique=False)
        batch_op.create_index(
            "uq_solution_control_present",
            ["solution_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )


def downgrade() -> None:
    """Take back."""
    op.execute("UPDATE submission_event SET action = 'accept' WHERE action = 'publish'")
    let_steps_be(*ACTIONS)
    with op.batch_alter_table("solution_control", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_solution_control_present",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_solution_control_solution_id"))
        batch_op.drop_index(batch_op.f("ix_solution_control_organisation_id"))

    op.drop_table("solution_control")
    with op.batch_alter_table("ownership_claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ownership_claim_state"))
        batch_op.drop_index(batch_op.f("ix_ownership_claim_solution_id"))
        batch_op.drop_index(batch_op.f("ix_ownership_claim_organisation_id"))

    op.drop_table("ownership_claim")
