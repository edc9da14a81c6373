"""How often something may be done, counted in the database, so that all processes keep one limit."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from registry.db.base import now
from registry.db.engine import Database
from registry.db.models import SharedLimit
from registry.errors import TooOften


def take(database: Database, action: str, who: str, most: int, per: timedelta) -> None:
    """Count one more time that somebody does something; `TooOften` when that is more than `most` in `per`.

    `who` is an address, an account or a client; only a digest of it is kept. It has a transaction of its own, which
    counts what fails as well, so call it before the request's unit of work is opened.
    """
    moment = now()
    window, until = _window(moment, per)
    with database.write() as session:
        count = _add(session, database, _key(action, who), 1, window, until)
        if count == 1:
            session.execute(sa.delete(SharedLimit).where(col(SharedLimit.until) < moment))
    if count > most:
        raise TooOften(max(1, int((until - moment).total_seconds())))


def add(
    database: Database, action: str, numbers: Mapping[str, int], per: timedelta
) -> dict[str, tuple[int, int]]:
    """Count what several did at once; gives for each the stretch of time, and the sum of all processes in it."""
    moment = now()
    window, until = _window(moment, per)
    with database.write() as session:
        session.execute(sa.delete(SharedLimit).where(col(SharedLimit.until) < moment))
        return {
            who: (window, _add(session, database, _key(action, who), number, window, until))
            for who, number in sorted(numbers.items())
        }


def _add(session: Session, database: Database, key: str, number: int, window: int, until: datetime) -> int:
    insert = sqlite.insert if database.is_sqlite else postgresql.insert
    counted = (
        insert(SharedLimit)
        .values(key=key, window=window, count=number, until=until)
        .on_conflict_do_update(
            index_elements=["key", "window"], set_={"count": col(SharedLimit.count) + number}
        )
        .returning(col(SharedLimit.count))
    )
    return session.scalar(counted) or 0


def _key(action: str, who: str) -> str:
    return hashlib.blake2b(f"{action}\0{who}".encode(), digest_size=16).hexdigest()


def _window(moment: datetime, per: timedelta) -> tuple[int, datetime]:
    seconds = int(per.total_seconds())
    window = int(moment.timestamp()) // seconds
    return window, datetime.fromtimestamp((window + 1) * seconds, tz=moment.tzinfo)
