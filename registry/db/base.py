"""The base class of all tables, column types and the naming of constraints."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of every table: one metadata with named constraints, so migrations can name what they change."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMES)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite gives naive datetimes back, so the zone is put on at the border."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Give an aware datetime."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def enum_type(enum: type[Enum], name: str = "") -> sa.Enum:
    """A text column that stores the enum's values and a CHECK that allows only those.

    `name` tells the checks apart where a table has two columns of one enum.
    """
    return sa.Enum(
        enum,
        native_enum=False,
        length=40,
        create_constraint=True,
        name=name or enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def select_columns(*columns: Any) -> sa.Select[Any]:
    """A SELECT of any number of columns (SQLModel's own `select` is typed for four)."""
    return sa.select(*columns)


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


Names = Mapping[str, str]
"""Text per language: `{"en": "Malaria", "fr": "Paludisme"}`."""

Json = Any
