"""The queue of job rows: enqueue in the transaction that needs the work, claim, finish, put back.

Every change writes its own row: leaving one out because another waits would lose the change when that other
is being worked on while this transaction is still open. The worker does rows of one key together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from registry.db import Database
from registry.db.base import now
from registry.jobs.models import Job, Schedule

LEASE = timedelta(minutes=5)
"""A claimed job whose worker died is due again after this time."""

FIRST_DELAY = timedelta(seconds=2)
LONGEST_DELAY = timedelta(hours=1)
DROPPED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job row as a handler sees it."""

    id: int
    kind: str
    key: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime = field(default_factory=now)


def enqueue(
    session: Session,
    kind: str,
    key: str = "",
    payload: dict[str, Any] | None = None,
    *,
    run_after: datetime | None = None,
) -> None:
    """Write a job row in the caller's transaction; it is due at once, or at a later moment."""
    session.add(Job(kind=kind, key=key, payload=payload or {}, run_after=run_after or now()))


def enqueue_many(session: Session, kind: str, keys: Iterable[str]) -> None:
    """Write one job row per key in one statement."""
    moment = now()
    rows = [
        {
            "kind": kind,
            "key": key,
            "payload": {},
            "created_at": moment,
            "run_after": moment,
            "attempts": 0,
            "last_error": "",
        }
        for key in keys
    ]
    if rows:
        session.execute(sa.insert(Job), rows)


def _is_due(kinds: Sequence[str], moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(Job.kind).in_(kinds),
        col(Job.run_after) <= moment,
        sa.or_(col(Job.claimed_until).is_(None), col(Job.claimed_until) < moment),
    )


def next_kind(database: Database, kinds: Sequence[str]) -> str | None:
    """Of these kinds the one whose due job is the oldest; most polls find none, and take no write lock for it."""
    with database.read() as session:
        return session.exec(
            select(Job.kind).where(_is_due(kinds, now())).order_by(col(Job.id)).limit(1)
        ).first()


def claim(database: Database, kind: str, limit: int, lease: timedelta = LEASE) -> list[Claimed]:
    """Take up to `limit` due jobs of a kind, oldest first; nobody else gets them while the lease lasts.

    No more are taken than are done at once: what waited behind them would outlast its lease and be done twice.
    """
    moment = now()
    with database.write() as session:
        rows = session.exec(
            select(Job)
            .where(_is_due([kind], moment))
            .order_by(col(Job.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.claimed_until = moment + lease
            row.attempts += 1
            session.add(row)
        return [
            Claimed(row.id or 0, row.kind, row.key, row.payload, row.attempts, row.created_at) for row in rows
        ]


def finish(database: Database, jobs: Iterable[Claimed]) -> None:
    """Delete jobs that are done."""
    with database.write() as session:
        drop(session, [job.id for job in jobs])


def seen(session: Session, kind: str) -> list[int]:
    """Ids of the jobs of this kind that the session sees, and whose changes it therefore sees as well.

    Each is named: on PostgreSQL a transaction that commits later may hold a lower id than one seen here.
    """
    return list(session.scalars(sa.select(col(Job.id)).where(col(Job.kind) == kind)))


def drop(session: Session, ids: Sequence[int]) -> None:
    """Delete jobs by id."""
    for start in range(0, len(ids), DROPPED_AT_ONCE):
        session.execute(sa.delete(Job).where(col(Job.id).in_(ids[start : start + DROPPED_AT_ONCE])))


def put_back(database: Database, jobs: Iterable[Claimed], error: str) -> None:
    """Let failed jobs run again later, each time after twice the wait.

    One that outlasted its lease and was claimed by another worker meanwhile is that worker's.
    """
    with database.write() as session:
        for job in jobs:
            delay = min(FIRST_DELAY * 2 ** min(job.attempts - 1, 20), LONGEST_DELAY)
            session.execute(
                sa.update(Job)
                .where(col(Job.id) == job.id, col(Job.attempts) == job.attempts)
                .values(claimed_until=None, run_after=now() + delay, last_error=error[:500])
            )


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much work of one kind waits, and since when."""

    waiting: int
    oldest: datetime | None
    failing: int


def backlog(session: Session, kind: str) -> Backlog:
    """What waits of this kind."""
    waiting, oldest, failing = session.exec(
        select(
            sa.func.count(),
            sa.func.min(Job.created_at),
            sa.func.coalesce(sa.func.sum(sa.case((col(Job.last_error) != "", 1), else_=0)), 0),
        ).where(Job.kind == kind)
    ).one()
    return Backlog(waiting, oldest, failing)


def enqueue_due(database: Database, periods: Mapping[str, timedelta]) -> list[str]:
    """Enqueue what comes round again and is due, once for all workers; gives the kinds enqueued.

    A kind is due at once when it is first seen, then a period after it was last enqueued. Where the one before still
    waits, as it failed or no worker came by, it does for this time as well.
    """
    moment = now()
    with database.read() as session:
        known = {row.kind: row.due_at for row in session.exec(select(Schedule))}
    due = [kind for kind in periods if kind not in known or known[kind] <= moment]
    if not due:
        return []
    with database.write() as session:
        _note_new(session, [kind for kind in due if kind not in known], moment)
        return [kind for kind in due if _enqueue_if_due(session, kind, periods[kind], moment)]


def _note_new(session: Session, kinds: Sequence[str], moment: datetime) -> None:
    """Note kinds that were never due; another worker may do so in the same moment."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    for kind in kinds:
        session.execute(dialect.insert(Schedule).values(kind=kind, due_at=moment).on_conflict_do_nothing())


def _enqueue_if_due(session: Session, kind: str, period: timedelta, moment: datetime) -> bool:
    row = session.exec(select(Schedule).where(Schedule.kind == kind).with_for_update()).one()
    if row.due_at > moment:
        return False
    row.due_at = moment + period
    session.add(row)
    waiting = session.exec(
        select(Job.id).where(Job.kind == kind, Job.key == "", col(Job.claimed_until).is_(None)).limit(1)
    ).first()
    if waiting is None:
        enqueue(session, kind)
    return waiting is None
