"""What comes round again for countries: rounds end, and people are reminded in time."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.db import Database
from registry.db.base import now
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.national.service import appointments, rounds

JOB_KIND: Final = "national"
EVERY: Final = timedelta(hours=6)


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for countries."""

    def run(_jobs: Sequence[Claimed]) -> None:
        with database.write() as session:
            today = now().date()
            rounds.follow_up(session, today)
            rounds.call_for_round(session, today)
            appointments.follow_up(session, today)

    return {JOB_KIND: Handler(run, every=EVERY)}
