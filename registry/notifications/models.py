"""What people were told, and how often they want it by mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from registry.db.base import JSON, Table, UtcDateTime, enum_type, now


class Frequency(StrEnum):
    """How soon a notification goes out by mail; in the registry it shows at once in any case."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Notification(Table, table=True):
    """One thing that one person was told.

    `kind` names its sentences in `kinds.KINDS`, `texts` fill their placeholders; the words are put together when it is
    read, in the reader's language. `mail` is how it goes out by mail, `mailed_at` when it did.
    """

    __tablename__ = "notification"
    __table_args__ = (
        sa.Index("ix_notification_account", "account_id", "id"),
        sa.Index(
            "ix_notification_unread",
            "account_id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index(
            "ix_notification_to_mail",
            "mail",
            "account_id",
            sqlite_where=sa.text("mailed_at IS NULL"),
            postgresql_where=sa.text("mailed_at IS NULL"),
        ),
        sa.Index(
            "uq_notification_key",
            "account_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=sa.text("key <> ''"),
            postgresql_where=sa.text("key <> ''"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: str = Field(foreign_key="account.id", max_length=16)
    kind: str = Field(max_length=60)
    object_kind: str = Field(default="", max_length=40)
    object_id: str = Field(default="", max_length=80)
    path: str = Field(default="", max_length=300, description="Where it leads to, without language.")
    texts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    key: str = Field(default="", max_length=80, description="What may be told only once; empty: any number.")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    mail: Frequency = Field(default=Frequency.AT_ONCE, sa_type=enum_type(Frequency))
    mailed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NotificationPreference(Table, table=True):
    """How often somebody wants one kind of notification by mail, where that is not the kind's default."""

    __tablename__ = "notification_preference"

    account_id: str = Field(primary_key=True, foreign_key="account.id", max_length=16)
    kind: str = Field(primary_key=True, max_length=60)
    frequency: Frequency = Field(sa_type=enum_type(Frequency))
