"""Assessments and all that belongs to one: who reviews, what they judged, what was put together of it, what was answered.

Once a review is locked, its judgements are never changed; nor is what was put together of them (triggers refuse it).
"""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now
from registry.evaluation.applicability import RiskTier
from registry.evaluation.assessments.workflow import Action, State


class BodyKind(StrEnum):
    """What an assessing body is."""

    SECRETARIAT = "secretariat"
    NATIONAL_CENTRE = "national_centre"


class AssignmentState(StrEnum):
    """What became of an offer to review."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REASSIGNED = "reassigned"


class ConflictKind(StrEnum):
    """What ties somebody to a product."""

    EMPLOYMENT = "employment"
    FUNDING = "funding"
    AUTHORSHIP = "authorship"
    COMPETITOR = "competitor"
    PROCUREMENT = "procurement"


class ConflictVerdict(StrEnum):
    """What follows from what was declared, the lightest first."""

    NONE = "none"
    DECLARE = "declare"
    RECUSE = "recuse"

    @property
    def rank(self) -> int:
        """Its place, from 0."""
        return list(ConflictVerdict).index(self)


class ReviewState(StrEnum):
    """How far a review has come; a void one is kept and does not count."""

    OPEN = "open"
    LOCKED = "locked"
    VOID = "void"


class Confidence(StrEnum):
    """How sure a reviewer is of a judgement."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class ConsensusHow(StrEnum):
    """How one level, or an interval, came of several judgements."""

    ALIKE = "alike"
    AGREED = "agreed"
    INTERVAL = "interval"
    ADJUDICATED = "adjudicated"


class AppealOutcome(StrEnum):
    """How an appeal was decided."""

    DISMISSED = "dismissed"
    UPHELD = "upheld"


class AssessingBody(Table, table=True):
    """Who assesses: the Secretariat, or a national centre that it recognises."""

    __tablename__ = "assessing_body"
    __table_args__ = (
        sa.CheckConstraint(
            "kind = 'secretariat' OR (organisation_id IS NOT NULL AND country IS NOT NULL)",
            name="a_centre_is_somewhere",
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    kind: BodyKind = Field(sa_type=enum_type(BodyKind))
    organisation_id: str | None = Field(
        default=None, foreign_key="organisation.id", unique=True, max_length=16
    )
    country: str | None = Field(default=None, foreign_key="country.code", max_length=3)
    names: Names = Field(sa_type=JSON)
    recognised_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReviewerProfile(Table, table=True):
    """What a reviewer can judge: languages read, fields of work (codes of interventions), and how much at a time."""

    __tablename__ = "reviewer_profile"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=16)
    languages: list[str] = Field(default_factory=list, sa_type=JSON)
    topics: list[str] = Field(default_factory=list, sa_type=JSON)
    most_at_once: int = Field(default=3, ge=0)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Assessment(Table, table=True):
    """One product under one version of a framework, by one body. Only `moving.move` changes `state`.

    `round` counts how often judgements were put together: an appeal that is upheld, or a review that becomes void,
    begins a new one.
    """

    __tablename__ = "assessment"
    __table_args__ = (sa.Index("ix_assessment_state_due", "state", "due_at"),)

    id: str = Field(primary_key=True, max_length=16)
    body_id: str = Field(foreign_key="assessing_body.id", index=True, max_length=40)
    solution_id: str = Field(foreign_key="solution.id", index=True, max_length=16)
    product_version: str = Field(default="", max_length=40)
    version_id: str = Field(foreign_key="framework_version.id", index=True, max_length=61)
    tier: RiskTier = Field(sa_type=enum_type(RiskTier))
    tier_reason: str
    traits: dict[str, bool | None] = Field(default_factory=dict, sa_type=JSON)
    state: State = Field(default=State.PLANNED, sa_type=enum_type(State))
    round: int = Field(default=1, ge=1)
    is_sample: bool = False
    is_practice: bool = Field(default=False, description="To compare reviewers; it is never published.")
    opened_by: str = Field(default="", max_length=16)
    opened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    due_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When the present state should end."
    )
    published_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it was last published."
    )
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AssessmentStep(Table, table=True):
    """One step on the road: who did what, and what was said with it."""

    __tablename__ = "assessment_step"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True, max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    account_id: str = Field(default="", max_length=16, description="Empty: the system.")
    action: Action = Field(sa_type=enum_type(Action))
    from_state: State = Field(sa_type=enum_type(State, "from_state"))
    to_state: State = Field(sa_type=enum_type(State, "to_state"))
    round: int = Field(default=1, ge=1)
    text: str = ""


class Assignment(Table, table=True):
    """An offer to review, and what became of it."""

    __tablename__ = "assignment"
    __table_args__ = (sa.UniqueConstraint("assessment_id", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", max_length=16)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    state: AssignmentState = Field(default=AssignmentState.OFFERED, sa_type=enum_type(AssignmentState))
    offered_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: str = ""


class ConflictDeclaration(Table, table=True):
    """What somebody declared of their ties to a product; the latest one counts, all are kept."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (sa.Index("ix_conflict_declaration_pair", "account_id", "solution_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    solution_id: str = Field(foreign_key="solution.id", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    began: str = Field(default="", max_length=10)
    ended: str = Field(default="", max_length=10, description="Empty where ties are named: they go on.")
    text: str = ""
    verdict: ConflictVerdict = Field(sa_type=enum_type(ConflictVerdict))
    found_by: str = Field(default="", max_length=16, description="Who else found it; empty: declared.")


class Review(Table, table=True):
    """One reviewer's work in an assessment."""

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("assessment_id", "account_id"),
        sa.CheckConstraint("state <> 'locked' OR locked_at IS NOT NULL", name="locked_has_a_time"),
    )

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", max_length=16)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    state: ReviewState = Field(default=ReviewState.OPEN, sa_type=enum_type(ReviewState))
    opened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_reason: str = ""


class Judgement(Table, table=True):
    """What one reviewer found on one criterion: a level, or why none can be given."""

    __tablename__ = "judgement"

    review_id: int = Field(primary_key=True, foreign_key="review.id")
    criterion: str = Field(primary_key=True, max_length=120)
    level: str = Field(
        default="", max_length=120, description="A level's code; empty: none yet, or none can be."
    )
    cannot_judge: bool = False
    rationale: str = Field(default="", description="Why this level, or why none can be given.")
    confidence: Confidence | None = Field(default=None, sa_type=enum_type(Confidence))
    evidence: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = Field(default=1, ge=1, description="Raised with every change; the ETag.")
    saved_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Remark(Table, table=True):
    """What a reviewer says to the others about a difference, once all have locked."""

    __tablename__ = "assessment_remark"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True, max_length=16)
    round: int = Field(default=1, ge=1)
    criterion: str = Field(max_length=120)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    text: str


class Proposal(Table, table=True):
    """A level that a reviewer proposes where theirs are one level apart; `agreed` lists whose word is given."""

    __tablename__ = "consensus_proposal"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True, max_length=16)
    round: int = Field(default=1, ge=1)
    criterion: str = Field(max_length=120)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    level: str = Field(max_length=120)
    rationale: str
    agreed: list[str] = Field(default_factory=list, sa_type=JSON)


class Consensus(Table, table=True):
    """What was put together of the judgements on one criterion: one level, an interval, or not known (both empty)."""

    __tablename__ = "consensus"

    assessment_id: str = Field(primary_key=True, foreign_key="assessment.id", max_length=16)
    round: int = Field(primary_key=True, ge=1)
    criterion: str = Field(primary_key=True, max_length=120)
    low: str = Field(default="", max_length=120)
    high: str = Field(default="", max_length=120)
    how: ConsensusHow = Field(sa_type=enum_type(ConsensusHow))
    rationale: str = ""
    evidence: list[str] = Field(default_factory=list, sa_type=JSON)
    account_id: str = Field(default="", max_length=16, description="Who decided; empty: it follows by rule.")
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class VendorAnswer(Table, table=True):
    """What those who answer for the product correct or add before publication; published with the scorecard."""

    __tablename__ = "vendor_answer"

    id: int | None = Field(default=None, primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id", index=True, max_length=16)
    round: int = Field(default=1, ge=1)
    criterion: str = Field(default="", max_length=120, description="Empty: about the whole.")
    organisation_id: str = Field(foreign_key="organisation.id", max_length=16)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    text: str
    language: str = Field(default="en", max_length=2)
    reply: str = ""
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AssessmentAppeal(Table, table=True):
    """The one appeal against what was published."""

    __tablename__ = "assessment_appeal"

    assessment_id: str = Field(primary_key=True, foreign_key="assessment.id", max_length=16)
    organisation_id: str = Field(foreign_key="organisation.id", max_length=16)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    criteria: list[str] = Field(default_factory=list, sa_type=JSON)
    text: str
    outcome: AppealOutcome | None = Field(default=None, sa_type=enum_type(AppealOutcome))
    reasons: str = ""
    decided_by: str = Field(default="", max_length=16)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
