"""Telling people: a row each, and where they want it at once, a job that mails it. And what they do about it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from registry.accounts.models import Account
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.bulk import chunks
from registry.jobs.queue import enqueue, enqueue_many
from registry.notifications import queries
from registry.notifications.kind import placeholders
from registry.notifications.kinds import KINDS, frequency_of
from registry.notifications.models import Frequency, Notification, NotificationPreference

MAIL_JOB: Final = "notification.mail"
"""Mails one account, the job's key, what is due."""

READ_KEPT: Final = timedelta(days=90)
UNREAD_KEPT: Final = timedelta(days=365)


def notify(
    session: Session,
    account_ids: Iterable[str],
    kind: str,
    *,
    about: tuple[str, str],
    path: str = "",
    texts: Mapping[str, Any] | None = None,
    key: str = "",
) -> None:
    """Tell people something, in the caller's transaction.

    `kind` is one of `kinds.KINDS`; `about` the kind and id of what it is about; `path` where it leads to, without
    language; `texts` fill the placeholders of its sentences (plain texts, or values of `texts`). The same kind with
    the same `key` is told to a person once, however often this runs: `key="deadline-2026-12-01"`.
    """
    told = KINDS[kind]
    filled = dict(texts or {})
    if missing := placeholders(told) - filled.keys():
        raise ValueError(f"{kind} needs the texts {', '.join(sorted(missing))}")
    if path and (not path.startswith("/") or path.startswith("//")):
        raise ValueError(f"{path} is no path of this site")
    people = sorted({each for each in account_ids if each})
    if not people:
        return
    chosen = queries.preferences_on(session, kind, people)
    moment = now()
    rows = [
        {
            "account_id": each,
            "kind": kind,
            "object_kind": about[0],
            "object_id": about[1],
            "path": path,
            "texts": filled,
            "key": key,
            "created_at": moment,
            "mail": frequency_of(kind, {kind: chosen[each]} if each in chosen else {}),
        }
        for each in people
    ]
    new = {account_id for part in chunks(rows) for account_id in _insert(session, part)}
    at_once = [row["account_id"] for row in rows if row["mail"] is Frequency.AT_ONCE]
    enqueue_many(session, MAIL_JOB, [each for each in at_once if each in new])


def _insert(session: Session, rows: list[dict[str, Any]]) -> Iterable[str]:
    """Insert what was not told yet; gives whom it is new to."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Notification).on_conflict_do_nothing().returning(col(Notification.account_id))
    return session.scalars(statement.values(rows)).all()


def mark_read(session: Session, viewer: Viewer, notification_id: int | None = None) -> None:
    """Note that somebody has read one notification, or all of them."""
    viewer.demand(Permission.ACCOUNT_USE)
    reading = sa.update(Notification).where(
        col(Notification.account_id) == viewer.account_id, col(Notification.read_at).is_(None)
    )
    if notification_id is not None:
        reading = reading.where(col(Notification.id) == notification_id)
    session.execute(reading.values(read_at=now()))


def choose(session: Session, viewer: Viewer, chosen: Mapping[str, Frequency]) -> None:
    """Set how often somebody wants these kinds by mail; kinds that cannot be stopped are left as they are."""
    viewer.demand(Permission.ACCOUNT_USE)
    _set(session, viewer.account_id, chosen)


def stop(session: Session, account_id: str, scope: str) -> list[str]:
    """End mails of one kind, or those of a digest; gives the kinds that were ended. Whoever has the link may."""
    chosen = queries.preferences(session, account_id)
    ended = [
        name for name, kind in KINDS.items() if kind.can_stop and scope in {name, frequency_of(name, chosen)}
    ]
    _set(session, account_id, dict.fromkeys(ended, Frequency.OFF))
    return ended


def _set(session: Session, account_id: str, chosen: Mapping[str, Frequency]) -> None:
    """Change preferences, and how what was not mailed yet goes out."""
    known = queries.preferences(session, account_id)
    before = {name: frequency_of(name, known) for name in chosen}
    changed = {
        name: frequency
        for name, frequency in chosen.items()
        if KINDS[name].can_stop and before[name] is not frequency
    }
    for name, frequency in changed.items():
        session.merge(NotificationPreference(account_id=account_id, kind=name, frequency=frequency))
        session.execute(
            sa.update(Notification)
            .where(
                col(Notification.account_id) == account_id,
                col(Notification.kind) == name,
                col(Notification.mailed_at).is_(None),
                col(Notification.mail) != Frequency.OFF,
            )
            .values(mail=frequency)
        )
    if changed:
        enqueue(session, MAIL_JOB, account_id)
        events.record(
            session,
            "notifications.chosen",
            actor=account_id,
            on=("account", account_id),
            before={name: before[name] for name in changed},
            after=dict(changed),
        )


def clean(session: Session, moment: datetime) -> None:
    """Forget what was told long ago, and everything of accounts whose people have gone."""
    gone = sa.select(col(Account.id)).where(col(Account.deleted_at).is_not(None))
    told, preference = col(Notification.account_id), col(NotificationPreference.account_id)
    session.execute(
        sa.delete(Notification).where(
            sa.or_(
                told.in_(gone),
                col(Notification.read_at) < moment - READ_KEPT,
                col(Notification.created_at) < moment - UNREAD_KEPT,
            )
        )
    )
    session.execute(sa.delete(NotificationPreference).where(preference.in_(gone)))
