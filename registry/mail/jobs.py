"""Renders and sends queued mails."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from registry.db.base import now
from registry.jobs.queue import Claimed
from registry.jobs.worker import Handler
from registry.mail.service import JOB_KIND
from registry.mail.transport import Transport
from registry.settings import Settings
from registry.web import i18n
from registry.web.render import environment
from registry.web.urls import Urls


def compose(settings: Settings, payload: dict[str, Any]) -> EmailMessage:
    """The message of a queued mail."""
    base_url = settings.base_url or f"http://{settings.host}:{settings.port}"
    with i18n.using(payload["language"]) as language:
        template = environment(plain=True).get_template(f"mail/{payload['template']}.txt")
        context = template.new_context(
            {
                **payload["context"],
                "base_url": base_url,
                "url": Urls(language.code),
                "recipient": payload["to"],
            }
        )
        subject, body = ("".join(template.blocks[name](context)).strip() for name in ("subject", "body"))
    name, sender = parseaddr(settings.mail_from)
    message = EmailMessage()
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = payload["to"]
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Content-Language"] = language.code
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe := payload["context"].get("unsubscribe"):
        message["List-Unsubscribe"] = f"<{base_url}{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(body + "\n")
    return message


def handlers(settings: Settings, transport: Transport) -> dict[str, Handler]:
    """What the worker does for mail."""

    def send(jobs: Sequence[Claimed]) -> None:
        for job in jobs:
            transport.send(compose(settings, job.payload))

    return {JOB_KIND: Handler(send)}
