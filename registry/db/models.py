"""Tables that belong to no feature: the catalogue version, ids ever given out, slugs ever used."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import Table, UtcDateTime, enum_type, now
from registry.db.ids import Kind


class CatalogueVersion(Table, table=True):
    """One row, raised in each publishing transaction; caches key on it."""

    __tablename__ = "catalogue_version"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    version: int = 0


class IssuedId(Table, table=True):
    """Every id ever given out; never deleted, so that none is used twice."""

    __tablename__ = "issued_id"

    id: str = Field(primary_key=True, max_length=16)
    kind: Kind = Field(sa_type=enum_type(Kind))
    issued_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Slug(Table, table=True):
    """A readable name of a record in addresses; old ones stay and redirect to the current one."""

    __tablename__ = "slug"
    __table_args__ = (
        sa.Index(
            "uq_slug_current",
            "kind",
            "record_id",
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        ),
    )

    kind: Kind = Field(primary_key=True, sa_type=enum_type(Kind))
    slug: str = Field(primary_key=True, max_length=120)
    record_id: str = Field(index=True, max_length=16)
    is_current: bool = True


class SharedLimit(Table, table=True):
    """How often something was done by somebody in one stretch of time; see `db.limits`."""

    __tablename__ = "shared_limit"

    key: str = Field(primary_key=True, max_length=32)
    window: int = Field(primary_key=True, sa_type=sa.BigInteger)
    count: int = 0
    until: datetime = Field(index=True, sa_type=UtcDateTime)


class MergedRecord(Table, table=True):
    """A record that was merged into another; its id leads there for ever."""

    __tablename__ = "merged_record"

    id: str = Field(primary_key=True, max_length=16)
    kind: Kind = Field(sa_type=enum_type(Kind))
    into_id: str = Field(index=True, max_length=16)
