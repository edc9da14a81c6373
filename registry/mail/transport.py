"""How mails leave: by a mail server, or into a folder where nothing is set up and in the demo."""

import smtplib
import ssl
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from registry.settings import Settings

TIMEOUT_SECONDS = 20


class Transport(Protocol):
    """Sends one message, or raises; a job tries again later."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over."""


class FolderTransport:
    """Writes each mail to a file `<moment>-<random>.eml`; `read` gives them newest first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the message, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
        draft = self._folder / f"{name}.part"
        draft.write_bytes(message.as_bytes(policy=policy.SMTP))
        draft.rename(self._folder / f"{name}.eml")

    def read(self, most: int = 200) -> list[EmailMessage]:
        """The last mails, newest first."""
        files = sorted(self._folder.glob("*.eml"), reverse=True)[:most]
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(file.read_bytes()) for file in files]


class SmtpTransport:
    """Sends by a mail server, always encrypted where the server offers it."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        """Open a connection, send, close."""
        parts = self._parts
        context = ssl.create_default_context()
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            client = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
        with client:
            if parts.scheme == "smtp":
                client.ehlo()
                if client.has_extn("starttls"):
                    client.starttls(context=context)
            if parts.username:
                client.login(unquote(parts.username), unquote(parts.password or ""))
            client.send_message(message)


def open_transport(settings: Settings) -> Transport:
    """The way that the settings choose."""
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url)
    return FolderTransport(settings.data_dir / "mail")
