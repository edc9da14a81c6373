"""Deployments, reported presences and their organisations, funders and concepts."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, UtcDateTime, enum_type, now


class DeploymentStatus(StrEnum):
    """How far a deployment has come."""

    NOT_KNOWN = "not_known"
    PLANNED = "planned"
    PILOT = "pilot"
    ACTIVE = "active"
    SCALED = "scaled"
    ENDED = "ended"


class DeploymentRole(StrEnum):
    """What an organisation is to a deployment."""

    OWNER = "owner"
    IMPLEMENTER = "implementer"


class Confirmation(StrEnum):
    """How the authority of the country stands to a deployment: it has said nothing, says that it is so, or not so."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


class Deployment(Table, table=True):
    """One solution in one country.

    `is_reported_presence`: a source merely names the country, without date or implementer; the status is
    then not known, and the row is listed apart and never counted as running. Counts are absolute numbers,
    shares are 0 to 1 of the stated target; None means not known. `confirmation` follows from the claims of the
    country's authority (see `authority`), and is kept so that lists and filters need not read them.
    """

    __tablename__ = "deployment"
    __table_args__ = (
        sa.CheckConstraint(
            "NOT is_reported_presence OR (status = 'not_known' AND started = '')",
            name="presence_is_not_running",
        ),
        sa.CheckConstraint(
            "status <> 'scaled' OR (target_share IS NOT NULL AND target_share_source <> '')",
            name="scaled_needs_share",
        ),
        sa.CheckConstraint(
            "target_share IS NULL OR (target_share >= 0 AND target_share <= 1)", name="share_is_a_fraction"
        ),
        sa.Index(
            "uq_deployment_reported_presence",
            "solution_id",
            "country",
            unique=True,
            sqlite_where=sa.text("is_reported_presence"),
            postgresql_where=sa.text("is_reported_presence"),
        ),
        # Holds all that the figures of a country are counted from, so that no row need be read for them.
        sa.Index(
            "ix_deployment_country_solution",
            "country",
            "solution_id",
            "is_reported_presence",
            "status",
            "confirmation",
        ),
    )

    id: str = Field(primary_key=True, max_length=16)
    solution_id: str = Field(foreign_key="solution.id", index=True)
    country: str = Field(foreign_key="country.code", max_length=3)
    subdivision: str = Field(default="", max_length=6, description="ISO 3166-2 code.")
    status: DeploymentStatus = Field(
        default=DeploymentStatus.NOT_KNOWN, sa_type=enum_type(DeploymentStatus), index=True
    )
    is_reported_presence: bool = False
    started: str = Field(default="", max_length=10)
    ended: str = Field(default="", max_length=10)
    version: str = Field(default="", max_length=40)
    people: int | None = Field(default=None, sa_type=sa.BigInteger)
    people_share: float | None = None
    health_workers: int | None = None
    health_workers_share: float | None = None
    facilities: int | None = None
    facilities_share: float | None = None
    target_share: float | None = None
    target_share_source: str = ""
    links: list[str] = Field(default_factory=list, sa_type=JSON)
    confirmation: Confirmation = Field(default=Confirmation.PENDING, sa_type=enum_type(Confirmation))
    confirmation_on: str = Field(
        default="", max_length=10, description="When the authority last said how it stands to it."
    )
    confirmation_lapses: bool = Field(
        default=False, description="Whether its word ends when somebody else changes the record."
    )
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class DeploymentOrganisation(Table, table=True):
    """An organisation's role on a deployment."""

    __tablename__ = "deployment_organisation"

    deployment_id: str = Field(primary_key=True, foreign_key="deployment.id")
    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id", index=True)
    role: DeploymentRole = Field(primary_key=True, sa_type=enum_type(DeploymentRole))


class DeploymentFunder(Table, table=True):
    """Who paid for a deployment; amount in the currency's units, None when not known.

    It is for everybody only where a public page states it or the payer agreed (`registry.db.withheld`).
    """

    __tablename__ = "deployment_funder"

    id: int | None = Field(default=None, primary_key=True)
    deployment_id: str = Field(foreign_key="deployment.id", index=True)
    organisation_id: str = Field(foreign_key="organisation.id", index=True)
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    currency: str = Field(default="", max_length=3, description="ISO 4217 code.")
    from_year: int | None = None
    until_year: int | None = None
    amount_source: str = Field(default="", max_length=2000, description="Public page that states the amount.")
    amount_consent: str = Field(
        default="", max_length=10, description="When the payer agreed that it is shown."
    )


class DeploymentConcept(Table, table=True):
    """An intervention or challenge that a deployment addresses."""

    __tablename__ = "deployment_concept"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scheme_id", "code"], ["concept.scheme_id", "concept.code"]),
        sa.Index("ix_deployment_concept_concept", "scheme_id", "code"),
    )

    deployment_id: str = Field(primary_key=True, foreign_key="deployment.id")
    scheme_id: str = Field(primary_key=True, max_length=40)
    code: str = Field(primary_key=True, max_length=20)


class SolutionSource(Table, table=True):
    """A source that names any country for a solution.

    It follows from the claims of the solution's deployments, and is kept so that a page need not read all of
    them to say which sources list a solution elsewhere but not here.
    """

    __tablename__ = "solution_source"

    solution_id: str = Field(primary_key=True, foreign_key="solution.id")
    source_id: str = Field(primary_key=True, foreign_key="source.id")
