"""Sending by a real mail server, and into a folder."""

import stat
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from registry.mail import transport
from registry.mail.message import POLICY
from registry.mail.transport import FolderTransport, NotSent, Refused, SmtpTransport
from tests.mail.servers import Mailbox, certificate, knows, serving
from tests.support import free_port


def mail(number: int = 1, *, to: str = "ann@example.org", subject: str = "Hello") -> EmailMessage:
    message = EmailMessage(POLICY)
    message["From"] = "Registry <registry@example.org>"
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = f"<mail{number}@example.org>"
    message.set_content("سؤال عن طلبك\n")
    return message


# Passwords without encryption are for this machine alone; here that is what is tested.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
class TestMailServer:
    def test_takes_the_mail_as_it_was_written(self) -> None:
        box = Mailbox()
        with serving(box) as port:
            SmtpTransport(f"smtp://127.0.0.1:{port}").send(mail(subject="Вопрос о «OpenMRS»"))
        assert box.envelopes == [("registry@example.org", ["ann@example.org"])]
        assert box.mails[0]["Subject"] == "Вопрос о «OpenMRS»"
        assert box.mails[0].get_content().strip() == "سؤال عن طلبك"

    def test_lets_in_who_has_a_name_and_password(self) -> None:
        box = Mailbox()
        options = {
            "auth_required": True,
            "auth_require_tls": False,
            "authenticator": knows("registry", "p@ss/word"),
        }
        with serving(box, **options) as port:
            SmtpTransport(f"smtp://registry:p%40ss%2Fword@127.0.0.1:{port}").send(mail())
            with pytest.raises(NotSent, match="SMTPAuthenticationError 535"):
                SmtpTransport(f"smtp://registry:wrong@127.0.0.1:{port}").send(mail())
            with pytest.raises(NotSent, match="530"):
                SmtpTransport(f"smtp://127.0.0.1:{port}").send(mail())
        assert len(box.mails) == 1

    def test_gets_no_password_unencrypted_unless_it_is_this_machine(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transport, "_is_here", lambda host: False)
        box = Mailbox()
        seen: list[str] = []
        options = {"auth_require_tls": False, "authenticator": lambda *given: seen.append(str(given[4]))}
        with serving(box, **options) as port, pytest.raises(NotSent, match="no encryption"):
            SmtpTransport(f"smtp://registry:secret@127.0.0.1:{port}").send(mail())
        assert (seen, box.mails) == ([], [])

    @pytest.mark.parametrize(
        ("host", "is_here"),
        [
            ("localhost", True),
            ("127.0.0.9", True),
            ("::1", True),
            ("10.0.0.1", False),
            ("mail.example", False),
        ],
    )
    def test_knows_which_hosts_are_this_machine(self, host: str, is_here: bool) -> None:
        assert transport._is_here(host) is is_here

    def test_is_spoken_to_encrypted_where_it_offers_that(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        box = Mailbox()
        options = {
            "tls_context": context,
            "auth_required": True,
            "authenticator": knows("registry", "secret"),
        }
        with serving(box, **options) as port:
            SmtpTransport(f"smtp://registry:secret@localhost:{port}").send(mail())
        assert box.was_encrypted == [True]

    def test_must_prove_who_it_is(self, tmp_path: Path) -> None:
        context, _ = certificate(tmp_path)
        box = Mailbox()
        with serving(box, tls_context=context) as port, pytest.raises(NotSent, match="SSL"):
            SmtpTransport(f"smtp://localhost:{port}").send(mail())
        assert box.mails == []

    def test_is_spoken_to_encrypted_from_the_first_byte_where_the_address_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        context, trusted = certificate(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        box = Mailbox()
        with serving(box, ssl_context=context) as port:
            SmtpTransport(f"smtps://localhost:{port}").send(mail())
        assert len(box.mails) == 1

    def test_that_is_away_may_come_back(self) -> None:
        with pytest.raises(NotSent, match="ConnectionRefusedError"):
            SmtpTransport(f"smtp://127.0.0.1:{free_port()}").send(mail())

    @pytest.mark.parametrize(
        ("command", "answer", "error"),
        [
            ("RCPT", "450 mailbox busy", NotSent),
            ("RCPT", "550 no such mailbox", Refused),
            ("DATA", "451 try again later", NotSent),
            ("DATA", "554 this is spam", Refused),
        ],
    )
    def test_refuses_for_now_or_for_good(self, command: str, answer: str, error: type[Exception]) -> None:
        box = Mailbox(**{command: [answer]})
        with serving(box) as port, pytest.raises(error) as raised:
            SmtpTransport(f"smtp://127.0.0.1:{port}").send(mail())
        assert answer[:3] in str(raised.value)
        assert "ann@example.org" not in str(raised.value), "errors are logged and kept; they name nobody"
        assert raised.value.__suppress_context__
        assert box.mails == []

    def test_that_stumbles_over_the_farewell_has_the_mail_all_the_same(self) -> None:
        box = Mailbox(QUIT=["421 I was gone already"])
        with serving(box) as port:
            SmtpTransport(f"smtp://127.0.0.1:{port}").send(mail())
        assert len(box.mails) == 1


class TestFolder:
    def test_keeps_each_mail_once(self, tmp_path: Path) -> None:
        folder = FolderTransport(tmp_path / "mail")
        for number in (1, 2, 1):
            folder.send(mail(number, subject=f"Number {number}"))
        assert [each["Subject"] for each in folder.read()] == ["Number 2", "Number 1"]
        assert folder.read()[0].get_content().strip() == "سؤال عن طلبك"

    def test_is_the_owners_alone(self, tmp_path: Path) -> None:
        FolderTransport(tmp_path / "mail").send(mail())
        assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700

    def test_finds_a_mail_by_its_name_and_nothing_else(self, tmp_path: Path) -> None:
        folder = FolderTransport(tmp_path / "mail")
        folder.send(mail())
        (tmp_path / "secret-1.eml").write_text("secret")
        (name,) = folder.names()
        assert folder.find(name)["Subject"] == "Hello"
        for other in ("", "nothing-here", "../secret-1", f"../mail/{name}", name + ".eml"):
            assert folder.find(other) is None

    def test_without_a_mail_is_empty(self, tmp_path: Path) -> None:
        folder = FolderTransport(tmp_path / "never made")
        assert folder.read() == []
        folder.clean(timedelta(0))

    def test_forgets_what_is_old(self, tmp_path: Path) -> None:
        folder = FolderTransport(tmp_path)
        folder.send(mail())
        folder.clean(timedelta(hours=1))
        assert len(folder.read()) == 1
        folder.clean(timedelta(0))
        assert folder.read() == []
