"""Published scores, and what happened to them since. Neither is ever changed or deleted (triggers refuse it)."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import Table, UtcDateTime, enum_type, now
from registry.evaluation.applicability import RiskTier


class Mark(StrEnum):
    """What became of a published score: another took its place, it does not count any more, or why it is stale."""

    SUPERSEDED = "superseded"
    VOIDED = "voided"
    DUE = "due"
    GATES_DUE = "gates_due"
    MAJOR_VERSION = "major_version"
    WITHDRAWN_STANDARD = "withdrawn_standard"
    NEW_EVIDENCE = "new_evidence"
    INCIDENT = "incident"
    DEPLOYMENT_ENDED = "deployment_ended"


class Score(Table, table=True):
    """A score as it was published: `inputs` is all that it follows from, `result` what follows, both canonical JSON.

    They are kept as text, so that a replay can compare bytes. `digest` seals both. `gates_due_at` is None where the
    framework has no gates.
    """

    __tablename__ = "score"
    __table_args__ = (sa.Index("ix_score_solution", "solution_id", "published_at"),)

    id: str = Field(primary_key=True, max_length=16)
    assessment_id: str = Field(index=True, max_length=16)
    body_id: str = Field(index=True, max_length=40)
    solution_id: str = Field(foreign_key="solution.id", max_length=16)
    version_id: str = Field(foreign_key="framework_version.id", index=True, max_length=61)
    product_version: str = Field(default="", max_length=40)
    tier: RiskTier = Field(sa_type=enum_type(RiskTier))
    inputs: str
    result: str
    digest: str = Field(max_length=64)
    rules: str = Field(max_length=20)
    reviewers: int = Field(ge=1)
    is_sample: bool = False
    published_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    gates_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)

    @property
    def frozen(self) -> dict[str, Any]:
        """The inputs, read."""
        read: dict[str, Any] = json.loads(self.inputs)
        return read

    @property
    def found(self) -> dict[str, Any]:
        """The result, read."""
        read: dict[str, Any] = json.loads(self.result)
        return read


class ScoreMark(Table, table=True):
    """One thing that happened to a published score; `subject` is what brought it about (an id or a version)."""

    __tablename__ = "score_mark"
    __table_args__ = (sa.UniqueConstraint("score_id", "mark", "subject"),)

    id: int | None = Field(default=None, primary_key=True)
    score_id: str = Field(foreign_key="score.id", max_length=16)
    mark: Mark = Field(sa_type=enum_type(Mark))
    subject: str = Field(default="", max_length=120)
    reason: str = Field(default="", description="In words, where somebody gave one.")
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
