"""Background work of notifications: mails at once, digests, and clearing away what is old."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from registry.db import Database
from registry.db.base import now
from registry.jobs.queue import Claimed, enqueue_many
from registry.jobs.worker import Handler
from registry.notifications import queries, service
from registry.notifications.delivery import deliver
from registry.notifications.digests import due_before
from registry.notifications.unsubscribing import Signer
from registry.settings import Settings
from registry.web.secret import secret_of

DIGEST_JOB: Final = "notification.digest"
CLEAN_JOB: Final = "notification.clean"


def handlers(settings: Settings, database: Database) -> dict[str, Handler]:
    """What the worker does for notifications."""
    signer = Signer(secret_of(settings.secret_key, settings.data_dir), *settings.former_secret_keys)

    def mail(jobs: Sequence[Claimed]) -> None:
        for job in jobs:
            with database.write() as session:
                deliver(session, signer, job.key, now())

    def digest(_: Sequence[Claimed]) -> None:
        with database.write() as session:
            enqueue_many(session, service.MAIL_JOB, queries.accounts_due(session, due_before(now())))

    def clean(_: Sequence[Claimed]) -> None:
        with database.write() as session:
            service.clean(session, now())

    return {
        service.MAIL_JOB: Handler(mail),
        DIGEST_JOB: Handler(digest, every=timedelta(hours=1)),
        CLEAN_JOB: Handler(clean, every=timedelta(days=1)),
    }
