"""Reads of notifications and of how often people want them by mail."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.notifications.models import Frequency, Notification, NotificationPreference

MOST_COUNTED = 100
"""More unread ones than this are not counted: no reader needs the exact number."""


def unread(session: Session, account_id: str) -> int:
    """How many notifications somebody has not read yet, counted up to `MOST_COUNTED`."""
    some = (
        sa.select(col(Notification.id))
        .where(col(Notification.account_id) == account_id, col(Notification.read_at).is_(None))
        .limit(MOST_COUNTED)
        .subquery()
    )
    return session.scalar(sa.select(sa.func.count()).select_from(some)) or 0


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
