"""How often something may be done, counted in the database, so that all processes keep one limit."""

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

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
    seconds = int(per.total_seconds())
    window = int(moment.timestamp()) // seconds
    key = hashlib.blake2b(f"{action}\0{who}".encode(), digest_size=16).hexdigest()
    with database.write() as session:
        insert = sqlite.insert if database.is_sqlite else postgresql.insert
        counted = (
            insert(SharedLimit)
            .values(key=key, window=window, count=1, until=_end(window, seconds))
            .on_conflict_do_update(
                index_elements=["key", "window"], set_={"count": col(SharedLimit.count) + 1}
            )
            .returning(col(SharedLimit.count))
        )
        count = session.scalar(counted) or 0
        if count == 1:
            session.execute(sa.delete(SharedLimit).where(col(SharedLimit.until) < moment))
    if count > most:
        raise TooOften(max(1, int((_end(window, seconds) - moment).total_seconds())))


def _end(window: int, seconds: int) -> datetime:
    return datetime.fromtimestamp((window + 1) * seconds, tz=now().tzinfo)
