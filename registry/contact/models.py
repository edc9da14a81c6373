"""Messages of readers to those who answer for a record, and the answers to them. Both are erased after a set time."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from registry.accounts.permissions import ScopeKind
from registry.db.base import Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class Message(Table, table=True):
    """What a reader writes about a record; without `sent_at` it waits until its writer proves the address."""

    __tablename__ = "contact_message"
    __table_args__ = (sa.Index("ix_contact_message_written_at", "written_at"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    name: str = Field(default="", max_length=120, description="As the writer signs; may be empty.")
    email: str = Field(max_length=254, description="Where the answer goes; never shown.")
    account_id: str = Field(default="", index=True, max_length=16, description="Empty: not signed in.")
    text: str
    language: str = Field(default="en", max_length=2, description="In which the writer reads the registry.")
    token: str = Field(default="", index=True, max_length=64, description="Digest of the link's token.")
    written_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Recipient(Table, table=True):
    """A body whose people may read a message and answer it; those that answered for the record when it was sent."""

    __tablename__ = "contact_recipient"
    __table_args__ = (sa.Index("ix_contact_recipient_body", "scope", "scope_id"),)

    message_id: int = Field(primary_key=True, foreign_key="contact_message.id")
    scope: ScopeKind = Field(primary_key=True, sa_type=enum_type(ScopeKind))
    scope_id: str = Field(primary_key=True, max_length=16)


class Answer(Table, table=True):
    """What one of these bodies answers; it went to the writer by mail."""

    __tablename__ = "contact_answer"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(index=True, foreign_key="contact_message.id")
    scope: ScopeKind = Field(sa_type=enum_type(ScopeKind))
    scope_id: str = Field(max_length=16)
    text: str
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
