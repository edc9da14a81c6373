"""Queues mails: a job row in the transaction that has something to tell, so nothing is told that did not happen."""

import secrets
from typing import Any, Final

from sqlmodel import Session

from registry.jobs.queue import enqueue
from registry.mail.addresses import recipient

JOB_KIND: Final = "mail"


def send(session: Session, template: str, *, to: str, language: str, **context: Any) -> None:
    """Queue a mail to one address: `templates/mail/<template>.txt` with this context (JSON values only).

    The template extends `mail/base.txt` and fills its blocks `subject`, `text` and, where the mail did not come by the
    reader's own doing, `why`. It is rendered when it is sent, in `language`. In it, `base_url` is the registry's public
    address, for links. What `_()` fills in is put on one line; a text of several lines stands by itself in `{{ }}`.
    `unsubscribe`, a path, ends mails of this sort with one click. `BadAddress` if `to` is not one address.
    """
    recipient(to)
    enqueue(
        session,
        JOB_KIND,
        payload={
            "id": secrets.token_hex(12),
            "template": template,
            "to": to,
            "language": language,
            "context": context,
        },
    )
