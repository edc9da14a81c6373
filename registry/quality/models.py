"""What checks found, and how the links of records answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingState(StrEnum):
    """Where a finding stands; see `states`."""

    OPEN = "open"
    FIXED = "fixed"
    ACCEPTED = "accepted"


class Finding(Table, table=True):
    """What one check found about one record; `subject` tells apart what it found in several places.

    `fact` is a digest of what the finding rests on: when that changes, an accepted finding opens again.
    """

    __tablename__ = "finding"
    __table_args__ = (
        sa.UniqueConstraint("record_kind", "record_id", "check_id", "subject"),
        sa.Index("ix_finding_state_check", "state", "check_id"),
        sa.Index("ix_finding_subject", "subject"),
    )

    id: int | None = Field(default=None, primary_key=True)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    check_id: str = Field(max_length=40)
    subject: str = Field(default="", max_length=80)
    reason: str = Field(max_length=40, description="Which of the check's sentences says it.")
    details: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSON, description="What stands in the sentence."
    )
    fact: str = Field(max_length=32)
    severity: Severity = Field(sa_type=enum_type(Severity))
    state: FindingState = Field(default=FindingState.OPEN, sa_type=enum_type(FindingState))
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime, description="When it last opened.")
    changed_at: datetime = Field(
        default_factory=now, sa_type=UtcDateTime, description="When its state last changed."
    )
    accepted_reason: str = Field(default="", description="Kept when it opens again.")
    accepted_by: str = Field(default="", max_length=16, description="An account's id.")


class LinkCheck(Table, table=True):
    """How an address answered when it was last asked."""

    __tablename__ = "link_check"

    digest: str = Field(primary_key=True, max_length=32, description="Of the address.")
    url: str
    host: str = Field(max_length=255)
    status: int = Field(default=0, description="HTTP status; 0: no answer.")
    problem: str = Field(default="", max_length=20, description="Why there was no answer.")
    failures: int = Field(default=0, description="How often in a row it failed.")
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
