"""All background work: what each feature does when a job of its kind is due."""

from functools import partial

from registry.accounts import jobs as accounts
from registry.attachments import jobs as attachments
from registry.attachments.stores import open_store
from registry.contact import jobs as contact
from registry.db import Database
from registry.evaluation.assessments import jobs as assessments
from registry.evaluation.machine import jobs as machine
from registry.evaluation.scores import jobs as scores
from registry.feedback import jobs as feedback
from registry.jobs.worker import Handler
from registry.mail import jobs as mail
from registry.mail.transport import open_transport
from registry.national import jobs as national
from registry.notifications import jobs as notifications
from registry.ownership import jobs as ownership
from registry.quality import jobs as quality
from registry.search import job_handlers
from registry.search.engine import SearchEngine
from registry.settings import Settings
from registry.submissions import jobs as submissions


def handlers(settings: Settings, database: Database, engine: SearchEngine) -> dict[str, Handler]:
    """Kind of job → what does it, of every feature."""
    return {
        **job_handlers(database, engine),
        **submissions.handlers(database),
        **assessments.handlers(database),
        **accounts.handlers(database),
        **attachments.handlers(database, open_store(settings)),
        **contact.handlers(database),
        **national.handlers(database),
        **quality.handlers(settings, database),
        **feedback.handlers(settings, database, partial(scores.age, database)),
        **ownership.handlers(settings, database),
        **mail.handlers(settings, open_transport(settings)),
        **notifications.handlers(settings, database),
        **scores.handlers(settings, database),
        **machine.handlers(settings, database),
    }
