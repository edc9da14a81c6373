"""Housekeeping: what has ended by itself is deleted, once a day."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.accounts import guessing, links, service, sessions
from registry.db import Database
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler

JOB_KIND: Final = "accounts.tidy"


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for accounts."""

    def tidy(_: Sequence[Claimed]) -> None:
        with database.write() as session:
            sessions.forget_old(session)
            links.forget_old(session)
            guessing.forget_old(session)
            service.forget_old_invitations(session)

    return {JOB_KIND: Handler(tidy, every=timedelta(days=1))}
