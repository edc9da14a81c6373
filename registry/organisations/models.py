"""Organisations and their kinds (strategy §64 with ministries, patients and standards bodies)."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now


class OrganisationKind(StrEnum):
    """Stakeholder kinds of the strategy, §64, and the others a registry meets."""

    MINISTRY = "ministry"
    PUBLIC_AUTHORITY = "public_authority"
    INTERGOVERNMENTAL = "intergovernmental"
    NGO = "ngo"
    DONOR = "donor"
    FOUNDATION = "foundation"
    AID_AGENCY = "aid_agency"
    DEVELOPMENT_BANK = "development_bank"
    ACADEMIA = "academia"
    FAITH_BASED = "faith_based"
    INSURER = "insurer"
    PRIVATE_SECTOR = "private_sector"
    DEVELOPER_COMMUNITY = "developer_community"
    CARE_COMMUNITY = "care_community"
    PATIENTS_PUBLIC = "patients_public"
    STANDARDS_BODY = "standards_body"
    START_UP = "start_up"
    RESEARCH_INSTITUTE = "research_institute"
    NOT_KNOWN = "not_known"


class Organisation(Table, table=True):
    """A body that owns, builds, runs, funds or standardises; never a person."""

    __tablename__ = "organisation"

    id: str = Field(primary_key=True, max_length=16)
    slug: str = Field(unique=True, max_length=120)
    names: Names = Field(sa_type=JSON)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    kind: OrganisationKind = Field(default=OrganisationKind.NOT_KNOWN, sa_type=enum_type(OrganisationKind))
    country: str | None = Field(default=None, foreign_key="country.code")
    home: str = ""
    source_id: str | None = Field(default=None, foreign_key="source.id")
    is_sample: bool = Field(
        default=False,
        description="Made up, for the demo; so are its products. No form and no import sets it.",
    )
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
