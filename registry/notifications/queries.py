"""Reads of notifications and of how often people want them by mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import Account
from registry.db.base import select_columns
from registry.errors import NotFound
from registry.notifications.models import Frequency, Notification, NotificationPreference
from registry.notifications.schemas import Mailbox, NotificationView

MOST_COUNTED = 100
"""More unread ones than this are not counted: no reader needs the exact number."""


LARGEST_ID = 2**31 - 1


def unread(session: Session, account_id: str) -> int:
    """How many notifications somebody has not read yet, counted up to `MOST_COUNTED`."""
    some = (
        sa.select(col(Notification.id))
        .where(col(Notification.account_id) == account_id, col(Notification.read_at).is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def notifications(
    session: Session, account_id: str, *, limit: int, before: tuple[bool, int] | None = None
) -> list[NotificationView]:
    """What somebody was told: unread first, then the newest; `before` is the place of the last one already seen."""
    is_unread = col(Notification.read_at).is_(None)
    asked = _views(account_id).order_by(is_unread.desc(), col(Notification.id).desc()).limit(limit)
    if before is not None:
        was_unread, last = before
        is_earlier = col(Notification.id) < last
        asked = asked.where(sa.or_(sa.not_(is_unread), is_earlier))
        if not was_unread:
            asked = asked.where(sa.not_(is_unread), is_earlier)
    return [NotificationView(*row) for row in session.execute(asked)]


def notification(session: Session, account_id: str, notification_id: int) -> NotificationView:
    """One of the things that somebody was told; `NotFound` if it is nobody's or another's."""
    if notification_id > LARGEST_ID:
        raise NotFound
    row = session.execute(_views(account_id).where(col(Notification.id) == notification_id)).first()
    if row is None:
        raise NotFound
    return NotificationView(*row)


def _views(account_id: str) -> sa.Select[Any]:
    return select_columns(
        col(Notification.id),
        col(Notification.kind),
        col(Notification.path),
        col(Notification.texts),
        col(Notification.created_at),
        col(Notification.read_at).is_(None),
    ).where(col(Notification.account_id) == account_id)


def mailbox(session: Session, account_id: str) -> Mailbox | None:
    """Where somebody's mails go; None where none may go: not verified, suspended or gone."""
    row = session.exec(
        select(Account.id, Account.email, Account.name, Account.language).where(
            Account.id == account_id,
            col(Account.email).is_not(None),
            col(Account.email_verified_at).is_not(None),
            col(Account.suspended_at).is_(None),
            col(Account.deleted_at).is_(None),
        )
    ).first()
    return Mailbox(*row) if row else None


def preferences(session: Session, account_id: str) -> dict[str, Frequency]:
    """What somebody has chosen, by kind; kinds that are left at their default are not in it."""
    rows = session.exec(
        select(NotificationPreference.kind, NotificationPreference.frequency).where(
            NotificationPreference.account_id == account_id
        )
    )
    return {kind: Frequency(frequency) for kind, frequency in rows}


def preferences_on(session: Session, kind: str, account_ids: Iterable[str]) -> dict[str, Frequency]:
    """What several people have chosen for one kind."""
    rows = session.exec(
        select(NotificationPreference.account_id, NotificationPreference.frequency).where(
            NotificationPreference.kind == kind,
            col(NotificationPreference.account_id).in_(list(account_ids)),
        )
    )
    return {account_id: Frequency(frequency) for account_id, frequency in rows}


def due(session: Session, account_id: str, before: Mapping[Frequency, datetime]) -> list[Notification]:
    """What is to be mailed to somebody now, oldest first: of each frequency what was told before its moment.

    The rows are locked, so that of two that ask at once only one gets them.
    """
    rows = session.exec(
        select(Notification)
        .where(Notification.account_id == account_id, _is_due(before))
        .order_by(col(Notification.id))
        .with_for_update()
    )
    return list(rows)


def accounts_due(session: Session, before: Mapping[Frequency, datetime]) -> list[str]:
    """Ids of the accounts to which something is to be mailed now."""
    rows = session.exec(select(Notification.account_id).where(_is_due(before)).distinct())
    return sorted(rows)


def _is_due(before: Mapping[Frequency, datetime]) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Notification.mailed_at).is_(None),
        sa.or_(
            *(
                sa.and_(col(Notification.mail) == frequency, col(Notification.created_at) < moment)
                for frequency, moment in before.items()
            )
        ),
    )
