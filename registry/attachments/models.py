"""Attached files: what is known of each; the files themselves lie in a store."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.attachments.formats import FileFormat
from registry.db.base import JSON, Table, UtcDateTime, enum_type, now


class Attachment(Table, table=True):
    """A file that belongs to something: a submission, an appointment, a country's document.

    `suspicions` are places that look like patient data; until somebody has cleared them, only those who may change
    the file can read it.
    """

    __tablename__ = "attachment"
    __table_args__ = (sa.Index("ix_attachment_owner", "owner_kind", "owner_id"),)

    id: str = Field(primary_key=True, max_length=32, description="Random, in addresses.")
    owner_kind: str = Field(max_length=40)
    owner_id: str = Field(max_length=80)
    name: str = Field(max_length=160, description="As it was called, with the ending of what it is.")
    format: FileFormat = Field(sa_type=enum_type(FileFormat))
    size: int = Field(sa_type=sa.BigInteger, description="Bytes as they are kept.")
    sha256: str = Field(max_length=64)
    stored_as: str = Field(unique=True, max_length=64, description="Random name in the store.")
    is_public: bool = False
    flags: list[str] = Field(default_factory=list, sa_type=JSON)
    suspicions: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    is_scanned: bool = Field(default=False, description="Whether its text was searched for patient data.")
    cleared_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cleared_by: str = Field(
        default="", max_length=16, description="The account that said it is no patient data."
    )
    uploaded_by: str = Field(default="", max_length=16, description="An account's id; empty: the system.")
    uploaded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
