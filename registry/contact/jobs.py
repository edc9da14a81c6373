"""Erases messages whose time is over."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.contact.service import erase_old
from registry.db import Database
from registry.db.base import now
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler

ERASE_JOB: Final = "contact.erase"


def handlers(database: Database) -> dict[str, Handler]:
    """What the worker does for messages."""

    def erase(_: Sequence[Claimed]) -> None:
        with database.write() as session:
            erase_old(session, now())

    return {ERASE_JOB: Handler(erase, every=timedelta(hours=6))}
