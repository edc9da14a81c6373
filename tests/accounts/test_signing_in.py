"""Signing in and out: cookies, answers that tell nothing, and no way to be led astray."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from registry.accounts import sessions
from registry.accounts.guessing import FREE_FOR_ACCOUNT
from registry.accounts.models import Account, AccountSession, RoleGrant
from registry.accounts.permissions import Role
from registry.audit.models import Event
from registry.db import Database
from registry.db.base import now
from tests.accounts.support import PASSWORD, enter, leave, mails, make_person
from tests.acting import Stage, acting

WRONG = "The e-mail address or the password is wrong."


def cookie(answer, name: str) -> str:
    found = [each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{name}=")]
    assert len(found) == 1, answer.headers
    return found[0]


def test_the_right_password_lets_in(stage: Stage) -> None:
    person = make_person(stage, "Amina Diallo")
    browser = stage.person()
    answer = enter(browser, person.email.upper())
    assert (answer.status_code, answer.headers["location"]) == (303, "/en/account")
    given = cookie(answer, "session")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=1209600"):
        assert part in given
    assert "Secure" not in given
    page = browser.get("/en/account")
    assert "Amina Diallo" in page.text
    assert page.headers["cache-control"] == "private, no-store"


def test_over_https_cookies_belong_to_this_host_alone(database: Database, tmp_path: Path) -> None:
    with acting(database, tmp_path, base_url="https://registry.example.org") as stage:
        person = make_person(stage)
        browser = stage.person()
        browser.client.base_url = "https://testserver.local"
        answer = enter(browser, person.email)
        for name in ("__Host-session", "__Host-device"):
            given = cookie(answer, name)
            assert "Secure" in given
            assert "Path=/" in given
            assert "Domain" not in given
        assert "Secure" in cookie(stage.person().get("/en/sign-in"), "__Host-visit")
        assert browser.get("/en/account").status_code == 200
        token = browser.client.cookies["__Host-session"]
        planted = stage.person()
        planted.client.cookies.set("session", token)  # what a neighbouring host could have set
        assert planted.get("/en/account").status_code == 303


def test_nothing_tells_whether_there_is_an_account(stage: Stage) -> None:
    person = make_person(stage)
    texts = []
    for email in (person.email, "nobody@example.org"):
        answer = enter(stage.person(), email, "not the password")
        assert answer.status_code == 422
        assert answer.text.count(WRONG) == 2
        texts.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "columns", [{"password": ""}, {"suspended_at": now()}, {"deleted_at": now(), "email_verified_at": None}]
)
def test_who_may_not_sign_in_does_not(stage: Stage, columns) -> None:
    person = make_person(stage, **columns)
    assert enter(stage.person(), person.email).status_code == 422
    wrong = enter(stage.person(), person.email, "not the password")
    assert WRONG in wrong.text
    assert "suspended" not in wrong.text  # told only to who has the password


def test_the_session_of_a_suspended_account_is_good_for_nothing(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person(person.id)
    assert browser.get("/en/account").status_code == 200
    with stage.database.write() as session:
        session.get_one(Account, person.id).suspended_at = now()
    assert browser.get("/en/account").status_code == 303


def test_guessing_is_slowed_for_known_and_unknown_addresses_alike(stage: Stage) -> None:
    person = make_person(stage)
    for email in (person.email, "nobody@example.org"):
        statuses = [
            enter(stage.person(), email, "not the password").status_code for _ in range(FREE_FOR_ACCOUNT + 1)
        ]
        assert statuses == [422] * FREE_FOR_ACCOUNT + [429]
        refused = enter(stage.person(), email)  # the right one would not be looked at either
        assert refused.status_code == 429
        assert "This was tried too often. Wait" in refused.text
        assert 'href="/en/reset"' in refused.text


def test_the_owner_gets_in_while_others_guess(stage: Stage) -> None:
    person = make_person(stage)
    owners = stage.person()
    assert enter(owners, person.email).status_code == 303
    assert leave(owners).status_code == 303
    for _ in range(FREE_FOR_ACCOUNT + 1):
        enter(stage.person(), person.email, "not the password")
    assert enter(stage.person(), person.email).status_code == 429
    assert enter(owners, person.email).status_code == 303


def test_the_mark_of_one_account_does_nothing_for_another(stage: Stage) -> None:
    own, victim = make_person(stage), make_person(stage)
    attacker = stage.person()
    enter(attacker, own.email)
    leave(attacker)
    statuses = [
        enter(attacker, victim.email, "not the password").status_code for _ in range(FREE_FOR_ACCOUNT + 1)
    ]
    assert statuses[-1] == 429


def test_a_wrong_password_and_what_is_refused_are_logged_without_the_address(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    person = make_person(stage)
    enter(stage.person(), person.email, "not the password")
    enter(stage.person(), "nobody@example.org", "not the password")
    stage.person(person.id).get("/en/people")
    assert f"a wrong password for {person.id}" in caplog.text
    assert "a wrong password for an address without account" in caplog.text
    assert f"GET /en/people by {person.id} is refused: forbidden" in caplog.text
    assert "@example.org" not in caplog.text


def test_slowing_down_is_on_record(stage: Stage) -> None:
    person = make_person(stage)
    for _ in range(FREE_FOR_ACCOUNT + 1):
        enter(stage.person(), person.email, "not the password")
    with stage.database.read() as session:
        found = session.execute(
            sa.select(col(Event.object_id)).where(col(Event.action) == "account.guessing_slowed")
        )
        assert list(found.scalars()) == [person.id]


def test_a_sign_in_is_a_new_session_and_ends_the_one_before(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person()
    enter(browser, person.email)
    first = browser.client.cookies["session"]
    browser.client.cookies.delete("session")
    planted = stage.person()
    planted.client.cookies.set("session", first, domain="testserver.local", path="/")
    planted.get("/en/account")
    planted.post("/en/sign-in", {"email": person.email, "password": PASSWORD})
    second = planted.client.cookies.get("session", domain="testserver.local")
    assert second != first
    with stage.database.read() as session:
        assert sessions.find(session, first) is None
        assert sessions.find(session, second or "") is not None


@pytest.mark.parametrize(
    ("back", "lead"),
    [
        ("/fr/solutions/openmrs?x=1", "/fr/solutions/openmrs?x=1"),
        ("https://evil.example/en/", "/en/account"),
        ("//evil.example/en/", "/en/account"),
        ("/\\evil.example", "/en/account"),
        ("/en/\n/evil.example", "/en/account"),
        ("javascript:alert(1)", "/en/account"),
        ("", "/en/account"),
    ],
)
def test_one_is_led_back_within_this_site_only(stage: Stage, back: str, lead: str) -> None:
    person = make_person(stage)
    assert enter(stage.person(), person.email, next=back).headers["location"] == lead


def test_a_page_that_needs_it_leads_to_the_sign_in_and_back(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person()
    answer = browser.get("/en/account/tokens?done=revoked")
    assert answer.headers["location"] == "/en/sign-in?next=%2Fen%2Faccount%2Ftokens%3Fdone%3Drevoked"
    assert 'value="/en/account/tokens?done=revoked"' in browser.get(answer.headers["location"]).text
    answer = browser.post(
        "/en/sign-in",
        {"email": person.email, "password": PASSWORD, "next": "/en/account/tokens?done=revoked"},
    )
    assert answer.headers["location"] == "/en/account/tokens?done=revoked"


def test_who_is_signed_in_is_led_on(stage: Stage) -> None:
    browser = stage.person(make_person(stage).id)
    assert browser.get("/en/sign-in?next=/en/roles").headers["location"] == "/en/roles"


def test_signing_out_ends_the_session_and_keeps_the_language(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person()
    enter(browser, person.email)
    browser.client.cookies.set("lang", "fr")
    token = browser.client.cookies["session"]
    answer = leave(browser)
    assert "Max-Age=0" in cookie(answer, "session")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert not [each for each in answer.headers.get_list("set-cookie") if each.startswith("lang")]
    again = stage.person()
    again.client.cookies.set("session", token)
    assert again.get("/en/account").status_code == 303


def test_a_session_that_is_not_used_or_too_old_is_over(stage: Stage) -> None:
    person = make_person(stage)
    for column, age in (("seen_at", timedelta(hours=12, minutes=1)), ("expires_at", timedelta(seconds=1))):
        browser = stage.person(person.id)
        assert browser.get("/en/account").status_code == 200
        with stage.database.write() as session:
            session.execute(sa.update(AccountSession).values({column: now() - age}))
        assert browser.get("/en/account").status_code == 303
    with stage.database.write() as session:
        sessions.forget_old(session)
        assert session.scalar(sa.select(sa.func.count()).select_from(AccountSession)) == 0


def test_a_session_notes_its_use_now_and_then(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person(person.id)
    moments = []
    for age in (timedelta(minutes=1), timedelta(minutes=6)):
        before = now() - age
        with stage.database.write() as session:
            session.execute(sa.update(AccountSession).values(seen_at=before))
        browser.get("/en/account")
        with stage.database.read() as session:
            moments.append(session.execute(sa.select(col(AccountSession.seen_at))).scalar_one() > before)
    assert moments == [False, True]


def test_only_the_digest_of_a_session_is_kept(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person()
    enter(browser, person.email)
    with stage.database.read() as session:
        row = session.execute(sa.select(AccountSession)).scalar_one()
    assert browser.client.cookies["session"] not in row.model_dump_json()


def test_a_role_that_ends_is_gone_with_the_next_page(stage: Stage) -> None:
    person = make_person(stage, "", Role.SCREENER)
    browser = stage.person(person.id)
    assert "Screener" in browser.get("/en/roles").text.partition("Everybody who is signed in")[0]
    with stage.database.write() as session:
        session.execute(sa.update(RoleGrant).values(expires_at=now() - timedelta(seconds=1)))
    assert "You have none." in browser.get("/en/roles").text


def test_pages_of_others_are_kept_as_before(database: Database, tmp_path: Path) -> None:
    with acting(database, tmp_path, cache_bytes=10_000_000) as stage:
        reader, person = stage.person(), stage.person(make_person(stage, "Amina Diallo").id)
        first = reader.get("/en/about")
        assert "Amina Diallo" in person.get("/en/about").text
        second = reader.get("/en/about", headers={"If-None-Match": first.headers["etag"]})
        assert second.status_code == 304
        third = stage.person().get("/en/about")
        assert "Amina Diallo" not in third.text
        assert third.headers["etag"] == first.headers["etag"]


def test_no_mail_is_sent_for_signing_in(stage: Stage) -> None:
    person = make_person(stage)
    enter(stage.person(), person.email)
    enter(stage.person(), person.email, "not the password")
    assert not mails(stage.database)
