"""Queues mails: a job row in the transaction that has something to tell, so nothing is told that did not happen."""

from typing import Any, Final

from sqlmodel import Session

from registry.jobs.queue import enqueue

JOB_KIND: Final = "mail"


def send(session: Session, template: str, *, to: str, language: str, **context: Any) -> None:
    """Queue a mail to one address: `templates/mail/<template>.txt` with this context (JSON values only).

    The template's blocks `subject` and `body` are rendered when it is sent, in `language`. In it, `base_url` is the
    registry's public address, for links.
    """
    enqueue(
        session,
        JOB_KIND,
        payload={"template": template, "to": to, "language": language, "context": context},
    )
