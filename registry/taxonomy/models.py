"""Concept schemes with editions, hierarchy, labels per language, and maps between them."""

from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, enum_type


class Relation(StrEnum):
    """How the rows of a concept map relate their two sides."""

    EDITION_MAP = "edition_map"
    ANSWERED_BY = "answered_by"
    COVERS = "covers"


class ConceptScheme(Table, table=True):
    """One edition of one classification, e.g. `interventions-2`."""

    __tablename__ = "concept_scheme"

    id: str = Field(primary_key=True, max_length=40)
    family: str = Field(index=True, max_length=40)
    edition: str = Field(default="", max_length=20)
    is_current: bool = False
    title: Names = Field(sa_type=JSON)
    published: str = Field(default="", max_length=10)
    source_id: str = Field(foreign_key="source.id")
    licence: str = Field(default="", max_length=120)
    notice: str = ""
    unofficial_translations: list[str] = Field(default_factory=list, sa_type=JSON)
    note: Names = Field(default_factory=dict, sa_type=JSON)


class Concept(Table, table=True):
    """One code of a scheme; `parent_code` gives the tree, `position` the publisher's order."""

    __tablename__ = "concept"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scheme_id", "parent_code"], ["concept.scheme_id", "concept.code"]),
    )

    scheme_id: str = Field(primary_key=True, foreign_key="concept_scheme.id", max_length=40)
    code: str = Field(primary_key=True, max_length=20)
    parent_code: str | None = Field(default=None, max_length=20)
    position: int = 0
    label: Names = Field(sa_type=JSON)
    is_new: bool = Field(default=False, description="New in this edition.")
    note: Names = Field(default_factory=dict, sa_type=JSON)


class ConceptMap(Table, table=True):
    """One row that relates a concept to another; `to_code` empty says that nothing corresponds.

    `qualifier` is the equivalence of an edition map, or `direct` / `mapped` for a relation.
    """

    __tablename__ = "concept_map"
    __table_args__ = (
        sa.UniqueConstraint("relation", "from_scheme", "from_code", "to_scheme", "to_code"),
        sa.Index("ix_concept_map_to", "relation", "to_scheme", "to_code"),
    )

    id: int | None = Field(default=None, primary_key=True)
    relation: Relation = Field(sa_type=enum_type(Relation))
    from_scheme: str = Field(max_length=40, foreign_key="concept_scheme.id")
    from_code: str = Field(max_length=20)
    to_scheme: str = Field(max_length=40, foreign_key="concept_scheme.id")
    to_code: str = Field(default="", max_length=20)
    qualifier: str = Field(default="", max_length=20)
    comment: str = ""
    source_id: str = Field(foreign_key="source.id")
