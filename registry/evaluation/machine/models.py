"""What each checker found of each product and when; no judgement of a person is touched by it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, UtcDateTime, enum_type, now


class Checker(StrEnum):
    """What is checked."""

    LICENCE_OSI = "licence_osi"
    DOCUMENTATION = "documentation"
    CONFORMANCE_REPORTS = "conformance_reports"
    REPOSITORY_PUBLIC = "repository_public"
    RELEASED_IN_YEAR = "released_in_year"
    COMMITS_IN_YEAR = "commits_in_year"


class Outcome(StrEnum):
    """What was found; nothing that could not be looked at is a no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class MachineCheck(Table, table=True):
    """What one version of a checker found, from the first run that found so (`since`) to the last (`at`).

    Another finding is another row, so that what was found before stays readable. `seen_in` is where it looked,
    `detail` what it saw there.
    """

    __tablename__ = "machine_check"
    __table_args__ = (sa.Index("ix_machine_check_solution_id_checker", "solution_id", "checker"),)

    id: int | None = Field(default=None, primary_key=True)
    solution_id: str = Field(foreign_key="solution.id", max_length=16)
    checker: Checker = Field(sa_type=enum_type(Checker))
    version: str = Field(max_length=20, description="Of the checker.")
    outcome: Outcome = Field(sa_type=enum_type(Outcome))
    seen_in: str = Field(default="", max_length=2000, description="An address; empty: the record here.")
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class SuppliedMetadata(Table, table=True):
    """What the publiccode.yml says that whoever controls a product supplied last; nothing else of it is kept."""

    __tablename__ = "supplied_metadata"

    solution_id: str = Field(primary_key=True, foreign_key="solution.id", max_length=16)
    organisation_id: str = Field(foreign_key="organisation.id", max_length=16)
    released: str = Field(default="", max_length=10)
    version: str = Field(default="", max_length=40)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
