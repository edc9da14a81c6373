"""Telling people."""

import pytest
from sqlmodel import Session, select

from registry.accounts.models import Account
from registry.db import Database
from registry.jobs.models import Job
from registry.notifications import queries
from registry.notifications.kinds import KINDS
from registry.notifications.models import Frequency, Notification, NotificationPreference
from registry.notifications.service import MAIL_JOB, notify
from tests.factories.people import make_account

ASKED = {"name": "OpenMRS", "until": "1 December"}


def prefer(session: Session, account: Account, kind: str, frequency: Frequency) -> None:
    session.add(NotificationPreference(account_id=account.id, kind=kind, frequency=frequency))
    session.flush()


def jobs(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Job.key).where(Job.kind == MAIL_JOB)))


def test_nobody_is_told_nothing(database: Database) -> None:
    with database.write() as session:
        notify(session, ["", ""], "submission.question", about=("submission", "1"), texts=ASKED)
    with database.read() as session:
        assert session.exec(select(Notification)).all() == []
    assert jobs(database) == []


def test_each_person_is_told_once_and_has_it_unread(database: Database) -> None:
    with database.write() as session:
        ann, ben, eve = make_account(session), make_account(session), make_account(session)
        notify(
            session,
            [ann.id, ben.id, ann.id],
            "submission.question",
            about=("submission", "1"),
            path="/submissions/1",
            texts=ASKED,
        )
    with database.read() as session:
        assert [queries.unread(session, each.id) for each in (ann, ben, eve)] == [1, 1, 0]
        row = session.exec(select(Notification).where(Notification.account_id == ann.id)).one()
    assert (row.object_kind, row.object_id, row.path) == ("submission", "1", "/submissions/1")
    assert row.texts == ASKED
    assert jobs(database) == [ann.id, ben.id]


def test_what_has_a_key_is_told_once_however_often_it_runs(database: Database) -> None:
    with database.write() as session:
        ann, ben = make_account(session), make_account(session)

    def remind(*people: Account, key: str) -> None:
        with database.write() as session:
            ids = [each.id for each in people]
            notify(session, ids, "submission.deadline", about=("submission", "1"), texts=ASKED, key=key)

    remind(ann, key="three-days")
    remind(ann, ben, key="three-days")
    remind(ann, key="one-day")
    with database.read() as session:
        assert [queries.unread(session, each.id) for each in (ann, ben)] == [2, 1]
    assert jobs(database) == [ann.id, ann.id, ben.id]


def test_what_is_told_in_a_transaction_that_fails_was_never_told(database: Database) -> None:
    with database.write() as session:
        ann = make_account(session)

    def fail() -> None:
        with database.write() as session:
            notify(session, [ann.id], "submission.question", about=("submission", "1"), texts=ASKED)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as session:
        assert queries.unread(session, ann.id) == 0
    assert jobs(database) == []


@pytest.mark.parametrize("chosen", [Frequency.DAILY, Frequency.WEEKLY, Frequency.OFF])
def test_who_does_not_want_it_at_once_is_told_in_the_registry_only(
    database: Database, chosen: Frequency
) -> None:
    with database.write() as session:
        ann = make_account(session)
        prefer(session, ann, "submission.question", chosen)
        notify(session, [ann.id], "submission.question", about=("submission", "1"), texts=ASKED)
    with database.read() as session:
        assert session.exec(select(Notification.mail)).one() is chosen
        assert queries.unread(session, ann.id) == 1
    assert jobs(database) == []


def test_what_somebody_must_know_of_is_mailed_whatever_was_chosen(database: Database) -> None:
    with database.write() as session:
        ann = make_account(session)
        prefer(session, ann, "notice.placed", Frequency.OFF)
        notify(
            session,
            [ann.id],
            "notice.placed",
            about=("notice", "1"),
            texts={"name": "OpenMRS", "what": "Safety notice"},
        )
    assert jobs(database) == [ann.id]


def test_a_text_that_the_sentences_need_may_not_lack(database: Database) -> None:
    with database.write() as session, pytest.raises(ValueError, match="until"):
        notify(session, ["x"], "submission.question", about=("submission", "1"), texts={"name": "A"})


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere.example", "submissions/1"])
def test_a_notification_leads_to_a_page_of_this_site_only(database: Database, path: str) -> None:
    with database.write() as session, pytest.raises(ValueError, match="no path"):
        notify(session, ["x"], "submission.message", about=("", ""), path=path, texts={"name": ""})


def test_a_kind_that_nobody_described_is_refused(database: Database) -> None:
    with database.write() as session, pytest.raises(KeyError):
        notify(session, ["x"], "submission.unheard_of", about=("submission", "1"))


def test_what_cannot_be_stopped_goes_out_at_once() -> None:
    assert {kind.frequency for kind in KINDS.values() if not kind.can_stop} == {Frequency.AT_ONCE}


def test_names_of_kinds_fit_their_column() -> None:
    assert [name for name in KINDS if len(name) > 60 or "." not in name] == []
