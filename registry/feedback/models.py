"""Reports on solutions. No person is named; of an e-mail address only the domain is kept that it confirmed."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import Table, UtcDateTime, enum_type, now


class Reporter(StrEnum):
    """What somebody who reports is to the solution. The public is shown apart from those who run or use it."""

    PUBLIC = "public"
    HEALTH_WORKER = "health_worker"
    MANAGER = "manager"
    TECHNICAL = "technical"
    IMPLEMENTER = "implementer"
    POLICY = "policy"
    RESEARCHER = "researcher"


class FeedbackState(StrEnum):
    """How far a report has come; only a published one is for everybody. Of the last two no text is kept."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Verification(StrEnum):
    """Who vouches that somebody runs or uses the solution: nobody, an organisation's e-mail, the country."""

    NONE = "none"
    ORGANISATION = "organisation"
    COUNTRY = "country"


class Feedback(Table, table=True):
    """One report by one person on one solution. Its class as evidence is its own, below every other."""

    __tablename__ = "feedback"
    __table_args__ = (
        sa.CheckConstraint(
            "reporter = 'public' OR (country IS NOT NULL AND since IS NOT NULL)",
            name="users_say_where_and_since",
        ),
        sa.CheckConstraint("state = 'waiting' OR decided_at IS NOT NULL", name="decided_has_a_time"),
        sa.Index("ix_feedback_solution", "solution_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    solution_id: str = Field(foreign_key="solution.id", max_length=16)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    reporter: Reporter = Field(sa_type=enum_type(Reporter))
    is_incident: bool = False
    country: str | None = Field(default=None, foreign_key="country.code", max_length=3)
    since: int | None = Field(default=None, description="The year since which it has been run or used.")
    works: str = ""
    lacks: str = ""
    language: str = Field(default="en", max_length=20)
    sent_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    state: FeedbackState = Field(default=FeedbackState.WAITING, sa_type=enum_type(FeedbackState), index=True)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str = Field(default="", max_length=16)
    reason: str = Field(default="", description="Why it is not published; only its writer reads it.")
    verified: Verification = Field(default=Verification.NONE, sa_type=enum_type(Verification))
    verified_as: str = Field(default="", max_length=253, description="A domain, or the code of a country.")
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: str = ""
    answer_language: str = Field(default="", max_length=20)
    answer_by: str | None = Field(default=None, foreign_key="organisation.id", max_length=16)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class FeedbackCriterion(Table, table=True):
    """Whether somebody who runs or uses a solution agrees that it meets a criterion of a published framework."""

    __tablename__ = "feedback_criterion"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["version_id", "code"],
            ["framework_criterion.version_id", "framework_criterion.code"],
            name="fk_feedback_criterion_criterion",
        ),
    )

    feedback_id: int = Field(primary_key=True, foreign_key="feedback.id")
    version_id: str = Field(primary_key=True, max_length=61)
    code: str = Field(primary_key=True, max_length=120)
    agrees: bool
