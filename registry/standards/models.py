"""Standards, their editions and how each is known."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now


class StandardKind(StrEnum):
    """What sort of specification it is."""

    BASE_STANDARD = "base_standard"
    PROFILE = "profile"
    TERMINOLOGY = "terminology"
    INFORMATION_MODEL = "information_model"
    ARCHITECTURE = "architecture"
    API = "api"
    IDENTIFIER = "identifier"
    PROCESS = "process"
    MANAGEMENT = "management"
    PRODUCT = "product"
    ASSESSMENT = "assessment"
    FUNCTIONAL_MODEL = "functional_model"
    REGULATION = "regulation"
    NATIONAL = "national"
    GUIDELINE = "guideline"


class ProcessMaturity(StrEnum):
    """How far the specification has come in its publisher's process."""

    NORMATIVE = "normative"
    TRIAL_USE = "trial_use"
    INFORMATIVE = "informative"
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
    NOT_KNOWN = "not_known"


class AccessCost(StrEnum):
    """What it costs to read the specification."""

    FREE = "free"
    REGISTRATION = "registration"
    PAID = "paid"
    NOT_KNOWN = "not_known"


class Provenance(StrEnum):
    """Whether the record was found in a source or waits for one."""

    FOUND = "found"
    UNVERIFIED = "unverified"


class EditionStatus(StrEnum):
    """State of one edition."""

    DRAFT = "draft"
    TRIAL = "trial"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETIRED = "retired"
    NOT_KNOWN = "not_known"


class Standard(Table, table=True):
    """A published specification; its dated versions are editions."""

    __tablename__ = "standard"

    id: str = Field(primary_key=True, max_length=16)
    slug: str = Field(unique=True, max_length=120)
    names: Names = Field(sa_type=JSON)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    summary: Names = Field(default_factory=dict, sa_type=JSON)
    sdo_id: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    kind: StandardKind = Field(sa_type=enum_type(StandardKind))
    category: str = Field(default="", max_length=40, index=True)
    canonical_uri: str = ""
    url: str = ""
    access_cost: AccessCost = Field(default=AccessCost.NOT_KNOWN, sa_type=enum_type(AccessCost))
    access_note: str = ""
    process_maturity: ProcessMaturity = Field(
        default=ProcessMaturity.NOT_KNOWN, sa_type=enum_type(ProcessMaturity)
    )
    openhie_component: str = Field(default="", max_length=80)
    test_tools: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    replaced_by_id: str | None = Field(default=None, foreign_key="standard.id")
    provenance: Provenance = Field(default=Provenance.UNVERIFIED, sa_type=enum_type(Provenance))
    source_id: str | None = Field(default=None, foreign_key="source.id")
    note: Names = Field(default_factory=dict, sa_type=JSON)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class StandardEdition(Table, table=True):
    """One dated version of a standard, e.g. FHIR R4."""

    __tablename__ = "standard_edition"
    __table_args__ = (sa.UniqueConstraint("standard_id", "label"),)

    id: int | None = Field(default=None, primary_key=True)
    standard_id: str = Field(foreign_key="standard.id", index=True)
    label: str = Field(max_length=80)
    version: str = Field(default="", max_length=40)
    status: EditionStatus = Field(default=EditionStatus.NOT_KNOWN, sa_type=enum_type(EditionStatus))
    date: str = Field(default="", max_length=10)
    url: str = ""
    position: int = 0
