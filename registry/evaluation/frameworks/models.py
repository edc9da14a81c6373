"""Versions of frameworks: domains, criteria, levels. Once judged by, a version is never changed (triggers refuse it)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type
from registry.evaluation.frameworks.drafts import Carry
from registry.evidence.hierarchy import EvidenceClass


class VersionStatus(StrEnum):
    """How far a version has come."""

    DRAFT = "draft"
    PUBLISHED = "published"


class FrameworkVersion(Table, table=True):
    """One version of a framework; its id is `framework@version`.

    `is_current`: published, and no published version follows it. `used_at`: when it was first judged by.
    """

    __tablename__ = "framework_version"
    __table_args__ = (
        sa.UniqueConstraint("framework", "version"),
        sa.CheckConstraint("status = 'published' OR used_at IS NULL", name="only_published_is_used"),
    )

    id: str = Field(primary_key=True, max_length=61)
    framework: str = Field(max_length=40)
    version: str = Field(max_length=20)
    status: VersionStatus = Field(sa_type=enum_type(VersionStatus))
    is_current: bool = False
    names: Names = Field(sa_type=JSON)
    summary: Names = Field(default_factory=dict, sa_type=JSON)
    publisher: str = ""
    home: str = ""
    published: str = Field(default="", max_length=10, description="The publisher's own date.")
    source_id: str = Field(foreign_key="source.id")
    citation: str = ""
    licence: str = Field(default="", max_length=120)
    notice: str = ""
    former: str = Field(default="", max_length=20)
    changes: Names = Field(default_factory=dict, sa_type=JSON)
    dropped: list[str] = Field(default_factory=list, sa_type=JSON)
    review_months: int = 24
    gate_review_months: int = 12
    aggregate: dict[str, Any] = Field(sa_type=JSON)
    scales: dict[str, Any] = Field(sa_type=JSON)
    tiers: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    digest: str = Field(max_length=64, description="SHA-256 over all that the version says.")
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FrameworkDomain(Table, table=True):
    """A group of criteria."""

    __tablename__ = "framework_domain"

    version_id: str = Field(primary_key=True, foreign_key="framework_version.id", max_length=61)
    code: str = Field(primary_key=True, max_length=120)
    position: int
    names: Names = Field(sa_type=JSON)
    about: Names = Field(default_factory=dict, sa_type=JSON)


class FrameworkCriterion(Table, table=True):
    """One criterion, with when it applies and what it follows of the version before."""

    __tablename__ = "framework_criterion"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["version_id", "domain_code"],
            ["framework_domain.version_id", "framework_domain.code"],
            name="fk_framework_criterion_domain",
        ),
    )

    version_id: str = Field(primary_key=True, foreign_key="framework_version.id", max_length=61)
    code: str = Field(primary_key=True, max_length=120)
    domain_code: str = Field(max_length=120)
    position: int
    names: Names = Field(sa_type=JSON)
    asks: Names = Field(default_factory=dict, sa_type=JSON)
    guidance: Names = Field(default_factory=dict, sa_type=JSON)
    cites: list[str] = Field(default_factory=list, sa_type=JSON)
    is_gate: bool = False
    is_optional: bool = False
    types: list[str] = Field(default_factory=list, sa_type=JSON)
    tiers: list[str] = Field(default_factory=list, sa_type=JSON)
    traits: list[str] = Field(default_factory=list, sa_type=JSON)
    weight: float = 1
    scale: str = Field(max_length=120)
    follows_code: str = Field(default="", max_length=120)
    follows_how: Carry | None = Field(default=None, sa_type=enum_type(Carry))


class FrameworkLevel(Table, table=True):
    """One level of one criterion: what it means and what evidence it needs."""

    __tablename__ = "framework_level"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["version_id", "criterion_code"],
            ["framework_criterion.version_id", "framework_criterion.code"],
            name="fk_framework_level_criterion",
        ),
    )

    version_id: str = Field(primary_key=True, max_length=61)
    criterion_code: str = Field(primary_key=True, max_length=120)
    code: str = Field(primary_key=True, max_length=120)
    position: int
    value: float
    names: Names = Field(sa_type=JSON)
    descriptor: Names = Field(default_factory=dict, sa_type=JSON)
    meets: bool = False
    evidence: EvidenceClass = Field(default=EvidenceClass.NONE, sa_type=enum_type(EvidenceClass))
    evidence_by_tier: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    at_least: float | None = None
