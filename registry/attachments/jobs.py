"""Deletes from the store what was removed, and daily what nothing owns any more."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.attachments import queries
from registry.attachments.service import JOB_KIND, discard
from registry.attachments.stores import Store
from registry.db import Database
from registry.db.base import now
from registry.db.bulk import chunks
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler

log = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
GRACE: Final = timedelta(days=1)
"""What was stored lately may belong to a transaction that is not committed yet."""

BATCH: Final = 50


def handlers(database: Database, store: Store) -> dict[str, Handler]:
    """What the worker does for attached files."""

    def run(jobs: Sequence[Claimed]) -> None:
        for job in jobs:
            if job.key:
                delete(database, store, job.key)
            else:
                clean_up(database, store)

    return {JOB_KIND: Handler(run, batch=BATCH, every=EVERY)}


def delete(database: Database, store: Store, name: str) -> None:
    """Let go of a file that no row names."""
    with database.read() as session:
        if queries.known_names(session, [name]):
            return
    store.delete(name)


def clean_up(database: Database, store: Store) -> None:
    """Forget files whose owner has gone; delete those that nothing names; say which are missing."""
    before = now() - GRACE
    with database.write() as session:
        rows = queries.rows_before(session, before)
        gone = queries.ownerless(session, [(row.id, row.owner_kind, row.owner_id) for row in rows.values()])
        discard(session, [rows[each] for each in gone])
        missing = [
            row.id for row in rows.values() if row.id not in gone and store.size(row.stored_as) is None
        ]
    for each in missing:
        log.error("the file of attachment %s is missing from the store", each)
    deleted = 0
    for names in chunks(store.older_than(before)):
        with database.read() as session:
            known = queries.known_names(session, names)
        for name in set(names) - known:
            store.delete(name)
            deleted += 1
    if gone or deleted:
        log.info("%d attachments without an owner, %d files without an attachment", len(gone), deleted)
