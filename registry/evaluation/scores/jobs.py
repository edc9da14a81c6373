"""Daily work on published scores: what has overtaken them is marked in the open; nothing is taken away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from registry.db import Database
from registry.db.base import now
from registry.evaluation.scores import due_queries, service
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler

JOB_KIND: Final = "scores.age"
EVERY: Final = timedelta(days=1)


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for scores."""

    def run(_: Sequence[Claimed]) -> None:
        age(database)

    return {JOB_KIND: Handler(run, every=EVERY)}


def age(database: Database, at: datetime | None = None) -> int:
    """Mark what has overtaken scores in force; gives how many marks are new. Doing it again changes nothing."""
    moment = at or now()
    with database.read() as session:
        found = [
            trigger
            for score in due_queries.scores_in_force(session)
            for trigger in due_queries.triggers(session, score, moment)
        ]
    if not found:
        return 0
    with database.write() as session:
        return sum(
            service.mark(session, each.score_id, each.mark, now=moment, subject=each.subject)
            for each in found
        )
