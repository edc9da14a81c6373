"""The second factor: set up, asked for, never taken twice; and the roles that sleep without it."""

import re
import time
from html import unescape

import pyotp
import pytest
import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts import queries, second_factor
from registry.accounts.models import Account, RecoveryCode
from registry.accounts.permissions import Permission, Role
from registry.accounts.second_factor import offered
from registry.accounts.vault import Vault
from registry.db.base import now
from tests.accounts.support import (
    PASSWORD,
    account_of,
    enter,
    forget_guesses,
    give_second_factor,
    last_mail,
    make_person,
    text_of,
    vault_of,
)
from tests.acting import Person, Stage
from tests.factories import make_account

PAGE = "/en/account/second-factor"
CODE = re.compile(r"<code>([0-9A-Z]{4}(?:-[0-9A-Z]{4}){6})</code>")


@pytest.fixture(autouse=True)
def _steady_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a test from beginning at the end of one time step and ending in the next."""
    left = second_factor.STEP_SECONDS - time.time() % second_factor.STEP_SECONDS
    moment = now()
    if left < 10:
        monkeypatch.setattr(second_factor, "now", lambda: moment)


def set_up(stage: Stage, browser: Person, **fields: str):
    page = browser.get(PAGE).text
    offer = unescape(re.search(r'name="offer" value="([^"]+)"', page)[1])
    whose = offer_secret(stage, offer)
    code = pyotp.TOTP(whose).now() if whose else "000000"
    answer = browser.post(PAGE, {"offer": offer, "code": code, "password": PASSWORD, **fields})
    return answer, pyotp.TOTP(whose)


def offer_secret(stage: Stage, offer: str) -> str:
    opened = vault_of(stage).open(second_factor.OFFERED, offer) or ""
    return opened.partition(" ")[2]


def test_an_owner_sets_it_up_with_a_picture_and_a_code(stage: Stage) -> None:
    person = make_person(stage)
    browser = stage.person()
    enter(browser, person.email)
    page = browser.get(PAGE).text
    assert "<svg" in page
    assert not re.search(r"<svg[^>]*style=|<style|\sstyle=", page)
    answer, app = set_up(stage, browser)
    assert answer.status_code == 201
    assert len(CODE.findall(answer.text)) == second_factor.NUMBER_OF_CODES
    assert answer.headers["cache-control"] == "private, no-store"
    assert "second factor was set up" in text_of(last_mail(stage.database))
    kept = account_of(stage, person.id)
    assert app.secret not in kept.totp_secret
    assert vault_of(stage).open(second_factor.KEPT, kept.totp_secret) == app.secret
    assert not CODE.findall(browser.get(PAGE).text)  # shown once


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"code": "000000"}, "The code is wrong or too old"),
        ({"password": "not the password"}, "This is not your present password."),
        ({"offer": "made up"}, "This page is out of date."),
    ],
)
def test_it_is_set_up_only_with_password_and_code(stage: Stage, fields, words) -> None:
    person = make_person(stage)
    browser = stage.person(person.id)
    answer, _ = set_up(stage, browser, **fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert not account_of(stage, person.id).totp_secret


def test_an_offer_is_good_for_one_account_and_a_while(stage: Stage, monkeypatch) -> None:
    vault = vault_of(stage)
    offer = second_factor.offer(vault, "A")
    assert offered(vault, "A", offer)
    assert offered(vault, "B", offer) is None
    assert offered(vault, "A", vault.seal("something else", "A " + pyotp.random_base32())) is None
    moment = time.time() + second_factor.OFFER_LASTS.total_seconds() + 1
    monkeypatch.setattr(time, "time", lambda: moment)
    assert offered(vault, "A", offer) is None


def test_the_code_is_asked_for_after_the_password(stage: Stage) -> None:
    person = make_person(stage)
    app = give_second_factor(stage, person)
    browser = stage.person()
    answer = enter(browser, person.email, next="/en/roles")
    assert answer.headers["location"] == "/en/sign-in/code?next=%2Fen%2Froles"
    assert "device" not in browser.client.cookies
    assert browser.get("/en/account").status_code == 303  # the password alone is good for nothing
    half = browser.client.cookies["session"]
    browser.get("/en/sign-in/code?next=/en/roles")
    answer = browser.post("/en/sign-in/code", {"code": app.now(), "next": "/en/roles"})
    assert answer.headers["location"] == "/en/roles"
    assert browser.client.cookies["session"] != half
    assert browser.get("/en/account").status_code == 200


def test_who_has_not_given_the_password_is_not_asked_for_a_code(stage: Stage) -> None:
    assert stage.person().get("/en/sign-in/code").headers["location"].startswith("/en/sign-in?")
    person = make_person(stage)
    signed_in = stage.person(person.id)
    assert signed_in.get("/en/sign-in/code").status_code == 303


def half_way(stage: Stage, person: Account) -> Person:
    browser = stage.person()
    enter(browser, person.email)
    browser.get("/en/sign-in/code")
    return browser


def test_a_code_is_taken_once(stage: Stage) -> None:
    person = make_person(stage)
    code = give_second_factor(stage, person).now()
    assert half_way(stage, person).post("/en/sign-in/code", {"code": code}).status_code == 303
    again = half_way(stage, person).post("/en/sign-in/code", {"code": code})
    assert again.status_code == 422
    assert "was used already" in again.text


def test_codes_of_the_neighbouring_steps_are_taken_and_no_others(database, monkeypatch) -> None:
    vault = Vault("x" * 32)
    app = pyotp.TOTP(pyotp.random_base32())
    moment = now()
    present = int(moment.timestamp()) // 30
    monkeypatch.setattr(second_factor, "now", lambda: moment)

    def take(session: Session, away: int) -> bool:
        account = make_account(session, totp_secret=vault.seal(second_factor.KEPT, app.secret))
        return second_factor.take(session, vault, account, app.generate_otp(present + away))

    with database.write() as session:
        assert [take(session, away) for away in (-2, -1, 0, 1, 2)] == [False, True, True, True, False]
        account = make_account(session, totp_secret=vault.seal(second_factor.KEPT, app.secret))
        spaced = app.generate_otp(present)
        assert second_factor.take(session, vault, account, f" {spaced[:3]} {spaced[3:]} ")
        session.refresh(account)
        assert not second_factor.take(session, vault, account, app.generate_otp(present - 1))
        assert second_factor.take(session, vault, account, app.generate_otp(present + 1))


def test_a_recovery_code_stands_in_once(stage: Stage) -> None:
    person = make_person(stage)
    give_second_factor(stage, person)
    with stage.database.write() as session:
        codes = second_factor.new_codes(session, session.get_one(Account, person.id))
    sloppy = codes[0].lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert half_way(stage, person).post("/en/sign-in/code", {"code": sloppy}).status_code == 303
    assert half_way(stage, person).post("/en/sign-in/code", {"code": codes[0]}).status_code == 422
    other = make_person(stage)
    give_second_factor(stage, other)
    assert half_way(stage, other).post("/en/sign-in/code", {"code": codes[1]}).status_code == 422
    with stage.database.read() as session:
        kept = session.execute(sa.select(col(RecoveryCode.digest))).scalars().all()
    assert not set(codes) & set(kept)


def test_guessing_codes_is_slowed(stage: Stage) -> None:
    person = make_person(stage)
    app = give_second_factor(stage, person)
    statuses = [
        half_way(stage, person).post("/en/sign-in/code", {"code": "000000"}).status_code for _ in range(6)
    ]
    assert statuses == [422] * 5 + [429]
    assert half_way(stage, person).post("/en/sign-in/code", {"code": app.now()}).status_code == 429
    forget_guesses(stage)
    assert half_way(stage, person).post("/en/sign-in/code", {"code": app.now()}).status_code == 303


def test_new_recovery_codes_take_the_place_of_the_old(stage: Stage) -> None:
    person = make_person(stage)
    app = give_second_factor(stage, person)
    with stage.database.write() as session:
        old = second_factor.new_codes(session, session.get_one(Account, person.id))
    browser = stage.person(person.id)
    page = browser.get(PAGE).text
    assert "You have 10 recovery codes left." in page
    fields = {"password": PASSWORD, "code": app.now()}
    answer = browser.post(PAGE + "/codes", fields)
    new = CODE.findall(answer.text)
    assert len(new) == 10
    assert half_way(stage, person).post("/en/sign-in/code", {"code": old[0]}).status_code == 422
    assert half_way(stage, person).post("/en/sign-in/code", {"code": new[0]}).status_code == 303


def test_it_is_removed_only_with_password_and_code(stage: Stage) -> None:
    person = make_person(stage)
    app = give_second_factor(stage, person)
    browser = stage.person(person.id)
    browser.get(PAGE)
    for fields in (
        {"password": PASSWORD, "code": "000000"},
        {"password": "not the password", "code": app.now()},
    ):
        assert browser.post(PAGE + "/remove", fields).status_code == 422
    assert account_of(stage, person.id).totp_secret
    assert browser.post(PAGE + "/remove", {"password": PASSWORD, "code": app.now()}).status_code == 303
    assert not account_of(stage, person.id).totp_secret
    assert "second factor of your account was removed" in text_of(last_mail(stage.database))


def test_a_second_set_up_is_refused(stage: Stage) -> None:
    person = make_person(stage)
    give_second_factor(stage, person)
    before = account_of(stage, person.id).totp_secret
    browser = stage.person(person.id)
    browser.get(PAGE)
    offer = second_factor.offer(vault_of(stage), person.id)
    code = pyotp.TOTP(offer_secret(stage, offer)).now()
    answer = browser.post(PAGE, {"offer": offer, "code": code, "password": PASSWORD})
    assert answer.status_code == 422
    assert account_of(stage, person.id).totp_secret == before


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.REVIEWER, Permission.REVIEW_WRITE),
        (Role.ADJUDICATOR, Permission.REVIEW_ADJUDICATE),
        (Role.ADMINISTRATOR, Permission.PEOPLE_MANAGE),
    ],
)
def test_roles_that_need_it_sleep_without_it(stage: Stage, role: Role, permission: Permission) -> None:
    person = make_person(stage, "", role, Role.SCREENER)
    with stage.database.read() as session:
        viewer = queries.viewer(session, person.id)
    assert not viewer.may(permission)
    assert viewer.may(Permission.SUBMISSION_SCREEN)
    assert viewer.lacks_second_factor
    browser = stage.person(person.id)
    page = browser.get("/en/about").text
    assert "Some of your roles sleep until you set up a second factor." in page
    assert f'href="{PAGE}"' in page
    assert "sleeps until you set up a second factor" in browser.get("/en/roles").text
    give_second_factor(stage, person)
    with stage.database.read() as session:
        assert queries.viewer(session, person.id).may(permission)
    assert "Some of your roles sleep" not in browser.get("/en/about").text


def test_other_roles_are_awake(stage: Stage) -> None:
    person = make_person(stage, "", Role.SCREENER, Role.EDITOR)
    assert "Some of your roles sleep" not in stage.person(person.id).get("/en/about").text


def test_with_another_key_of_the_registry_only_recovery_codes_are_taken(stage: Stage) -> None:
    person = make_person(stage)
    app = give_second_factor(stage, person)
    with stage.database.write() as session:
        account = session.get_one(Account, person.id)
        account.totp_secret = "sealed with another key"
        codes = second_factor.new_codes(session, account)
    assert half_way(stage, person).post("/en/sign-in/code", {"code": app.now()}).status_code == 422
    assert half_way(stage, person).post("/en/sign-in/code", {"code": codes[0]}).status_code == 303


def test_a_change_of_the_registry_s_key_leaves_it_good_and_seals_it_anew(database) -> None:
    former, present = "x" * 32, "y" * 32
    app = pyotp.TOTP(pyotp.random_base32())
    with database.write() as session:
        sealed = Vault(former).seal(second_factor.KEPT, app.secret)
        account = make_account(session, totp_secret=sealed)
        assert not second_factor.take(session, Vault(present), account, app.now())
        assert second_factor.take(session, Vault(present, former), account, app.now())
        session.refresh(account)
        assert Vault(present).open(second_factor.KEPT, account.totp_secret) == app.secret
