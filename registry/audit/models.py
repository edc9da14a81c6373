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


class Event(Table, table=True):
    """One thing that was done; never changed or deleted (a database trigger refuses it). See `audit.events`."""

    __tablename__ = "event"
    __table_args__ = (sa.Index("ix_event_object", "object_kind", "object_id"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor: str = Field(
        default="", index=True, max_length=16, description="An account's id; empty: the system."
    )
    action: str = Field(max_length=60, index=True)
    object_kind: str = Field(default="", max_length=40)
    object_id: str = Field(default="", max_length=80)
    request_id: str = Field(default="", max_length=36)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    after: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    personal_digest: str = Field(default="", max_length=64)
    is_public: bool = False
    previous: str = Field(default="", max_length=64)
    digest: str = Field(default="", max_length=64)


class EventPersonal(Table, table=True):
    """What in an event names a person; may be erased, as the event holds only a salted digest of it."""

    __tablename__ = "event_personal"

    event_id: int = Field(primary_key=True, foreign_key="event.id")
    account_id: str = Field(default="", index=True, max_length=16, description="Whose data it is.")
    salt: str = Field(max_length=32)
    data: dict[str, Any] = Field(sa_type=JSON)


class EventHead(Table, table=True):
    """One row: how many events there are and the digest of the last; whoever adds one locks it."""

    __tablename__ = "event_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    count: int = 0
    digest: str = Field(default="", max_length=64)
