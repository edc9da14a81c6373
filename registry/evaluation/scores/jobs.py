"""Daily work on published scores: what has overtaken them is marked in the open; nothing is taken away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from registry.db import Database
from registry.db.base import now
from registry.evaluation.scores import due_queries, service
from registry.feedback import incidents
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.settings import Settings

JOB_KIND: Final = "scores.age"
EVERY: Final = timedelta(days=1)


def handlers(settings: Settings, database: Database) -> dict[str, Handler]:
    """What the worker does for scores."""

    def run(_: Sequence[Claimed]) -> None:
        age(database, least=settings.incident_reports, days=settings.incident_days)

    return {JOB_KIND: Handler(run, every=EVERY)}


def age(
    database: Database,
    at: datetime | None = None,
    *,
    least: int = incidents.LEAST,
    days: int = incidents.DAYS,
) -> int:
    """Mark what has overtaken scores in force; gives how many marks are new. Doing it again changes nothing.

    `least`, `days`: how many people must report incidents, and within how many days.
    """
    moment = at or now()
    with database.read() as session:
        scores = due_queries.scores_in_force(session)
        found = [trigger for score in scores for trigger in due_queries.triggers(session, score, moment)]
        found += due_queries.reported(session, scores, least=least, days=days)
    if not found:
        return 0
    with database.write() as session:
        return sum(
            service.mark(session, each.score_id, each.mark, now=moment, subject=each.subject)
            for each in found
        )
