"""Notices on records, each state that one was in, and the answers to them."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field

from registry.accounts.permissions import ScopeKind
from registry.db.base import Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class NoticeKind(StrEnum):
    """What a notice warns of, the gravest first."""

    SAFETY = "safety"
    SECURITY = "security"
    LEGAL = "legal"
    SUSPENDED = "suspended"


class Step(StrEnum):
    """What was done with a notice."""

    PLACED = "placed"
    CHANGED = "changed"
    LIFTED = "lifted"


class Notice(Table, table=True):
    """A notice as it is now. It is in force from its first day to its last, unless it was lifted before."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_record", "record_kind", "record_id"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    kind: NoticeKind = Field(sa_type=enum_type(NoticeKind))
    reason: str = Field(description="Markdown.")
    language: str = Field(default="en", max_length=2, description="The language of the reason.")
    link: str = Field(default="", max_length=2000)
    starts_on: date
    ends_on: date | None = Field(default=None, description="The last day; empty: until it is lifted.")
    placed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    changed_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    steps: int = Field(default=1, description="How many states it was in: whoever changes it says of which.")


class NoticeStep(Table, table=True):
    """A state that a notice was in since `at`; kept for ever, so that everybody sees what was said when."""

    __tablename__ = "notice_step"
    __table_args__ = (sa.UniqueConstraint("notice_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id")
    number: int = Field(ge=1)
    step: Step = Field(sa_type=enum_type(Step))
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    kind: NoticeKind = Field(sa_type=enum_type(NoticeKind))
    reason: str = Field(description="Markdown; of a lifted one, why it was lifted.")
    language: str = Field(default="en", max_length=2)
    link: str = Field(default="", max_length=2000)
    starts_on: date
    ends_on: date | None = None


class NoticeAnswer(Table, table=True):
    """What a body that answers for the record says to a notice; a later answer stands in place of an earlier one."""

    __tablename__ = "notice_answer"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind))
    scope_id: str = Field(max_length=16, description="An organisation's id or a country's code.")
    text: str = Field(description="Markdown.")
    language: str = Field(default="en", max_length=2)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
