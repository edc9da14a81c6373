"""Evidence: citable items, what they are about, what they found, every state they were in, and proposals."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now
from registry.evidence.hierarchy import EvidenceKind, Independence


class EvidenceState(StrEnum):
    """Who may see an item: only what is published is for everybody."""

    AWAITING = "awaiting"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Direction(StrEnum):
    """What was found for one outcome."""

    BENEFIT = "benefit"
    NO_DIFFERENCE = "no_difference"
    MIXED = "mixed"
    UNFAVOURABLE = "unfavourable"
    HARM = "harm"


class Measure(StrEnum):
    """What an effect is measured in."""

    RISK_RATIO = "risk_ratio"
    ODDS_RATIO = "odds_ratio"
    RATE_RATIO = "rate_ratio"
    HAZARD_RATIO = "hazard_ratio"
    MEAN_DIFFERENCE = "mean_difference"
    DIFFERENCE_IN_POINTS = "difference_in_points"
    STANDARDISED_DIFFERENCE = "standardised_difference"


class ProposalState(StrEnum):
    """How far a proposal has come."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Evidence(Table, table=True):
    """One citable item. No person is named: `authors` are bodies. Texts are per language."""

    __tablename__ = "evidence"
    __table_args__ = (
        sa.CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_a_time"),
    )

    id: str = Field(primary_key=True, max_length=16)
    key: str = Field(unique=True, max_length=120, description="Its name in the seed, or its id.")
    state: EvidenceState = Field(sa_type=enum_type(EvidenceState), index=True)
    kind: EvidenceKind = Field(sa_type=enum_type(EvidenceKind))
    title: str
    title_key: str = Field(index=True, max_length=200, description="The title without what spelling varies.")
    language: str = Field(default="en", max_length=20)
    authors: list[str] = Field(default_factory=list, sa_type=JSON)
    year: int | None = Field(default=None, index=True)
    publication: str = ""
    url: str = ""
    licence: str = Field(default="", max_length=120)
    study: str = Field(default="", index=True, max_length=120, description="Reports of one study share it.")
    setting: Names = Field(default_factory=dict, sa_type=JSON)
    population: Names = Field(default_factory=dict, sa_type=JSON)
    size: Names = Field(default_factory=dict, sa_type=JSON)
    comparator: Names = Field(default_factory=dict, sa_type=JSON)
    funding: str = ""
    independence: Independence = Field(sa_type=enum_type(Independence))
    does_not_show: Names = Field(default_factory=dict, sa_type=JSON)
    risk_of_bias: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    provenance: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    read_at: list[str] = Field(default_factory=list, sa_type=JSON)
    note: Names = Field(default_factory=dict, sa_type=JSON)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class EvidenceIdentifier(Table, table=True):
    """An identifier that names one item everywhere; no two items share one."""

    __tablename__ = "evidence_identifier"

    scheme: str = Field(primary_key=True, max_length=20)
    value: str = Field(primary_key=True, max_length=200)
    evidence_id: str = Field(foreign_key="evidence.id", index=True)


class EvidenceSolution(Table, table=True):
    """A product that an item is about, as the item names it; with the record here, if there is one."""

    __tablename__ = "evidence_solution"

    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")
    position: int = Field(primary_key=True)
    solution_id: str | None = Field(default=None, foreign_key="solution.id", index=True)
    named: str = Field(max_length=200)
    version: str = Field(default="", max_length=40)


class EvidenceCountry(Table, table=True):
    """A country in which it was done."""

    __tablename__ = "evidence_country"

    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")
    country: str = Field(primary_key=True, foreign_key="country.code", index=True, max_length=3)


class EvidenceConcept(Table, table=True):
    """An intervention that an item studied."""

    __tablename__ = "evidence_concept"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scheme_id", "code"], ["concept.scheme_id", "concept.code"]),
        sa.Index("ix_evidence_concept_concept", "scheme_id", "code"),
    )

    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")
    scheme_id: str = Field(primary_key=True, max_length=40)
    code: str = Field(primary_key=True, max_length=20)


class EvidenceResult(Table, table=True):
    """What an item found for one outcome; `effect` in words and figures as it reports them."""

    __tablename__ = "evidence_result"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scheme_id", "outcome"], ["concept.scheme_id", "concept.code"]),
        sa.Index("ix_evidence_result_outcome", "scheme_id", "outcome"),
        sa.CheckConstraint("low IS NULL OR high IS NULL OR low <= high", name="interval_is_in_order"),
    )

    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")
    position: int = Field(primary_key=True)
    scheme_id: str = Field(default="outcomes", max_length=40)
    outcome: str = Field(max_length=20)
    measured: Names = Field(sa_type=JSON)
    direction: Direction = Field(sa_type=enum_type(Direction))
    effect: str = ""
    measure: Measure | None = Field(default=None, sa_type=enum_type(Measure))
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    follow_up: str = Field(default="", max_length=120)
    note: Names = Field(default_factory=dict, sa_type=JSON)


class EvidenceRevision(Table, table=True):
    """One state of an item; never changed or deleted (a database trigger refuses it)."""

    __tablename__ = "evidence_revision"

    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")
    number: int = Field(primary_key=True)
    author: str = Field(description="The body that wrote it, never a person.")
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    note: str = ""
    body: dict[str, Any] = Field(sa_type=JSON)


class EvidenceProposal(Table, table=True):
    """An item that somebody proposes; an editor accepts or declines it with a reason."""

    __tablename__ = "evidence_proposal"

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    organisation_id: str | None = Field(default=None, foreign_key="organisation.id", index=True)
    state: ProposalState = Field(default=ProposalState.WAITING, sa_type=enum_type(ProposalState), index=True)
    body: dict[str, Any] = Field(sa_type=JSON)
    note: str = ""
    proposed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="account.id")
    reason: str = ""
    evidence_id: str | None = Field(default=None, foreign_key="evidence.id")
