"""Sources, claims and external identifiers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class SourceKind(StrEnum):
    """Who speaks in a source: a publication, registry or file; a product's own vendor; a country's authority."""

    PUBLISHED = "published"
    VENDOR = "vendor"
    COUNTRY = "country"


class Source(Table, table=True):
    """A publication, registry or file that facts were read from, as of a date; or who states them here directly."""

    __tablename__ = "source"

    id: str = Field(primary_key=True, max_length=80)
    title: str
    publisher: str = ""
    url: str = ""
    date: str = Field(default="", max_length=10, description="Date of the data, to the precision known.")
    retrieved: str = Field(default="", max_length=10, description="When it was read.")
    licence: str = Field(
        default="", max_length=120, description="SPDX expression, or empty if none is stated."
    )
    note: Names = Field(default_factory=dict, sa_type=JSON)
    kind: SourceKind = Field(default=SourceKind.PUBLISHED, sa_type=enum_type(SourceKind))


class Claim(Table, table=True):
    """What one source states about one field of one record; `field` 'presence' is that a deployment exists."""

    __tablename__ = "claim"
    __table_args__ = (sa.UniqueConstraint("record_kind", "record_id", "field", "source_id"),)

    id: int | None = Field(default=None, primary_key=True)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    field: str = Field(max_length=40)
    value: Any = Field(
        default=None, sa_type=JSON, description="The value stated, in the registry's own codes."
    )
    source_id: str = Field(foreign_key="source.id", index=True)
    date: str = Field(
        default="", max_length=10, description="When the source stated it, to the precision known."
    )
    url: str = ""
    recorded_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ExternalIdentifier(Table, table=True):
    """The id another registry gave to a record here; unique per scheme, so none is registered twice."""

    __tablename__ = "external_identifier"
    __table_args__ = (sa.Index("ix_external_identifier_record", "record_kind", "record_id"),)

    scheme: str = Field(primary_key=True, max_length=40)
    value: str = Field(primary_key=True, max_length=200)
    record_kind: Kind = Field(sa_type=enum_type(Kind))
    record_id: str = Field(max_length=16)
    url: str = ""
