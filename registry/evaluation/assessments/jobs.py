"""Background work of reviews: reminders before they are due, and late ones given to somebody else."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import registry.evaluation.assessments.leaving  # noqa: F401 - says what goes with a reviewer
from registry.db import Database
from registry.db.base import now
from registry.evaluation.assessments import assigning
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler

CHASE: Final = "reviews.chase"


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for reviews."""

    def run(_jobs: Sequence[Claimed]) -> None:
        with database.write() as session:
            moment = now()
            assigning.reassign_late(session, moment)
            assigning.remind(session, moment)

    return {CHASE: Handler(run, batch=100, every=timedelta(hours=1))}
