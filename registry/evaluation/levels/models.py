"""Versions of the rules for evidence levels. A published one is never changed (a trigger refuses it)."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from registry.db.base import JSON, Names, Table, UtcDateTime, now


class LevelRule(Table, table=True):
    """One version of the rules; without `published_at` a draft. The newest published one is in force."""

    __tablename__ = "level_rule"

    version: str = Field(primary_key=True, max_length=9)
    body: dict[str, Any] = Field(sa_type=JSON)
    changes: Names = Field(default_factory=dict, sa_type=JSON)
    digest: str = Field(max_length=64)
    saved_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
