"""Submissions and all that belongs to one: its road, what was said, what was decided, who else may comment."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now
from registry.submissions.workflow import Action, Side, State


class SubmissionKind(StrEnum):
    """What sort of record is proposed; the values are those of `Kind`."""

    SOLUTION = "solution"
    DEPLOYMENT = "deployment"
    ORGANISATION = "organisation"
    STANDARD = "standard"


class Priority(StrEnum):
    """In which order the Secretariat takes submissions up."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Verdict(StrEnum):
    """What a screener found about one section."""

    IN_ORDER = "in_order"
    CHANGES_NEEDED = "changes_needed"


class Outcome(StrEnum):
    """How a submission was decided."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Moderation(StrEnum):
    """Whether a comment is shown."""

    WAITING = "waiting"
    PUBLISHED = "published"
    REFUSED = "refused"


class Submission(Table, table=True):
    """A proposal for a new record, or for a change to one, on its road from draft to decision.

    `body` is a draft in the shape of the feature's own (`SolutionDraft` …) that may be incomplete: what nobody
    has stated yet is not there. Only `service.move` changes `state`.
    """

    __tablename__ = "submission"
    __table_args__ = (
        sa.Index("ix_submission_target", "kind", "target_id"),
        sa.Index("ix_submission_state_due", "state", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: SubmissionKind = Field(sa_type=enum_type(SubmissionKind))
    target_id: str = Field(
        default="", max_length=16, description="The record it changes, or became; empty: a new one."
    )
    base_revision: int | None = Field(
        default=None, description="The record's revision that a change starts from; None: a new record."
    )
    parent_id: int | None = Field(
        default=None,
        foreign_key="submission.id",
        index=True,
        description="The submission that must be accepted first, such as that of a deployment's new solution.",
    )
    organisation_id: str | None = Field(
        default=None,
        foreign_key="organisation.id",
        index=True,
        max_length=16,
        description="The organisation it is made for; None: the author alone.",
    )
    author_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    state: State = Field(default=State.DRAFT, sa_type=enum_type(State))
    names: Names = Field(
        default_factory=dict, sa_type=JSON, description="What lists call it; follows from the body."
    )
    country: str | None = Field(
        default=None,
        foreign_key="country.code",
        index=True,
        max_length=3,
        description="Where a proposed deployment is; follows from the body.",
    )
    body: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    repository_file: dict[str, Any] = Field(
        default_factory=dict,
        sa_type=JSON,
        description="What the publiccode.yml of its repository says, as far as it is compared; see repository_file.",
    )
    version: int = Field(default=1, ge=1, description="Raised with every change of the body; the ETag.")
    priority: Priority = Field(default=Priority.NORMAL, sa_type=enum_type(Priority))
    assignee_id: str | None = Field(default=None, foreign_key="account.id", index=True, max_length=16)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    changed_at: datetime = Field(
        default_factory=now, sa_type=UtcDateTime, description="Last change of the body."
    )
    submitted_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When it first reached the Secretariat."
    )
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When those who are waited for should be done."
    )
    reminded_at: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="When they were last reminded of it."
    )


class SubmissionSave(Table, table=True):
    """One change of the body: what the fields that changed held before, so that two editors can be merged.

    `version` is the one that the change led to.
    """

    __tablename__ = "submission_save"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    version: int = Field(primary_key=True)
    account_id: str = Field(default="", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    section: str = Field(default="", max_length=40)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class ClearedText(Table, table=True):
    """A text of a draft that looked like patient data and was confirmed to be none; only its digest is kept."""

    __tablename__ = "submission_cleared_text"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    digest: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(default="", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class SubmissionEvent(Table, table=True):
    """One step on the road: who did what, and what was said with it to both sides. Never changed."""

    __tablename__ = "submission_event"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    account_id: str = Field(default="", max_length=16, description="Empty: the system.")
    side: Side = Field(sa_type=enum_type(Side))
    action: Action = Field(sa_type=enum_type(Action))
    from_state: State = Field(sa_type=enum_type(State, "from_state"))
    to_state: State = Field(sa_type=enum_type(State, "to_state"))
    text: str = ""
    version: int = Field(default=1, description="The body's version at that moment.")


class SubmissionStay(Table, table=True):
    """How long a submission stayed in a state and who was waited for: what the clock of deadlines reads."""

    __tablename__ = "submission_stay"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    state: State = Field(sa_type=enum_type(State))
    waits_on: Side = Field(sa_type=enum_type(Side))
    began_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="None: it is there now.")


class SubmissionMessage(Table, table=True):
    """Something said between the two sides beside the steps of the road; both see it."""

    __tablename__ = "submission_message"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    account_id: str = Field(default="", max_length=16)
    side: Side = Field(sa_type=enum_type(Side))
    section: str = Field(default="", max_length=40, description="Empty: about the whole.")
    text: str


class SubmissionNote(Table, table=True):
    """A note of the Secretariat for itself; kept apart, so that no page of the other side can show it."""

    __tablename__ = "submission_note"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    account_id: str = Field(default="", max_length=16)
    section: str = Field(default="", max_length=40, description="Empty: about the whole.")
    text: str


class SectionDecision(Table, table=True):
    """What a screener found about one section; the note is for the one who submits."""

    __tablename__ = "submission_section_decision"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    section: str = Field(primary_key=True, max_length=40)
    verdict: Verdict = Field(sa_type=enum_type(Verdict))
    note: str = ""
    account_id: str = Field(default="", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    version: int = Field(default=1, description="The body's version that was looked at.")


class SubmissionDecision(Table, table=True):
    """A decision with its reasons, as the public reads it; after an appeal there is a second one."""

    __tablename__ = "submission_decision"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    outcome: Outcome = Field(sa_type=enum_type(Outcome))
    reasons: str = ""
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
    account_id: str = Field(default="", max_length=16)
    on_appeal: bool = False
    record_id: str = Field(default="", max_length=16, description="The record that was published.")
    revision: int | None = Field(default=None, description="The revision that was published.")


class SubmissionAppeal(Table, table=True):
    """The one appeal against a decision to decline."""

    __tablename__ = "submission_appeal"

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    account_id: str = Field(default="", max_length=16)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    text: str


class Consultation(Table, table=True):
    """A window in which the public may comment on a submission."""

    __tablename__ = "consultation"
    __table_args__ = (sa.CheckConstraint("closes_at > opened_at", name="closes_after_it_opens"),)

    submission_id: int = Field(primary_key=True, foreign_key="submission.id")
    opened_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime, index=True)
    account_id: str = Field(default="", max_length=16)
    question: str = Field(default="", description="What the public is asked.")


class ConsultationComment(Table, table=True):
    """What somebody says in a consultation; shown once it is moderated, with the answer it gets."""

    __tablename__ = "consultation_comment"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="consultation.submission_id", index=True)
    account_id: str = Field(foreign_key="account.id", index=True, max_length=16)
    organisation_id: str | None = Field(
        default=None, foreign_key="organisation.id", max_length=16, description="For whom it speaks."
    )
    country: str | None = Field(
        default=None, foreign_key="country.code", max_length=3, description="For whom it speaks."
    )
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    text: str
    moderation: Moderation = Field(default=Moderation.WAITING, sa_type=enum_type(Moderation))
    moderated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    moderated_by: str = Field(default="", max_length=16)
    moderation_reason: str = ""
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: str = Field(default="", max_length=16)


def id_of(row: Submission) -> int:
    """The number of a submission that is in the database."""
    if row.id is None:
        raise ValueError("the submission was not written yet")
    return row.id
