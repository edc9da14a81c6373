"""Job rows."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, UtcDateTime, now


class Job(Table, table=True):
    """Work to be done after the commit; deleted when done, retried with back-off when it fails.

    `key` names the subject, so that several changes of one record wait as one job.
    """

    __tablename__ = "job"
    __table_args__ = (
        sa.Index("ix_job_due", "kind", "run_after"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    key: str = Field(default="", max_length=80)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    run_after: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    attempts: int = 0
    last_error: str = ""
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Schedule(Table, table=True):
    """When work that comes round again is due next; whoever runs a worker enqueues it."""

    __tablename__ = "schedule"

    kind: str = Field(primary_key=True, max_length=40)
    due_at: datetime = Field(sa_type=UtcDateTime)
