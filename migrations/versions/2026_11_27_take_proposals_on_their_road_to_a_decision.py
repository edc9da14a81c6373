"""take proposals on their road to a decision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0006_submissions"
down_revision = "0005_public_amounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "solution",
                "deployment",
                "organisation",
                "standard",
                name="submissionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.String(length=16), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.String(length=16), nullable=True),
        sa.Column("author_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "changes_asked",
                "answered",
                "accepted",
                "declined",
                "appealed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("names", JSON, nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum(
                "normal",
                "high",
                "urgent",
                name="priority",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("assignee_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["account.id"], name=op.f("fk_submission_assignee_id_account")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_submission_author_id_account")),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_submission_country_country")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["submission.id"], name=op.f("fk_submission_parent_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_assignee_id"), ["assignee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_submission_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_submission_state_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_submission_target", ["kind", "target_id"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_consultation_closes_after_it_opens")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_consultation_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_consultation")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "submission_appeal",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_appeal_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_appeal")),
    )
    op.create_table(
        "submission_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted", "declined", name="outcome", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("on_appeal", sa.Boolean(), nullable=False),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_decision_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_decision")),
    )
    with op.batch_alter_table("submission_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_decision_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_decision_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "submission_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "submitter",
                "secretariat",
                "nobody",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "action",
            sa.Enum(
                "submit",
                "take_up",
                "ask_changes",
                "answer",
                "accept",
                "decline",
                "appeal",
                "withdraw",
                name="action",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "changes_asked",
                "answered",
                "accepted",
                "declined",
                "appealed",
                "withdrawn",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "changes_asked",
                "answered",
                "accepted",
                "declined",
                "appealed",
                "withdrawn",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_event_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_event")),
    )
    with op.batch_alter_table("submission_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_event_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "submission_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column(
            "side",
            sa.Enum(
                "submitter",
                "secretariat",
                "nobody",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_message_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_message")),
    )
    with op.batch_alter_table("submission_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_message_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "submission_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_note_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_note")),
    )
    with op.batch_alter_table("submission_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_note_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "submission_save",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_save_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", "version", name=op.f("pk_submission_save")),
    )
    op.create_table(
        "submission_section_decision",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "in_order",
                "changes_needed",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
            name=op.f("fk_submission_section_decision_submission_id_submission"),
        ),
        sa.PrimaryKeyConstraint("submission_id", "section", name=op.f("pk_submission_section_decision")),
    )
    op.create_table(
        "submission_stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "screening",
                "changes_asked",
                "answered",
                "accepted",
                "declined",
                "appealed",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "waits_on",
            sa.Enum(
                "submitter",
                "secretariat",
                "nobody",
                name="side",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_stay_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_stay")),
    )
    with op.batch_alter_table("submission_stay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_stay_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "consultation_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=True),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "moderation",
            sa.Enum(
                "waiting",
                "published",
                "refused",
                name="moderation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moderated_by", sa.String(length=16), nullable=False),
        sa.Column("moderation_reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_consultation_comment_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_consultation_comment_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_consultation_comment_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["consultation.submission_id"],
            name=op.f("fk_consultation_comment_submission_id_consultation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_comment")),
    )
    with op.batch_alter_table("consultation_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultation_comment_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_consultation_comment_submission_id"), ["submission_id"], unique=False
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("consultation_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_comment_submission_id"))
        batch_op.drop_index(batch_op.f("ix_consultation_comment_account_id"))

    op.drop_table("consultation_comment")
    with op.batch_alter_table("submission_stay", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_stay_submission_id"))

    op.drop_table("submission_stay")
    op.drop_table("submission_section_decision")
    op.drop_table("submission_save")
    with op.batch_alter_table("submission_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_note_submission_id"))

    op.drop_table("submission_note")
    with op.batch_alter_table("submission_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_message_submission_id"))

    op.drop_table("submission_message")
    with op.batch_alter_table("submission_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_event_submission_id"))

    op.drop_table("submission_event")
    with op.batch_alter_table("submission_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_decision_submission_id"))
        batch_op.drop_index(batch_op.f("ix_submission_decision_at"))

    op.drop_table("submission_decision")
    op.drop_table("submission_appeal")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_closes_at"))

    op.drop_table("consultation")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("ix_submission_target")
        batch_op.drop_index("ix_submission_state_due")
        batch_op.drop_index(batch_op.f("ix_submission_parent_id"))
        batch_op.drop_index(batch_op.f("ix_submission_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_submission_country"))
        batch_op.drop_index(batch_op.f("ix_submission_author_id"))
        batch_op.drop_index(batch_op.f("ix_submission_assignee_id"))

    op.drop_table("submission")
