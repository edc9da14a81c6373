"""Judgements of certainty. A published one is never changed: a newer one takes its place, and it stays readable."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now
from registry.evaluation.grade import Certainty, Start
from registry.evidence.models import Direction


class JudgementState(StrEnum):
    """How far a judgement has come: by one person, agreed by a second, and followed by a newer one."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    RETURNED = "returned"


class CertaintyJudgement(Table, table=True):
    """How sure one can be of what the evidence says on one outcome of one solution.

    `frozen` holds all that the certainty follows from, and `digest` seals it, so that it can be computed again.
    """

    __tablename__ = "certainty_judgement"
    __table_args__ = (
        sa.ForeignKeyConstraint(["scheme_id", "outcome"], ["concept.scheme_id", "concept.code"]),
        sa.Index("ix_certainty_judgement_solution", "solution_id", "outcome"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> drafted_by", name="two_people"),
        sa.CheckConstraint("state = 'proposed' OR decided_by IS NOT NULL", name="decided_by_somebody"),
    )

    id: int | None = Field(default=None, primary_key=True)
    solution_id: str = Field(foreign_key="solution.id")
    scheme_id: str = Field(default="outcomes", max_length=40)
    outcome: str = Field(max_length=20)
    state: JudgementState = Field(sa_type=enum_type(JudgementState), index=True)
    direction: Direction = Field(sa_type=enum_type(Direction))
    start: Start = Field(sa_type=enum_type(Start))
    certainty: Certainty = Field(sa_type=enum_type(Certainty))
    is_critical: bool = True
    finding: Names = Field(sa_type=JSON, description="What the body says, in a sentence.")
    setting: Names = Field(default_factory=dict, sa_type=JSON)
    version: str = Field(default="", max_length=40)
    frozen: dict[str, Any] = Field(sa_type=JSON)
    digest: str = Field(max_length=64)
    drafted_by: str = Field(foreign_key="account.id")
    drafted_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="account.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    remark: str = Field(default="", description="Why it was returned.")
