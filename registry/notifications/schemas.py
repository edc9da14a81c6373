"""What is read of notifications."""

from datetime import datetime
from typing import Any

from msgspec import Struct


class Mailbox(Struct, frozen=True):
    """Where somebody's mails go, and in which language they are."""

    account_id: str
    email: str
    name: str
    language: str


class NotificationView(Struct, frozen=True):
    """One thing that somebody was told."""

    id: int
    kind: str
    path: str
    texts: dict[str, Any]
    created_at: datetime
    is_unread: bool
