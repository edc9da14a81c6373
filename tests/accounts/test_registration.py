"""Registering: the address is proved first, and from no answer is it to be learnt who has an account."""

import re

import pytest

from registry.accounts import links
from registry.accounts.models import LinkPurpose
from registry.accounts.registration import demand_email
from registry.audit.verification import verify
from registry.errors import Invalid
from tests.accounts.support import PASSWORD, account_of, last_mail, link_in, mails, make_person, text_of
from tests.acting import Stage

NEW = "new@example.org"


def ask(stage: Stage, email: str | None = NEW, lang: str = "en", back: str = ""):
    return stage.person().post(f"/{lang}/register", {"email": email, "next": back})


def test_anybody_registers_with_a_mailed_link(stage: Stage) -> None:
    visitor = stage.person()
    assert "E-mail address" in visitor.get("/en/register").text
    answer = ask(stage)
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/register/sent")
    assert last_mail(stage.database)["to"] == NEW
    link = link_in(stage.database)
    assert NEW in visitor.get(link).text
    answer = visitor.post(link, {"name": "  Amina   Diallo ", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/account")
    page = visitor.get("/en/account").text
    assert "Amina Diallo" in page
    assert NEW in page
    with stage.database.read() as session:
        assert verify(session) == []


def test_there_is_no_account_before_the_link_is_followed(stage: Stage) -> None:
    ask(stage)
    assert stage.person().post("/en/sign-in", {"email": NEW, "password": PASSWORD}).status_code == 422
    assert len(mails(stage.database)) == 1


def test_a_known_address_gets_the_same_answer_and_another_mail(stage: Stage) -> None:
    known = make_person(stage, email="known@example.org")
    first, second = ask(stage), ask(stage, "Known@Example.org ")
    assert first.status_code == second.status_code
    assert first.headers["location"] == second.headers["location"]
    mail = last_mail(stage.database)
    assert (mail["to"], mail["template"]) == (known.email, "account-exists")
    assert "/en/reset" in text_of(mail)
    assert "token" not in mail["context"]


def test_looking_at_the_link_uses_nothing_up_and_using_it_does(stage: Stage) -> None:
    ask(stage)
    link = link_in(stage.database)
    for _ in range(3):  # programs that check mails follow links as well
        assert stage.person().get(link).status_code == 200
    assert stage.person().post(link, {"name": "A B", "password": PASSWORD}).status_code == 303
    assert stage.person().get(link).status_code == 410
    again = stage.person().post(link, {"name": "C D", "password": PASSWORD})
    assert again.status_code == 410
    assert "This link cannot be used any more" in again.text


def test_two_links_to_one_address_make_one_account(stage: Stage) -> None:
    ask(stage)
    first = link_in(stage.database)
    ask(stage)
    second = link_in(stage.database)
    assert stage.person().post(first, {"name": "A B", "password": PASSWORD}).status_code == 303
    assert stage.person().post(second, {"name": "C D", "password": PASSWORD}).status_code == 409


def test_a_link_for_something_else_registers_nobody(stage: Stage) -> None:
    person = make_person(stage)
    with stage.database.write() as session:
        token = links.make(session, LinkPurpose.RESET_PASSWORD, person.id)
    assert stage.person().get(f"/en/register/{token}").status_code == 410
    assert stage.person().get("/en/register/no-such-token").status_code == 410


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "", "password": PASSWORD}, ["Enter your name."]),
        ({"name": "x" * 121, "password": PASSWORD}, ["Use at most 120 characters."]),
        ({"name": "Amina Diallo", "password": "short"}, ["Use at least 10 characters."]),
        ({"name": "Amina Diallo", "password": "amina diallo 1"}, ["built on your name"]),
        ({"name": "", "password": "password123"}, ["Enter your name.", "Many people use this password"]),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(stage: Stage, fields, words) -> None:
    ask(stage)
    link = link_in(stage.database)
    answer = stage.person().post(link, fields)
    assert answer.status_code == 422
    for each in words:
        assert answer.text.count(each) == 2  # at the top and beside the field
    assert f'value="{fields["name"]}"' in answer.text
    assert fields["password"] not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert stage.person().get(link).status_code == 200


def test_an_address_that_can_be_none_is_told(stage: Stage) -> None:
    answer = ask(stage, "no address")
    assert answer.status_code == 422
    assert "Enter an e-mail address" in answer.text
    assert not mails(stage.database)


@pytest.mark.parametrize(
    "email",
    ["a@b", "@example.org", "a@", "a b@example.org", "a@example..org", "a@-example.org", ".a@example.org",
     "a..b@example.org", "a@example.org\nBcc: b@example.org", "a,b@example.org", "é@example.org",
     "a" * 65 + "@example.org", "a@" + "b" * 250 + ".org", "<a@example.org>", ""],
)  # fmt: skip
def test_what_is_no_address(email: str) -> None:
    with pytest.raises(Invalid):
        demand_email(email)


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        (" Amina.Diallo+health@Example.ORG ", "amina.diallo+health@example.org"),
        ("o'neil@sub.example.org", "o'neil@sub.example.org"),
        ("a@santé.example", "a@xn--sant-epa.example"),
    ],
)
def test_what_is_one(email: str, kept: str) -> None:
    assert demand_email(email) == kept


def test_the_account_speaks_the_language_of_the_page(stage: Stage) -> None:
    ask(stage, lang="ar")
    assert last_mail(stage.database)["language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in stage.person().get(link_in(stage.database)).text
    visitor = stage.person()
    visitor.post(link_in(stage.database), {"name": "أمينة", "password": PASSWORD})
    name = re.search(r'class="account-name">([^<]+)<', visitor.get("/ar/account").text)
    assert name[1] == "أمينة"


def test_who_came_from_somewhere_is_led_back_there_and_nowhere_else(stage: Stage) -> None:
    for back, lead in (("/en/roles", "/en/roles"), ("https://evil.example/", "/en/account")):
        email = f"back{len(back)}@example.org"
        ask(stage, email, back=back)
        answer = stage.person().post(link_in(stage.database), {"name": "A B", "password": PASSWORD})
        assert answer.headers["location"] == lead


def test_mails_to_one_address_are_few(stage: Stage) -> None:
    known = make_person(stage, email="known@example.org")
    for email in (NEW, known.email):
        statuses = [ask(stage, email).status_code for _ in range(6)]
        assert statuses == [303] * 5 + [429]
    refused = ask(stage)
    assert "This was tried too often. Wait" in refused.text
    assert int(refused.headers["retry-after"]) > 0


def test_who_is_signed_in_needs_no_other_account(stage: Stage) -> None:
    person = make_person(stage)
    answer = stage.person(person.id).get("/en/register")
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/account")
    assert account_of(stage, person.id).email == person.email
