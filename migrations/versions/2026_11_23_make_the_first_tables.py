"""make the first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0001_first_tables"
down_revision = None
branch_labels = None
depends_on = None

REVISION_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER revision_is_immutable_{what} BEFORE {what} ON revision "
        "BEGIN SELECT RAISE(ABORT, 'a revision is never changed or deleted'); END"
    ),
    "postgresql": (
        "CREATE TRIGGER revision_is_immutable_{what} BEFORE {what} ON revision "
        "FOR EACH ROW EXECUTE FUNCTION refuse_revision_change()"
    ),
}


def _make_revisions_immutable() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_revision_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a revision is never changed or deleted'; END $$"
        )
    for what in ("UPDATE", "DELETE"):
        op.execute(REVISION_TRIGGERS[dialect].format(what=what))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalogue_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "external_identifier",
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column(
            "record_kind",
            sa.Enum(
                "solution",
                "deployment",
                "standard",
                "organisation",
                "country",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", "value", name=op.f("pk_external_identifier")),
    )
    with op.batch_alter_table("external_identifier", schema=None) as batch_op:
        batch_op.create_index("ix_external_identifier_record", ["record_kind", "record_id"], unique=False)

    op.create_table(
        "issued_id",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "solution",
                "deployment",
                "standard",
                "organisation",
                "country",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_id")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["kind", "run_after"], unique=False)

    op.create_table(
        "region",
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "record_kind",
            sa.Enum(
                "solution",
                "deployment",
                "standard",
                "organisation",
                "country",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "record_kind", "record_id", "number", name=op.f("uq_revision_record_kind_record_id_number")
        ),
    )
    op.create_table(
        "slug",
        sa.Column(
            "kind",
            sa.Enum(
                "solution",
                "deployment",
                "standard",
                "organisation",
                "country",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", name=op.f("pk_slug")),
    )
    with op.batch_alter_table("slug", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slug_record_id"), ["record_id"], unique=False)
        batch_op.create_index(
            "uq_slug_current",
            ["kind", "record_id"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "solution",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "software",
                "ai_model",
                "data_set",
                "content",
                "service",
                name="solutiontype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column(
            "openness",
            sa.Enum(
                "open_source",
                "open_content",
                "open_data",
                "open_model",
                "source_available",
                "proprietary",
                "not_known",
                name="openness",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("links", JSON, nullable=False),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("platforms", JSON, nullable=False),
        sa.Column("hosting", JSON, nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=True),
        sa.Column("emergency_ready", sa.Boolean(), nullable=True),
        sa.Column("uses_ai", sa.Boolean(), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "idea",
                "prototype",
                "pilot",
                "early_adoption",
                "scaled",
                "mature",
                "retired",
                name="innovationstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("first_released", sa.String(length=10), nullable=False),
        sa.Column("medical_device_class", sa.String(length=40), nullable=False),
        sa.Column(
            "cost_model",
            sa.Enum(
                "free",
                "free_with_paid_support",
                "subscription",
                "licence",
                "usage_based",
                "not_known",
                name="costmodel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("price", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution")),
        sa.UniqueConstraint("slug", name=op.f("uq_solution_slug")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("retrieved", sa.String(length=10), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "record_kind",
            sa.Enum(
                "solution",
                "deployment",
                "standard",
                "organisation",
                "country",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_claim_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint(
            "record_kind",
            "record_id",
            "field",
            "source_id",
            name=op.f("uq_claim_record_kind_record_id_field_source_id"),
        ),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_source_id"), ["source_id"], unique=False)

    op.create_table(
        "concept_scheme",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=20), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("published", sa.String(length=10), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("unofficial_translations", JSON, nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_concept_scheme_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_scheme")),
    )
    with op.batch_alter_table("concept_scheme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_scheme_family"), ["family"], unique=False)

    op.create_table(
        "country",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("alpha2", sa.String(length=2), nullable=False),
        sa.Column("numeric", sa.String(length=3), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column(
            "membership",
            sa.Enum(
                "member_state",
                "associate_member",
                "withdrawal_notified",
                "withdrawn",
                "area",
                name="membershipstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column(
            "income",
            sa.Enum(
                "LIC",
                "LMC",
                "UMC",
                "HIC",
                name="incomegroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_country_region_region")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_country")),
        sa.UniqueConstraint("alpha2", name=op.f("uq_country_alpha2")),
    )
    op.create_table(
        "solution_relation",
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "part_of",
                "extends",
                "interoperates_with",
                "successor_of",
                name="relationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.CheckConstraint("solution_id <> other_id", name=op.f("ck_solution_relation_not_itself")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["solution.id"], name=op.f("fk_solution_relation_other_id_solution")
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_relation_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("solution_id", "kind", "other_id", name=op.f("pk_solution_relation")),
    )
    with op.batch_alter_table("solution_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_solution_relation_other_id"), ["other_id"], unique=False)

    op.create_table(
        "concept",
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("parent_code", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", JSON, nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id", "parent_code"],
            ["concept.scheme_id", "concept.code"],
            name=op.f("fk_concept_scheme_id_parent_code_concept"),
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["concept_scheme.id"], name=op.f("fk_concept_scheme_id_concept_scheme")
        ),
        sa.PrimaryKeyConstraint("scheme_id", "code", name=op.f("pk_concept")),
    )
    op.create_table(
        "concept_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "edition_map",
                "answered_by",
                "covers",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_scheme", sa.String(length=40), nullable=False),
        sa.Column("from_code", sa.String(length=20), nullable=False),
        sa.Column("to_scheme", sa.String(length=40), nullable=False),
        sa.Column("to_code", sa.String(length=20), nullable=False),
        sa.Column("qualifier", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_scheme"], ["concept_scheme.id"], name=op.f("fk_concept_map_from_scheme_concept_scheme")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_concept_map_source_id_source")),
        sa.ForeignKeyConstraint(
            ["to_scheme"], ["concept_scheme.id"], name=op.f("fk_concept_map_to_scheme_concept_scheme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_map")),
        sa.UniqueConstraint(
            "relation",
            "from_scheme",
            "from_code",
            "to_scheme",
            "to_code",
            name=op.f("uq_concept_map_relation_from_scheme_from_code_to_scheme_to_code"),
        ),
    )
    with op.batch_alter_table("concept_map", schema=None) as batch_op:
        batch_op.create_index("ix_concept_map_to", ["relation", "to_scheme", "to_code"], unique=False)

    op.create_table(
        "deployment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=False),
        sa.Column("subdivision", sa.String(length=6), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "not_known",
                "planned",
                "pilot",
                "active",
                "scaled",
                "ended",
                name="deploymentstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_reported_presence", sa.Boolean(), nullable=False),
        sa.Column("started", sa.String(length=10), nullable=False),
        sa.Column("ended", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("people_share", sa.Float(), nullable=True),
        sa.Column("health_workers", sa.Integer(), nullable=True),
        sa.Column("health_workers_share", sa.Float(), nullable=True),
        sa.Column("facilities", sa.Integer(), nullable=True),
        sa.Column("facilities_share", sa.Float(), nullable=True),
        sa.Column("target_share", sa.Float(), nullable=True),
        sa.Column("target_share_source", sa.String(), nullable=False),
        sa.Column("links", JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT is_reported_presence OR (status = 'not_known' AND started = '')",
            name=op.f("ck_deployment_presence_is_not_running"),
        ),
        sa.CheckConstraint(
            "status <> 'scaled' OR (target_share IS NOT NULL AND target_share_source <> '')",
            name=op.f("ck_deployment_scaled_needs_share"),
        ),
        sa.CheckConstraint(
            "target_share IS NULL OR (target_share >= 0 AND target_share <= 1)",
            name=op.f("ck_deployment_share_is_a_fraction"),
        ),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_deployment_country_country")),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_deployment_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.create_index("ix_deployment_country_solution", ["country", "solution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_solution_id"), ["solution_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deployment_status"), ["status"], unique=False)
        batch_op.create_index(
            "uq_deployment_reported_presence",
            ["solution_id", "country"],
            unique=True,
            sqlite_where=sa.text("is_reported_presence"),
            postgresql_where=sa.text("is_reported_presence"),
        )

    op.create_table(
        "income_classification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("year", sa.String(length=4), nullable=False),
        sa.Column(
            "income_group",
            sa.Enum(
                "LIC",
                "LMC",
                "UMC",
                "HIC",
                name="incomegroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("basis", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_income_classification_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_income_classification_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income_classification")),
        sa.UniqueConstraint("country", "year", name=op.f("uq_income_classification_country_year")),
    )
    with op.batch_alter_table("income_classification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_income_classification_country"), ["country"], unique=False)

    op.create_table(
        "membership_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "member_state",
                "associate_member",
                "withdrawal_notified",
                "withdrawn",
                "area",
                name="membershipstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_membership_state_country_country")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_membership_state_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_state")),
    )
    with op.batch_alter_table("membership_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_state_country"), ["country"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "ministry",
                "public_authority",
                "intergovernmental",
                "ngo",
                "donor",
                "foundation",
                "aid_agency",
                "development_bank",
                "academia",
                "faith_based",
                "insurer",
                "private_sector",
                "developer_community",
                "care_community",
                "patients_public",
                "standards_body",
                "start_up",
                "research_institute",
                "not_known",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("home", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["country"], ["country.code"], name=op.f("fk_organisation_country_country")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_organisation_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "region_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("note", JSON, nullable=False),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["country"], ["country.code"], name=op.f("fk_region_membership_country_country")
        ),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_region_membership_region_region")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_region_membership_source_id_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_membership")),
    )
    with op.batch_alter_table("region_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_membership_country"), ["country"], unique=False)

    op.create_table(
        "deployment_concept",
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_deployment_concept_deployment_id_deployment")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id", "code"],
            ["concept.scheme_id", "concept.code"],
            name=op.f("fk_deployment_concept_scheme_id_code_concept"),
        ),
        sa.PrimaryKeyConstraint("deployment_id", "scheme_id", "code", name=op.f("pk_deployment_concept")),
    )
    with op.batch_alter_table("deployment_concept", schema=None) as batch_op:
        batch_op.create_index("ix_deployment_concept_concept", ["scheme_id", "code"], unique=False)

    op.create_table(
        "deployment_funder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=True),
        sa.Column("until_year", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_deployment_funder_deployment_id_deployment")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_deployment_funder_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment_funder")),
    )
    with op.batch_alter_table("deployment_funder", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deployment_funder_deployment_id"), ["deployment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_deployment_funder_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "deployment_organisation",
        sa.Column("deployment_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "implementer",
                name="deploymentrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["deployment_id"],
            ["deployment.id"],
            name=op.f("fk_deployment_organisation_deployment_id_deployment"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_deployment_organisation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint(
            "deployment_id", "organisation_id", "role", name=op.f("pk_deployment_organisation")
        ),
    )
    with op.batch_alter_table("deployment_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deployment_organisation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "solution_concept",
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column("scheme_id", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id", "code"],
            ["concept.scheme_id", "concept.code"],
            name=op.f("fk_solution_concept_scheme_id_code_concept"),
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_concept_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint("solution_id", "scheme_id", "code", name=op.f("pk_solution_concept")),
    )
    with op.batch_alter_table("solution_concept", schema=None) as batch_op:
        batch_op.create_index("ix_solution_concept_concept", ["scheme_id", "code"], unique=False)

    op.create_table(
        "solution_organisation",
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "developer",
                "maintainer",
                "implementer",
                "funder",
                name="solutionrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_solution_organisation_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_organisation_solution_id_solution")
        ),
        sa.PrimaryKeyConstraint(
            "solution_id", "organisation_id", "role", name=op.f("pk_solution_organisation")
        ),
    )
    with op.batch_alter_table("solution_organisation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_solution_organisation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "standard",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("aliases", JSON, nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("sdo_id", sa.String(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "base_standard",
                "profile",
                "terminology",
                "information_model",
                "architecture",
                "api",
                "identifier",
                "process",
                "management",
                "product",
                "assessment",
                "functional_model",
                "regulation",
                "national",
                "guideline",
                name="standardkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("canonical_uri", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column(
            "access_cost",
            sa.Enum(
                "free",
                "registration",
                "paid",
                "not_known",
                name="accesscost",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("access_note", sa.String(), nullable=False),
        sa.Column(
            "process_maturity",
            sa.Enum(
                "normative",
                "trial_use",
                "informative",
                "draft",
                "published",
                "retired",
                "not_known",
                name="processmaturity",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("openhie_component", sa.String(length=80), nullable=False),
        sa.Column("test_tools", JSON, nullable=False),
        sa.Column("replaced_by_id", sa.String(), nullable=True),
        sa.Column(
            "provenance",
            sa.Enum(
                "found", "unverified", name="provenance", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.String(), nullable=True),
        sa.Column("note", JSON, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["standard.id"], name=op.f("fk_standard_replaced_by_id_standard")
        ),
        sa.ForeignKeyConstraint(
            ["sdo_id"], ["organisation.id"], name=op.f("fk_standard_sdo_id_organisation")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_standard_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard")),
        sa.UniqueConstraint("slug", name=op.f("uq_standard_slug")),
    )
    with op.batch_alter_table("standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_standard_sdo_id"), ["sdo_id"], unique=False)

    op.create_table(
        "solution_standard",
        sa.Column("solution_id", sa.String(), nullable=False),
        sa.Column("standard_id", sa.String(), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column(
            "strength",
            sa.Enum(
                "claimed",
                "documented",
                "tested",
                "certified",
                name="claimstrength",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["solution_id"], ["solution.id"], name=op.f("fk_solution_standard_solution_id_solution")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standard.id"], name=op.f("fk_solution_standard_standard_id_standard")
        ),
        sa.PrimaryKeyConstraint("solution_id", "standard_id", "edition", name=op.f("pk_solution_standard")),
    )
    with op.batch_alter_table("solution_standard", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_solution_standard_standard_id"), ["standard_id"], unique=False)

    op.create_table(
        "standard_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "trial",
                "active",
                "superseded",
                "retired",
                "not_known",
                name="editionstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standard.id"], name=op.f("fk_standard_edition_standard_id_standard")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_edition")),
        sa.UniqueConstraint("standard_id", "label", name=op.f("uq_standard_edition_standard_id_label")),
    )
    with op.batch_alter_table("standard_edition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_standard_edition_standard_id"), ["standard_id"], unique=False)
    _make_revisions_immutable()


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("standard_edition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_edition_standard_id"))

    op.drop_table("standard_edition")
    with op.batch_alter_table("solution_standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_solution_standard_standard_id"))

    op.drop_table("solution_standard")
    with op.batch_alter_table("standard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_standard_sdo_id"))
        batch_op.drop_index(batch_op.f("ix_standard_category"))

    op.drop_table("standard")
    with op.batch_alter_table("solution_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_solution_organisation_organisation_id"))

    op.drop_table("solution_organisation")
    with op.batch_alter_table("solution_concept", schema=None) as batch_op:
        batch_op.drop_index("ix_solution_concept_concept")

    op.drop_table("solution_concept")
    with op.batch_alter_table("deployment_organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deployment_organisation_organisation_id"))

    op.drop_table("deployment_organisation")
    with op.batch_alter_table("deployment_funder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deployment_funder_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_deployment_funder_deployment_id"))

    op.drop_table("deployment_funder")
    with op.batch_alter_table("deployment_concept", schema=None) as batch_op:
        batch_op.drop_index("ix_deployment_concept_concept")

    op.drop_table("deployment_concept")
    with op.batch_alter_table("region_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_membership_country"))

    op.drop_table("region_membership")
    op.drop_table("organisation")
    with op.batch_alter_table("membership_state", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_state_country"))

    op.drop_table("membership_state")
    with op.batch_alter_table("income_classification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_income_classification_country"))

    op.drop_table("income_classification")
    with op.batch_alter_table("deployment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_deployment_reported_presence",
            sqlite_where=sa.text("is_reported_presence"),
            postgresql_where=sa.text("is_reported_presence"),
        )
        batch_op.drop_index(batch_op.f("ix_deployment_status"))
        batch_op.drop_index(batch_op.f("ix_deployment_solution_id"))
        batch_op.drop_index("ix_deployment_country_solution")

    op.drop_table("deployment")
    with op.batch_alter_table("concept_map", schema=None) as batch_op:
        batch_op.drop_index("ix_concept_map_to")

    op.drop_table("concept_map")
    op.drop_table("concept")
    with op.batch_alter_table("solution_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_solution_relation_other_id"))

    op.drop_table("solution_relation")
    op.drop_table("country")
    with op.batch_alter_table("concept_scheme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concept_scheme_family"))

    op.drop_table("concept_scheme")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_source_id"))

    op.drop_table("claim")
    op.drop_table("source")
    op.drop_table("solution")
    with op.batch_alter_table("slug", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_slug_current", sqlite_where=sa.text("is_current"), postgresql_where=sa.text("is_current")
        )
        batch_op.drop_index(batch_op.f("ix_slug_record_id"))

    op.drop_table("slug")
    op.drop_table("revision")
    op.drop_table("region")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    op.drop_table("issued_id")
    with op.batch_alter_table("external_identifier", schema=None) as batch_op:
        batch_op.drop_index("ix_external_identifier_record")

    op.drop_table("external_identifier")
    op.drop_table("catalogue_version")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_revision_change()")
