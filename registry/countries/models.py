"""Countries and areas; membership, region and income are states with dates, never overwritten."""

from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, enum_type


class MembershipStatus(StrEnum):
    """Where a country or area stands towards WHO."""

    MEMBER_STATE = "member_state"
    ASSOCIATE_MEMBER = "associate_member"
    WITHDRAWAL_NOTIFIED = "withdrawal_notified"
    WITHDRAWN = "withdrawn"
    AREA = "area"


class IncomeGroup(StrEnum):
    """World Bank income groups."""

    LOW = "LIC"
    LOWER_MIDDLE = "LMC"
    UPPER_MIDDLE = "UMC"
    HIGH = "HIC"


class Region(Table, table=True):
    """A WHO region."""

    __tablename__ = "region"

    code: str = Field(primary_key=True, max_length=4)
    names: Names = Field(sa_type=JSON)
    office: str = ""
    position: int = 0


class Country(Table, table=True):
    """A country or area by its ISO 3166-1 alpha-3 code; `membership` is its present status."""

    __tablename__ = "country"

    code: str = Field(primary_key=True, max_length=3)
    alpha2: str = Field(unique=True, max_length=2)
    numeric: str = Field(default="", max_length=3)
    names: Names = Field(sa_type=JSON)
    aliases: list[str] = Field(default_factory=list, sa_type=JSON)
    longitude: float | None = None
    latitude: float | None = None
    membership: MembershipStatus = Field(sa_type=enum_type(MembershipStatus))
    region: str | None = Field(default=None, foreign_key="region.code", description="Present WHO region.")
    income: IncomeGroup | None = Field(
        default=None, sa_type=enum_type(IncomeGroup), description="Newest known."
    )


class MembershipState(Table, table=True):
    """A membership status held from a date until another."""

    __tablename__ = "membership_state"

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True)
    status: MembershipStatus = Field(sa_type=enum_type(MembershipStatus))
    since: str = Field(default="", max_length=10)
    until: str = Field(default="", max_length=10)
    note: Names = Field(default_factory=dict, sa_type=JSON)
    source_id: str | None = Field(default=None, foreign_key="source.id")


class RegionMembership(Table, table=True):
    """Belonging to a WHO region from a date until another."""

    __tablename__ = "region_membership"

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True)
    region: str = Field(foreign_key="region.code")
    since: str = Field(default="", max_length=10)
    until: str = Field(default="", max_length=10)
    note: Names = Field(default_factory=dict, sa_type=JSON)
    source_id: str | None = Field(default=None, foreign_key="source.id")


class IncomeClassification(Table, table=True):
    """A country's income group in one World Bank fiscal year; `basis` says how the value is known."""

    __tablename__ = "income_classification"
    __table_args__ = (sa.UniqueConstraint("country", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    country: str = Field(foreign_key="country.code", index=True)
    year: str = Field(max_length=4)
    income_group: IncomeGroup = Field(sa_type=enum_type(IncomeGroup))
    basis: str = Field(default="found", max_length=12, description="found, derived or unverified")
    source_id: str | None = Field(default=None, foreign_key="source.id")
