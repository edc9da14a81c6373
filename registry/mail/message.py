"""Puts a queued mail together: its template in the reader's language, and headers that nobody can add to."""

from email import policy
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy
from email.utils import format_datetime, parseaddr
from typing import Any, Final

from registry.db.base import now
from registry.mail.addresses import recipient
from registry.settings import Settings
from registry.web import i18n, plain
from registry.web.render import environment
from registry.web.urls import Urls

LONGEST_SUBJECT: Final = 150


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that must stay in one piece: an address that is cut into encoded words leads nowhere."""

    def fold(self, *, policy: Policy) -> str:
        """The header on one line, which may be up to 998 characters long."""
        return f"{self.name}: {self}{policy.linesep}"


_headers = HeaderRegistry()
_headers.map_to_type("list-unsubscribe", _Whole)
_headers.map_to_type("list-unsubscribe-post", _Whole)
POLICY: Final = policy.SMTP.clone(header_factory=_headers)
"""How mails are written and read: by the rules of mail servers, but for the headers above."""


def base_url_of(settings: Settings) -> str:
    """Where the links of mails lead: the public address; where none is set, as in a demo, this machine."""
    return settings.base_url or f"http://{settings.host}:{settings.port}"


def compose(settings: Settings, payload: dict[str, Any]) -> EmailMessage:
    """The message of a queued mail.

    Its id is made when it is queued, so that a mail that is sent again, as nobody knows whether it went out, can be
    known as the same.
    """
    base_url = base_url_of(settings)
    unsubscribe = payload["context"].get("unsubscribe", "")
    with i18n.using(payload["language"]) as language:
        template = environment(markup=False).get_template(f"mail/{payload['template']}.txt")
        context = {
            "unsubscribe": "",
            **payload["context"],
            "base_url": base_url,
            "url": Urls(language.code),
            "recipient": payload["to"],
        }
        subject, body = (template.render(context, part=part) for part in ("subject", "body"))
    name, sender = parseaddr(settings.mail_from)
    message = EmailMessage(POLICY)
    message["From"] = Address(name, addr_spec=sender)
    message["To"] = recipient(payload["to"])
    message["Subject"] = plain.shortened(plain.one_line(subject), LONGEST_SUBJECT)
    message["Date"] = format_datetime(now())
    message["Message-ID"] = f"<{payload['id']}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{base_url}{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(plain.tidied(body) + "\n")
    message["Content-Language"] = language.code
    return message
