"""Recommendations as data: what a guideline recommends, on what conditions, for which interventions."""

from enum import StrEnum

from sqlmodel import Field

from registry.db.base import JSON, Names, Table, enum_type


class Strength(StrEnum):
    """How far a guideline recommends something."""

    RECOMMENDED = "recommended"
    SPECIFIC_CONTEXTS = "specific_contexts"
    RESEARCH_ONLY = "research_only"


class Recommendation(Table, table=True):
    """One recommendation of one guideline.

    `needs`: groups of intervention codes; a solution is covered where it has one code, or one below it, of every
    group. `conditions_origin` says whether the conditions were read at their source.
    """

    __tablename__ = "recommendation"

    id: str = Field(primary_key=True, max_length=40)
    guideline: str = Field(max_length=40)
    number: int
    names: Names = Field(sa_type=JSON)
    strength: Strength = Field(sa_type=enum_type(Strength))
    conditions: Names = Field(default_factory=dict, sa_type=JSON)
    conditions_origin: str = Field(default="found", max_length=20)
    scheme_id: str = Field(foreign_key="concept_scheme.id", max_length=40)
    needs: list[list[str]] = Field(sa_type=JSON)
    source_id: str = Field(foreign_key="source.id")
