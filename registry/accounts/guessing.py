"""Slows down whoever guesses secrets, without locking their owner out.

A wrong guess is counted in the database, for all processes. A browser in which the owner signed in before is known
by a cookie and has a count of its own: strangers cannot use that up. Everybody else shares the count of the account,
and each client has one for all the accounts it tries. When the free guesses are used up, each further one
doubles the wait. What is counted is the attempt, before it is checked, so that many at once gain nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from registry.accounts.models import Guesses
from registry.db import Database
from registry.db.base import now
from registry.errors import TooOften

FREE_FOR_ACCOUNT: Final = 5
FREE_FOR_DEVICE: Final = 10
FREE_FOR_CLIENT: Final = 30
FIRST_WAIT: Final = timedelta(seconds=15)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGOTTEN_AFTER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One count: its key and how many guesses are free; `is_shared` counts are not emptied by a right guess."""

    key: str
    free: int
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """A guess that was counted and may now be checked; `slowed` when it used up what was free."""

    buckets: tuple[Bucket, ...]
    slowed: bool = False


def attempt(database: Database, secret: str, account: str, client: str, device: str = "") -> Attempt:
    """Count a guess at a secret of an account; `TooOften` while its turn has not come.

    `account` is what was typed, known or not; `device` names a browser that the owner signed in with before. It has a
    transaction of its own: call it before the unit of work is opened.
    """
    buckets = _buckets(secret, account, client, device)
    moment = now()
    with database.write() as session:
        rows = _locked(session, buckets, moment)
        blocked = max(rows[bucket.key].blocked_until for bucket in buckets)
        if blocked > moment:
            raise TooOften(int((blocked - moment).total_seconds()) + 1)
        slowed = False
        for bucket in buckets:
            row = rows[bucket.key]
            if moment - row.last_at > FORGOTTEN_AFTER:
                row.number = 0
            row.number += 1
            row.last_at = moment
            beyond = row.number - bucket.free
            if beyond >= 0:
                row.blocked_until = moment + min(FIRST_WAIT * 2 ** min(beyond, 20), LONGEST_WAIT)
            slowed = slowed or (beyond == 0 and not bucket.is_shared)
            session.add(row)
    return Attempt(buckets, slowed)


def succeeded(session: Session, made: Attempt) -> None:
    """Forget the wrong guesses, as the right one was made; a client's own count only loses this one."""
    for bucket in made.buckets:
        change = sa.update(Guesses).where(col(Guesses.key) == bucket.key)
        if bucket.is_shared:
            moment = now()
            session.execute(
                change.values(
                    number=sa.case((col(Guesses.number) > 0, col(Guesses.number) - 1), else_=0),
                    blocked_until=sa.case(
                        (col(Guesses.number) <= bucket.free, moment), else_=col(Guesses.blocked_until)
                    ),
                )
            )
        else:
            session.execute(change.values(number=0, blocked_until=now()))


def forget_old(session: Session) -> None:
    """Delete counts that no longer matter."""
    session.execute(sa.delete(Guesses).where(col(Guesses.last_at) < now() - FORGOTTEN_AFTER))


def _buckets(secret: str, account: str, client: str, device: str) -> tuple[Bucket, ...]:
    if device:
        return (Bucket(_key(secret, "device", account, device), FREE_FOR_DEVICE),)
    return (
        Bucket(_key(secret, "account", account), FREE_FOR_ACCOUNT),
        Bucket(_key(secret, "client", client), FREE_FOR_CLIENT, is_shared=True),
    )


def _key(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def _locked(session: Session, buckets: Sequence[Bucket], moment: datetime) -> dict[str, Guesses]:
    """The rows of these counts, made where missing, for nobody else to change meanwhile."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = [
        {"key": key, "number": 0, "last_at": moment, "blocked_until": moment}
        for key in sorted(bucket.key for bucket in buckets)
    ]
    session.execute(insert(Guesses).on_conflict_do_nothing(), rows)
    found = session.exec(
        select(Guesses)
        .where(col(Guesses.key).in_([row["key"] for row in rows]))
        .order_by(Guesses.key)
        .with_for_update()
    )
    return {row.key: row for row in found}
