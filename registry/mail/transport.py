"""How mails leave: by a mail server, or into a folder where nothing is set up and in the demo."""

import contextlib
import ipaddress
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from registry.mail.message import POLICY
from registry.settings import Settings

TIMEOUT_SECONDS: Final = 20
FOLDER: Final = "mail"


class NotSent(Exception):
    """The mail did not go out now; later it may. Says no address: it is kept with the job and logged."""


class Refused(Exception):
    """The mail server will never take this mail. Says no address, as it is logged."""


class Transport(Protocol):
    """Sends one message; `NotSent` where that may go well later, `Refused` where it never will."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message over."""


class FolderTransport:
    """Writes each mail to a file `<moment>-<its id>.eml`; one that is there already is not written again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the message, whole or not at all."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mail_id = re.sub(r"[^A-Za-z0-9]", "", message["Message-ID"].partition("@")[0])
        if any(self._folder.glob(f"*-{mail_id}.eml")):
            return
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{mail_id}"
        draft = self._folder / f"{name}.part"
        draft.write_bytes(message.as_bytes(policy=POLICY.clone(linesep="\n")))
        draft.rename(self._folder / f"{name}.eml")

    def names(self, most: int = 200) -> list[str]:
        """What the last mails are called, newest first."""
        return [file.stem for file in sorted(self._folder.glob("*.eml"), reverse=True)[:most]]

    def read(self, most: int = 200) -> list[EmailMessage]:
        """The last mails, newest first."""
        return [found for name in self.names(most) if (found := self.find(name))]

    def find(self, name: str) -> EmailMessage | None:
        """The mail of this name, if there is one."""
        if not re.fullmatch(r"[A-Za-z0-9]+-[A-Za-z0-9]+", name):
            return None
        try:
            content = (self._folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        return BytesParser(policy=POLICY).parsebytes(content)

    def clean(self, age: timedelta) -> None:
        """Remove the mails that are older than this."""
        oldest = f"{datetime.now(UTC) - age:%Y%m%dT%H%M%S%f}"
        for file in self._folder.glob("*.eml"):
            if file.name < oldest:
                file.unlink(missing_ok=True)


class SmtpTransport:
    """Sends by a mail server, always encrypted where the server offers it; a password goes nowhere unencrypted."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._parts = urlsplit(url)
        self._host = self._parts.hostname or ""
        self._timeout = timeout

    def send(self, message: EmailMessage) -> None:
        """Open a connection, hand the message over, close."""
        client = self._opened()
        try:
            with _told_apart():
                client.send_message(message)
        finally:
            # What happens from here on changes nothing: a mail that was taken must not be sent again.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                client.quit()
            client.close()

    def _opened(self) -> smtplib.SMTP:
        """A connection that is ready for a mail; whatever keeps it from opening may pass."""
        client: smtplib.SMTP | None = None
        try:
            client = self._connected()
            if self._parts.username:
                if not _is_encrypted(client) and not _is_here(self._host):
                    raise NotSent("the mail server offers no encryption: no password is sent to it")  # noqa: TRY301
                client.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        except (smtplib.SMTPException, OSError) as error:
            if client is not None:
                client.close()
            raise NotSent(_code_of(error)) from None
        except NotSent:
            if client is not None:
                client.close()
            raise
        return client

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        port = self._parts.port
        if self._parts.scheme == "smtps":
            return smtplib.SMTP_SSL(self._host, port or 465, timeout=self._timeout, context=context)
        client = smtplib.SMTP(self._host, port or 587, timeout=self._timeout)
        try:
            client.ehlo_or_helo_if_needed()
            if client.has_extn("starttls"):
                client.starttls(context=context)
        except (smtplib.SMTPException, OSError):
            client.close()
            raise
        return client


@contextmanager
def _told_apart() -> Iterator[None]:
    """Tell what a mail server refuses for good (5xx on the mail or its reader) from all that may pass."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        said = f"the mail server refuses the reader ({', '.join(map(str, codes))})"
        raise (Refused if all(code >= 500 for code in codes) else NotSent)(said) from None
    except smtplib.SMTPDataError as error:
        said = f"the mail server refuses the mail ({error.smtp_code})"
        raise (Refused if error.smtp_code >= 500 else NotSent)(said) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(_code_of(error)) from None


def _code_of(error: Exception) -> str:
    """What went wrong, without the words of the server, which may name people."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None) or ""
    return f"{type(error).__name__} {code}".strip()


def _is_encrypted(client: smtplib.SMTP) -> bool:
    return isinstance(client.sock, ssl.SSLSocket)


def _is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_transport(settings: Settings) -> Transport:
    """The way that the settings choose."""
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url)
    return FolderTransport(settings.data_dir / FOLDER)
