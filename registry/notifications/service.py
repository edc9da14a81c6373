"""Telling people: a row each, and where they want it at once, a job that mails it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from registry.db.base import now
from registry.db.bulk import chunks
from registry.jobs.queue import enqueue_many
from registry.notifications import queries
from registry.notifications.kinds import KINDS, frequency_of, placeholders
from registry.notifications.models import Frequency, Notification

MAIL_JOB: Final = "notification.mail"
"""Mails one account, the job's key, what is due."""


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
