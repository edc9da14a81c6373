"""Background work: records are checked when they change and once a day, and their links are asked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.db import Database
from registry.db.ids import Kind
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.quality import fact_queries, links
from registry.quality.running import grouped, run_all, run_kind
from registry.quality.watching import EVERYTHING, JOB_KIND
from registry.settings import Settings

BATCH: Final = 200
EVERY: Final = timedelta(days=1)
LANE: Final = "quality"
"""A pass over all records takes seconds: nothing else waits for it."""


def handlers(settings: Settings, database: Database) -> dict[str, Handler]:
    """What the worker does for the quality of records; links are asked only where the operator allows it."""

    def check(jobs: Sequence[Claimed]) -> None:
        check_keys(database, {job.key for job in jobs})

    found = {JOB_KIND: Handler(check, batch=BATCH, every=EVERY, lane=LANE)}
    if settings.outside_calls:
        found |= links.handlers(database)
    return found


def check_keys(database: Database, keys: set[str]) -> None:
    """Check the records that the keys name; an empty key, and one for everything, stand for all."""
    if keys & {"", EVERYTHING}:
        run_all(database)
        return
    wanted = grouped(keys)
    if Kind.SOLUTION in wanted:  # what is recorded of a product decides what its deployments can be
        with database.read() as session:
            more = fact_queries.deployments_of(session, wanted[Kind.SOLUTION])
        if more:
            wanted.setdefault(Kind.DEPLOYMENT, set()).update(more)
    for kind, ids in wanted.items():
        run_kind(database, kind, ids)
