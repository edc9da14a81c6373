"""Mails of what people were told: at once, in digests, once, in their language, and never to who has gone."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import Account
from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from registry.jobs.models import Job
from registry.jobs.worker import Worker
from registry.mail import jobs as mail
from registry.mail.transport import FolderTransport
from registry.notifications import delivery, queries, service
from registry.notifications import jobs as notifications
from registry.notifications.digests import last_posting
from registry.notifications.models import Frequency, Notification, NotificationPreference
from registry.notifications.service import notify
from registry.notifications.texts import day, names
from registry.notifications.unsubscribing import Signer
from registry.settings import Settings
from registry.web.languages import LANGUAGES
from tests.factories.people import make_account

SECRET = "s" * 40
TEXTS = {"name": "OpenMRS", "until": "1 December"}


class Post:
    """A worker that sends what is due into a folder, and what arrived there."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        settings = Settings(data_dir=folder, secret_key=SECRET, base_url="https://registry.example.org")
        self.folder = FolderTransport(folder / "mail")
        self.handlers = mail.handlers(settings, self.folder) | notifications.handlers(settings, database)
        self.worker = Worker(database, self.handlers)

    def go(self) -> list[EmailMessage]:
        """Do all work that is due; gives all mails so far, oldest first."""
        self.worker.run_until_idle()
        return self.folder.read()[::-1]

    def digest(self) -> list[EmailMessage]:
        """The same after the hourly look for digests."""
        self.handlers[notifications.DIGEST_JOB].run([])
        return self.go()


@pytest.fixture
def post(database: Database, tmp_path: Path) -> Post:
    return Post(database, tmp_path)


def tell(database: Database, *people: Account, kind: str = "submission.question", **options: Any) -> None:
    with database.write() as session:
        given = {"about": ("submission", "1"), "path": "/submissions/1", "texts": TEXTS, **options}
        notify(session, [each.id for each in people], kind, **given)


def person(database: Database, frequency: Frequency | None = None, **columns: Any) -> Account:
    with database.write() as session:
        account = make_account(session, **columns)
        if frequency:
            session.add(
                NotificationPreference(account_id=account.id, kind="submission.question", frequency=frequency)
            )
        return account


def make_old(database: Database, moment: datetime) -> None:
    with database.write() as session:
        session.execute(sa.update(Notification).values(created_at=moment))


class TestAtOnce:
    def test_says_what_happened_where_it_leads_and_why_it_came(self, database: Database, post: Post) -> None:
        ann = person(database, name="Ann")
        tell(database, ann)
        (message,) = post.go()
        assert message["To"] == ann.email
        assert message["Subject"] == "A question on your submission “OpenMRS”"
        content = message.get_content()
        assert content.startswith("Dear Ann,\n\nA question on your submission “OpenMRS”\n\n")
        assert "Please answer by 1 December." in content
        assert "https://registry.example.org/en/submissions/1\n" in content
        assert "You get this mail because you work on this submission." in content
        assert "https://registry.example.org/en/notifications/settings" in content

    def test_can_be_stopped_with_one_click(self, database: Database, post: Post) -> None:
        ann = person(database)
        tell(database, ann)
        (message,) = post.go()
        path = Signer(SECRET).path("en", ann.id, "submission.question")
        assert message["List-Unsubscribe"] == f"<https://registry.example.org{path}>"
        assert f"https://registry.example.org{path}\n" in message.get_content()

    def test_is_mailed_once_however_often_the_job_runs(self, database: Database, post: Post) -> None:
        ann = person(database)
        tell(database, ann)
        post.go()
        with database.write() as session:
            for _ in range(2):
                session.add(Job(kind=service.MAIL_JOB, key=ann.id))
        assert len(post.go()) == 1

    def test_what_comes_together_is_one_mail_for_each_kind(self, database: Database, post: Post) -> None:
        ann = person(database)
        for name in ("A", "B", "C"):
            tell(database, ann, texts={"name": name, "until": "1 May"})
        tell(database, ann, kind="submission.accepted")
        assert [each["Subject"] for each in post.go()] == [
            "A question on your submission “A”, and 2 more",
            "“OpenMRS” was accepted and is published",
        ]
        assert post.go()[0].get_content().count("https://registry.example.org/en/submissions/1") == 3

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_in_the_readers_language(self, database: Database, post: Post, language: str) -> None:
        ann = person(database, language=language)
        tell(database, ann, texts={"name": names({"en": "Registry", language: "Сеть"}), "until": day(now())})
        (message,) = post.go()
        assert message["Content-Language"] == language
        assert "Сеть" in message["Subject"]
        assert f"https://registry.example.org/{language}/submissions/1" in message.get_content()

    def test_of_what_cannot_be_stopped_says_so(self, database: Database, post: Post) -> None:
        ann = person(database)
        tell(database, ann, kind="notice.placed", path="", texts={"name": "OpenMRS", "what": "Safety notice"})
        (message,) = post.go()
        assert message["List-Unsubscribe"] is None
        assert "It cannot be turned off" in message.get_content()
        assert "/unsubscribe/" not in message.get_content()

    @pytest.mark.parametrize(
        "columns",
        [
            {"email_verified_at": None},
            {"suspended_at": now()},
            {"deleted_at": now(), "email": None},
        ],
        ids=["not verified", "suspended", "gone"],
    )
    def test_goes_to_nobody_who_may_have_none(self, database: Database, post: Post, columns: dict) -> None:
        tell(database, person(database, **columns))
        assert post.go() == []
        with database.read() as session:
            assert session.exec(select(Notification.mailed_at)).one(), "nothing waits for ever"


class TestDigest:
    def test_lists_each_kind_under_its_title(self, database: Database, post: Post) -> None:
        ann = person(database, Frequency.DAILY, language="ar")
        tell(database, ann)
        names_of_kenya = names({"en": "Kenya", "ar": "كينيا"})
        tell(database, ann, kind="deployment.confirmed", texts={"name": "A & B", "country": names_of_kenya})
        make_old(database, now() - timedelta(days=2))
        (message,) = post.digest()
        content = message.get_content()
        assert content.count("===") >= 2
        assert "كينيا" in content
        assert "\u2068A & B\u2069" in content
        assert "Project-Id-Version" not in content, "a kind without a body has none"

    @pytest.mark.parametrize("frequency", [Frequency.DAILY, Frequency.WEEKLY])
    def test_holds_what_was_told_before_the_hour_and_is_sent_once(
        self, database: Database, post: Post, frequency: Frequency
    ) -> None:
        ann = person(database, frequency)
        posting = last_posting(frequency, now())
        tell(database, ann, texts={"name": "A", "until": ""})
        tell(database, ann, texts={"name": "B", "until": ""})
        assert post.digest() == [], "what was told after the hour waits for the next"
        make_old(database, posting - timedelta(seconds=1))
        (message,) = post.digest()
        assert message["Subject"] == f"Your {frequency} digest: 2 notifications"
        assert "- A question on your submission “A”" in message.get_content()
        assert Signer(SECRET).path("en", ann.id, frequency) in message["List-Unsubscribe"]
        tell(database, ann, texts={"name": "C", "until": ""})
        assert len(post.digest()) == 1
        assert len(post.digest()) == 1

    def test_leaves_out_what_was_read_meanwhile(self, database: Database, post: Post) -> None:
        ann, ben = (person(database, Frequency.DAILY) for _ in range(2))
        tell(database, ann, ben)
        with database.write() as session:
            session.execute(
                sa.update(Notification).where(col(Notification.account_id) == ann.id).values(read_at=now())
            )
        make_old(database, now() - timedelta(days=2))
        assert [each["To"] for each in post.digest()] == [ben.email]

    def test_follows_what_was_chosen_last(self, database: Database, post: Post) -> None:
        ann, ben = (person(database, Frequency.WEEKLY) for _ in range(2))
        tell(database, ann, ben)

        def choose(session: Session, account: Account, frequency: Frequency) -> None:
            from registry.accounts.queries import viewer

            service.choose(session, viewer(session, account.id), {"submission.question": frequency})

        with database.write() as session:
            choose(session, ann, Frequency.AT_ONCE)
            choose(session, ben, Frequency.OFF)
        assert [each["To"] for each in post.go()] == [ann.email]
        make_old(database, now() - timedelta(days=8))
        assert len(post.digest()) == 1
        with database.read() as session:
            events = session.exec(select(Event).where(Event.action == "notifications.chosen")).all()
        assert [(each.actor, each.before, each.after) for each in events] == [
            (ann.id, {"submission.question": "weekly"}, {"submission.question": "at_once"}),
            (ben.id, {"submission.question": "weekly"}, {"submission.question": "off"}),
        ]

    def test_one_that_fails_half_way_is_not_half_sent(
        self, database: Database, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ann = person(database)
        tell(database, ann)

        def fail(*_: object, **__: object) -> None:
            raise OSError("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(delivery, "send", fail)
            post.worker.run_once()
        with database.read() as session:
            assert session.exec(select(Notification.mailed_at)).one() is None
        with database.write() as session:
            session.execute(sa.update(Job).values(run_after=now()))
        assert len(post.go()) == 1


class TestCleaning:
    def test_forgets_what_was_told_long_ago_and_who_has_gone(self, database: Database, post: Post) -> None:
        ann, gone = person(database), person(database, Frequency.OFF, deleted_at=now())
        for days, read in ((10, False), (100, False), (400, False), (80, True), (100, True)):
            tell(database, ann, gone, texts={"name": f"{days} {read}", "until": ""}, key=f"{days} {read}")
            with database.write() as session:
                moment = now() - timedelta(days=days)
                session.execute(
                    sa.update(Notification)
                    .where(col(Notification.key) == f"{days} {read}")
                    .values(created_at=moment, read_at=moment if read else None)
                )
        post.handlers[notifications.CLEAN_JOB].run([])
        with database.read() as session:
            left = session.exec(select(Notification.account_id, Notification.key)).all()
            assert session.exec(select(NotificationPreference)).all() == []
            assert queries.unread(session, ann.id) == 2
        assert sorted(left) == [(ann.id, "10 False"), (ann.id, "100 False"), (ann.id, "80 True")]
