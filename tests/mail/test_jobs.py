"""Mails as background work: put back, given up, and not sent twice."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from jinja2 import ChoiceLoader, DictLoader
from sqlmodel import select

from registry.db import Database
from registry.db.base import now
from registry.jobs import worker as working
from registry.jobs.models import Job
from registry.jobs.queue import Claimed
from registry.jobs.worker import Worker
from registry.mail.addresses import BadAddress
from registry.mail.jobs import handlers
from registry.mail.service import send
from registry.mail.transport import FolderTransport, SmtpTransport, open_transport
from registry.settings import Settings
from registry.web.render import environment
from tests.mail.servers import Mailbox, serving

TEMPLATE = '{% extends "mail/base.txt" %}{% block subject %}Hello{% endblock %}{% block text %}{{ word }}{% endblock %}'


@pytest.fixture(autouse=True)
def _template(monkeypatch: pytest.MonkeyPatch) -> None:
    env = environment(markup=False)
    loaders = [DictLoader({"mail/test.txt": TEMPLATE}), *filter(None, [env.loader])]
    monkeypatch.setattr(env, "loader", ChoiceLoader(loaders))


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def postman(database: Database, box: Mailbox) -> Iterator[Worker]:
    with serving(box) as port:
        yield Worker(database, handlers(Settings(), SmtpTransport(f"smtp://127.0.0.1:{port}")))


def queue(database: Database, *words: str) -> None:
    with database.write() as session:
        for word in words:
            send(session, "test", to="ann@example.org", language="en", word=word)


def let_wait_pass(database: Database, **columns: Any) -> None:
    with database.write() as session:
        session.execute(
            sa.update(Job).values(run_after=now() - timedelta(seconds=1), claimed_until=None, **columns)
        )


def left(database: Database) -> list[Job]:
    with database.read() as session:
        return list(session.exec(select(Job)))


def words(box: Mailbox) -> list[str]:
    return [mail.get_content().splitlines()[0] for mail in box.mails]


def test_a_mail_of_a_transaction_that_fails_is_never_sent(
    database: Database, postman: Worker, box: Mailbox
) -> None:
    def fail() -> None:
        with database.write() as session:
            send(session, "test", to="ann@example.org", language="en", word="secret")
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert postman.run_until_idle() == 0
    assert box.mails == []


def test_each_mail_is_sent_once(database: Database, postman: Worker, box: Mailbox) -> None:
    queue(database, "one", "two", "three")
    postman.run_until_idle()
    assert words(box) == ["one", "two", "three"]
    assert left(database) == []


def test_one_that_cannot_be_taken_now_is_sent_later(
    database: Database, postman: Worker, box: Mailbox
) -> None:
    box.refusals["RCPT"] = ["451 greylisted, come again"]
    queue(database, "one")
    postman.run_until_idle()
    (job,) = left(database)
    assert job.last_error == "NotSent: the mail server refuses the reader (451)"
    assert job.run_after > now()
    let_wait_pass(database)
    postman.run_until_idle()
    assert words(box) == ["one"]
    assert left(database) == []


def test_one_that_is_refused_for_good_is_dropped_and_the_log_names_nobody(
    database: Database, postman: Worker, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    box.refusals["RCPT"] = ["550 ann@example.org has left"]
    queue(database, "one", "two")
    with caplog.at_level(logging.INFO):
        postman.run_until_idle()
    assert words(box) == ["two"], "the next one is sent all the same"
    assert left(database) == []
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("registry"))
    assert "given up: test: the mail server refuses the reader (550)" in said
    assert "ann@example.org" not in said


def test_one_that_fails_for_days_is_given_up(database: Database, postman: Worker, box: Mailbox) -> None:
    box.refusals["DATA"] = ["452 full", "452 full"]
    queue(database, "one")
    let_wait_pass(database, created_at=now() - timedelta(days=2))
    postman.run_until_idle()
    assert len(left(database)) == 1
    let_wait_pass(database, created_at=now() - timedelta(days=4))
    postman.run_until_idle()
    assert left(database) == []
    assert box.mails == []


def test_one_whose_sending_could_not_be_noted_is_not_sent_again(
    database: Database, postman: Worker, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(database, "one")

    def fail(*_: object) -> None:
        raise OSError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(working, "finish", fail)
        with pytest.raises(OSError, match="away"):
            postman.run_once()
    assert len(left(database)) == 1
    let_wait_pass(database)
    postman.run_until_idle()
    assert words(box) == ["one"]
    assert left(database) == []


def test_one_that_another_process_sends_again_is_known_as_the_same(
    database: Database, box: Mailbox, tmp_path: Path
) -> None:
    queue(database, "one")
    (job,) = left(database)
    folder = FolderTransport(tmp_path)
    for _ in range(2):  # two processes, of which the first died before it could note that it was done
        sender = handlers(Settings(), folder)["mail"]
        sender.run([Claimed(job.id or 0, job.kind, job.key, job.payload, attempts=1)])
    assert len(folder.read()) == 1


@pytest.mark.parametrize("to", ["ann@example.org, eve@example.org", "ann@example.org\nBcc: eve@example.org"])
def test_what_is_not_one_address_is_not_queued(database: Database, to: str) -> None:
    with database.write() as session, pytest.raises(BadAddress):
        send(session, "test", to=to, language="en")
    assert left(database) == []


def test_the_settings_choose_how_mails_leave(tmp_path: Path) -> None:
    assert isinstance(open_transport(Settings(data_dir=tmp_path)), FolderTransport)
    chosen = Settings(smtp_url="smtp://mail.example", base_url="https://registry.example.org")
    assert isinstance(open_transport(chosen), SmtpTransport)


def test_kept_mails_are_cleared_away_where_they_are_kept(database: Database, tmp_path: Path) -> None:
    message = EmailMessage()
    message["Message-ID"] = "<old@example.org>"
    folder = FolderTransport(tmp_path)
    folder.send(message)
    (file,) = tmp_path.glob("*.eml")
    file.rename(tmp_path / "20200101T000000000000-old.eml")
    found = handlers(Settings(), folder)
    found["mail.clean"].run([])
    assert folder.names() == []
    assert "mail.clean" not in handlers(Settings(), SmtpTransport("smtp://mail.example"))
