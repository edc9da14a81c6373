"""Revisions: each published state of a record, with author, time, note and the full body."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class Revision(Table, table=True):
    """One published state of a record; never changed or deleted (a database trigger refuses it)."""

    __tablename__ = "revision"
    __table_args__ = (sa.UniqueConstraint("record_kind", "record_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    number: int = Field(ge=1)
    author: str = Field(
        description="Who published it, as it may be shown: a body or an importer, not a person."
    )
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    note: str = ""
    body: dict[str, Any] = Field(sa_type=JSON)
