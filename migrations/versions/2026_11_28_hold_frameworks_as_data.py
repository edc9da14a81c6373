"""hold frameworks as data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0009_frameworks"
down_revision = "0008_country_speaks"
branch_labels = None
depends_on = None

PARTS = ("framework_domain", "framework_criterion", "framework_level")
MESSAGE = "a framework version that is in use is never changed or deleted"
USED = "EXISTS (SELECT 1 FROM framework_version WHERE id = {row}.version_id AND used_at IS NOT NULL)"
KEPT = (
    "id", "framework", "version", "status", "names", "summary", "publisher", "home", "published", "source_id",
    "citation", "licence", "notice", "former", "changes", "dropped", "review_months", "gate_review_months",
    "aggregate", "scales", "tiers", "digest", "published_at", "used_at",
)  # fmt: skip
SAME = " AND ".join(f"NEW.{column} = OLD.{column}" for column in KEPT)

REFUSE_PART = f"""
CREATE FUNCTION refuse_framework_part_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP <> 'INSERT' AND {USED.format(row="OLD")} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
IF TG_OP <> 'DELETE' AND {USED.format(row="NEW")} THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $$
"""
REFUSE_VERSION = f"""
CREATE FUNCTION refuse_framework_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'DELETE' THEN
  IF OLD.used_at IS NOT NULL THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
  RETURN OLD;
END IF;
IF OLD.used_at IS NOT NULL AND ({SAME}) IS NOT TRUE THEN RAISE EXCEPTION '{MESSAGE}'; END IF;
RETURN NEW;
END $$
"""


def _keep_used_versions() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE_PART)
        op.execute(REFUSE_VERSION)
        for part in PARTS:
            op.execute(
                f"CREATE TRIGGER {part}_is_kept BEFORE INSERT OR UPDATE OR DELETE ON {part} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_framework_part_change()"
            )
        op.execute(
            "CREATE TRIGGER framework_version_is_kept BEFORE UPDATE OR DELETE ON framework_version "
            "FOR EACH ROW EXECUTE FUNCTION refuse_framework_change()"
        )
        return
    raising = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for part in PARTS:
        for what, rows in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER {part}_is_kept_{what} BEFORE {what} ON {part} "
                f"WHEN {USED.format(row=rows)} {raising}"
            )
    op.execute(
        "CREATE TRIGGER framework_version_is_kept_UPDATE BEFORE UPDATE ON framework_version "
        f"WHEN OLD.used_at IS NOT NULL AND ({SAME}) IS NOT TRUE {raising}"
    )
    op.execute(
        "CREATE TRIGGER framework_version_is_kept_DELETE BEFORE DELETE ON framework_version "
        f"WHEN OLD.used_at IS NOT NULL {raising}"
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "framework_version",
        sa.Column("id", sa.String(length=61), nullable=False),
        sa.Column("framework", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "published",
                name="versionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("published", sa.String(length=10), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("former", sa.String(length=20), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("dropped", JSON, nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("gate_review_months", sa.Integer(), nullable=False),
        sa.Column("aggregate", JSON, nullable=False),
        sa.Column("scales", JSON, nullable=False),
        sa.Column("tiers", JSON, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status = 'published' OR used_at IS NULL",
            name=op.f("ck_framework_version_only_published_is_used"),
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_framework_version_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework_version")),
        sa.UniqueConstraint("framework", "version", name=op.f("uq_framework_version_framework_version")),
    )
    op.create_table(
        "framework_domain",
        sa.Column("version_id", sa.String(length=61), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("about", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["framework_version.id"],
            name=op.f("fk_framework_domain_version_id_framework_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "code", name=op.f("pk_framework_domain")),
    )
    op.create_table(
        "framework_criterion",
        sa.Column("version_id", sa.String(length=61), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("domain_code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("asks", JSON, nullable=False),
        sa.Column("guidance", JSON, nullable=False),
        sa.Column("cites", JSON, nullable=False),
        sa.Column("is_gate", sa.Boolean(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("types", JSON, nullable=False),
        sa.Column("tiers", JSON, nullable=False),
        sa.Column("traits", JSON, nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("scale", sa.String(length=120), nullable=False),
        sa.Column("follows_code", sa.String(length=120), nullable=False),
        sa.Column(
            "follows_how",
            sa.Enum("carries", "redo", name="carry", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "domain_code"],
            ["framework_domain.version_id", "framework_domain.code"],
            name=op.f("fk_framework_criterion_domain"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["framework_version.id"],
            name=op.f("fk_framework_criterion_version_id_framework_version"),
        ),
        sa.PrimaryKeyConstraint("version_id", "code", name=op.f("pk_framework_criterion")),
    )
    op.create_table(
        "framework_level",
        sa.Column("version_id", sa.String(length=61), nullable=False),
        sa.Column("criterion_code", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("descriptor", JSON, nullable=False),
        sa.Column("meets", sa.Boolean(), nullable=False),
        sa.Column(
            "evidence",
            sa.Enum(
                "none",
                "self_declaration",
                "documentation",
                "independent_test",
                "independent_evaluation",
                "replicated_evaluation",
                name="evidenceclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("evidence_by_tier", JSON, nullable=False),
        sa.Column("kinds", JSON, nullable=False),
        sa.Column("at_least", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id", "criterion_code"],
            ["framework_criterion.version_id", "framework_criterion.code"],
            name=op.f("fk_framework_level_criterion"),
        ),
        sa.PrimaryKeyConstraint("version_id", "criterion_code", "code", name=op.f("pk_framework_level")),
    )
    _keep_used_versions()


def downgrade() -> None:
    """Take back."""
    op.drop_table("framework_level")
    op.drop_table("framework_criterion")
    op.drop_table("framework_domain")
    op.drop_table("framework_version")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_framework_part_change")
        op.execute("DROP FUNCTION refuse_framework_change")
