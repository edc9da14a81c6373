"""What others found. No score, level or rule of this registry reads these rows."""

from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, enum_type


class Scheme(StrEnum):
    """By what others assessed: maturity by criterion, recognition as a digital public good, yearly points."""

    GGMM = "ggmm"
    DPG = "dpg"
    GUIDEBOOK = "guidebook"


POINTS: Final = (
    "global_utility",
    "community_support",
    "maturity_of_gg",
    "inclusive_design",
    "climate_resilience",
    "low_carbon",
)
"""What the guidebook gives points for, in its order."""


class ExternalAssessment(Table, table=True):
    """One assessment of one solution on one date, as its source states it.

    `results`: criterion → what was found; None: the source says that it was not assessed, which is not zero.
    `on`: a year, a month or a day; empty where the source does not say.
    """

    __tablename__ = "external_assessment"
    __table_args__ = (sa.UniqueConstraint("solution_id", "scheme", "source_id", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    solution_id: str = Field(foreign_key="solution.id", max_length=16)
    scheme: Scheme = Field(sa_type=enum_type(Scheme))
    source_id: str = Field(foreign_key="source.id")
    on: str = Field(default="", max_length=10)
    url: str = ""
    results: dict[str, Any] = Field(sa_type=JSON)
