"""A new password by a mailed link."""

from datetime import timedelta

import sqlalchemy as sa

from registry.accounts.models import MailedLink
from registry.db.base import now
from tests.accounts.support import (
    OTHER_PASSWORD,
    PASSWORD,
    enter,
    give_second_factor,
    last_mail,
    link_in,
    mails,
    make_person,
    text_of,
)
from tests.acting import Stage


def ask(stage: Stage, email: str | None):
    return stage.person().post("/en/reset", {"email": email})


def test_who_forgot_the_password_sets_a_new_one_and_is_in(stage: Stage) -> None:
    person = make_person(stage)
    elsewhere = stage.person(person.id)
    assert ask(stage, person.email).headers["location"] == "/en/reset/sent"
    link = link_in(stage.database)
    browser = stage.person()
    assert person.email in browser.get(link).text
    answer = browser.post(link, {"password": OTHER_PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/account")
    assert browser.get("/en/account").status_code == 200
    assert elsewhere.get("/en/account").status_code == 303  # every session before it has ended
    assert enter(stage.person(), person.email).status_code == 422
    assert enter(stage.person(), person.email, OTHER_PASSWORD).status_code == 303
    assert "The password of your account was changed." in text_of(last_mail(stage.database))


def test_nothing_tells_whether_there_is_an_account(stage: Stage) -> None:
    person = make_person(stage)
    answers = [ask(stage, email) for email in (person.email, "nobody@example.org")]
    assert len({(answer.status_code, answer.headers["location"], answer.text) for answer in answers}) == 1
    known, unknown = mails(stage.database)
    assert (known["template"], unknown["template"]) == ("reset-password", "no-account")
    assert "token" not in unknown["context"]


def test_a_suspended_account_gets_no_further(stage: Stage) -> None:
    person = make_person(stage, suspended_at=now())
    ask(stage, person.email)
    assert stage.person().get(link_in(stage.database)).status_code == 410


def test_a_link_is_good_once_and_for_an_hour(stage: Stage) -> None:
    person = make_person(stage)
    ask(stage, person.email)
    link = link_in(stage.database)
    assert stage.person().post(link, {"password": OTHER_PASSWORD}).status_code == 303
    assert stage.person().post(link, {"password": PASSWORD}).status_code == 410
    ask(stage, person.email)
    link = link_in(stage.database)
    with stage.database.write() as session:
        session.execute(sa.update(MailedLink).values(expires_at=now() - timedelta(seconds=1)))
    assert stage.person().get(link).status_code == 410


def test_a_newer_link_voids_the_older(stage: Stage) -> None:
    person = make_person(stage)
    ask(stage, person.email)
    older = link_in(stage.database)
    ask(stage, person.email)
    assert stage.person().get(older).status_code == 410
    assert stage.person().get(link_in(stage.database)).status_code == 200


def test_a_weak_password_is_refused_and_the_link_stays_good(stage: Stage) -> None:
    person = make_person(stage, "Amina Diallo")
    ask(stage, person.email)
    link = link_in(stage.database)
    answer = stage.person().post(link, {"password": "Amina-Diallo1"})
    assert answer.status_code == 422
    assert "It is built on your name" in answer.text
    assert stage.person().get(link).status_code == 200


def test_the_second_factor_is_still_asked_for(stage: Stage) -> None:
    person = make_person(stage)
    app = give_second_factor(stage, person)
    ask(stage, person.email)
    browser = stage.person()
    answer = browser.post(link_in(stage.database), {"password": OTHER_PASSWORD})
    assert answer.headers["location"].startswith("/en/sign-in/code")
    assert browser.get("/en/account").status_code == 303
    browser.get("/en/sign-in/code")
    assert browser.post("/en/sign-in/code", {"code": app.now()}).status_code == 303


def test_who_is_signed_in_as_somebody_else_becomes_the_owner(stage: Stage) -> None:
    person, other = make_person(stage, "Amina Diallo"), make_person(stage)
    ask(stage, person.email)
    browser = stage.person(other.id)
    browser.get("/en/account")
    browser.post(link_in(stage.database), {"password": OTHER_PASSWORD})
    assert "Amina Diallo" in browser.get("/en/account").text


def test_only_the_digest_of_a_link_is_kept(stage: Stage) -> None:
    person = make_person(stage)
    ask(stage, person.email)
    token = link_in(stage.database).rpartition("/")[2]
    with stage.database.read() as session:
        row = session.execute(sa.select(MailedLink)).scalar_one()
    assert token not in row.model_dump_json()
