"""write to whoever answers for a record, through the registry."""

import sqlalchemy as sa
from alembic import op

revision = "0022_contact"
down_revision = "0021_ownership"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "contact_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "record_kind",
            _enum("kind", "solution", "deployment", "standard", "organisation", "country"),
            nullable=False,
        ),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_message")),
    )
    for column in ("account_id", "token", "written_at"):
        op.create_index(f"ix_contact_message_{column}", "contact_message", [column])
    op.create_table(
        "contact_recipient",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("scope", _scope(), nullable=False),
        sa.Column("scope_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["contact_message.id"],
            name=op.f("fk_contact_recipient_message_id_contact_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", "scope", "scope_id", name=op.f("pk_contact_recipient")),
    )
    op.create_index("ix_contact_recipient_body", "contact_recipient", ["scope", "scope_id"])
    op.create_table(
        "contact_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("scope", _scope(), nullable=False),
        sa.Column("scope_id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["contact_message.id"], name=op.f("fk_contact_answer_message_id_contact_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_answer")),
    )
    op.create_index("ix_contact_answer_message_id", "contact_answer", ["message_id"])


def _scope() -> sa.Enum:
    return _enum("scopekind", "organisation", "country", "secretariat")


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    """Take back."""
    for table in ("contact_answer", "contact_recipient", "contact_message"):
        op.drop_table(table)
