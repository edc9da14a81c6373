"""Solutions and what they are linked to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now


class SolutionType(StrEnum):
    """What is adopted."""

    SOFTWARE = "software"
    AI_MODEL = "ai_model"
    DATA_SET = "data_set"
    CONTENT = "content"
    SERVICE = "service"


class Openness(StrEnum):
    """How freely it may be used and changed."""

    OPEN_SOURCE = "open_source"
    OPEN_CONTENT = "open_content"
    OPEN_DATA = "open_data"
    OPEN_MODEL = "open_model"
    SOURCE_AVAILABLE = "source_available"
    PROPRIETARY = "proprietary"
    NOT_KNOWN = "not_known"


class InnovationStage(StrEnum):
    """How far the product has come."""

    IDEA = "idea"
    PROTOTYPE = "prototype"
    PILOT = "pilot"
    EARLY_ADOPTION = "early_adoption"
    SCALED = "scaled"
    MATURE = "mature"
    RETIRED = "retired"


class CostModel(StrEnum):
    """How the owner is paid."""

    FREE = "free"
    FREE_WITH_PAID_SUPPORT = "free_with_paid_support"
    SUBSCRIPTION = "subscription"
    LICENCE = "licence"
    USAGE_BASED = "usage_based"
    NOT_KNOWN = "not_known"


class SolutionRole(StrEnum):
    """What an organisation is to a solution."""

    OWNER = "owner"
    DEVELOPER = "developer"
    MAINTAINER = "maintainer"
    IMPLEMENTER = "implementer"
    FUNDER = "funder"


class ClaimStrength(StrEnum):
    """How strong the claim is that a solution speaks a standard."""

    CLAIMED = "claimed"
    DOCUMENTED = "documented"
    TESTED = "tested"
    CERTIFIED = "certified"


class RelationKind(StrEnum):
    """How one product relates to another."""

    PART_OF = "part_of"
    EXTENDS = "extends"
    INTEROPERATES_WITH = "interoperates_with"
    SUCCESSOR_OF = "successor_of"


class Solution(Table, table=True):
    """A product or good one can adopt. None in a yes-or-no field means that nobody has stated it."""

    __tablename__ = "solution"

    id: str = Field(primary_key=True, max_length=16)
    slug: str = Field(unique=True, max_length=120)
    names: Names = Field(sa_type=JSON)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    summary: Names = Field(default_factory=dict, sa_type=JSON)
    type: SolutionType = Field(sa_type=enum_type(SolutionType))
    licence: str = Field(default="", description="SPDX expression, however many parts; empty when not known.")
    openness: Openness = Field(default=Openness.NOT_KNOWN, sa_type=enum_type(Openness))
    links: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON)
    languages: list[str] = Field(default_factory=list, sa_type=JSON, description="BCP 47 tags.")
    platforms: list[str] = Field(default_factory=list, sa_type=JSON)
    hosting: list[str] = Field(default_factory=list, sa_type=JSON)
    offline: bool | None = None
    emergency_ready: bool | None = None
    uses_ai: bool | None = None
    stage: InnovationStage | None = Field(default=None, sa_type=enum_type(InnovationStage))
    first_released: str = Field(default="", max_length=10)
    medical_device_class: str = Field(default="", max_length=40)
    cost_model: CostModel = Field(default=CostModel.NOT_KNOWN, sa_type=enum_type(CostModel))
    price: dict[str, Any] | None = Field(
        default=None, sa_type=sa.JSON(none_as_null=True), description="amount, currency, per, source, date"
    )
    contact: str = Field(default="", description="A channel the organisation published; never a person.")
    reviewed_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="Last review by people."
    )
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class SolutionOrganisation(Table, table=True):
    """An organisation's role on a solution."""

    __tablename__ = "solution_organisation"

    solution_id: str = Field(primary_key=True, foreign_key="solution.id")
    organisation_id: str = Field(primary_key=True, foreign_key="organisation.id", index=True)
    role: SolutionRole = Field(primary_key=True, sa_type=enum_type(SolutionRole))


class SolutionConcept(Table, table=True):
    """A solution classified by a concept: intervention, challenge, service type, focus area, goal."""

    __tablename__ = "solution_concept"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scheme_id", "code"], ["concept.scheme_id", "concept.code"]),
        sa.Index("ix_solution_concept_concept", "scheme_id", "code"),
    )

    solution_id: str = Field(primary_key=True, foreign_key="solution.id")
    scheme_id: str = Field(primary_key=True, max_length=40)
    code: str = Field(primary_key=True, max_length=20)


class SolutionStandard(Table, table=True):
    """A solution's claim to speak a standard, and how strong the claim is."""

    __tablename__ = "solution_standard"

    solution_id: str = Field(primary_key=True, foreign_key="solution.id")
    standard_id: str = Field(primary_key=True, foreign_key="standard.id", index=True)
    edition: str = Field(default="", primary_key=True, max_length=80)
    strength: ClaimStrength = Field(default=ClaimStrength.CLAIMED, sa_type=enum_type(ClaimStrength))


class SolutionRelation(Table, table=True):
    """A relation from one product to another."""

    __tablename__ = "solution_relation"
    __table_args__ = (sa.CheckConstraint("solution_id <> other_id", name="not_itself"),)

    solution_id: str = Field(primary_key=True, foreign_key="solution.id")
    kind: RelationKind = Field(primary_key=True, sa_type=enum_type(RelationKind))
    other_id: str = Field(primary_key=True, foreign_key="solution.id", index=True)
