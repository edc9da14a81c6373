"""API tokens: limited, shown once, noted when used, revoked; and what the API says of who asks."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from registry.accounts.models import Account, ApiToken
from registry.accounts.permissions import Permission, Role
from registry.accounts.tokens import MOST
from registry.db.base import now
from tests.accounts.support import PASSWORD, last_mail, make_person, text_of
from tests.acting import Program, Stage
from tests.factories import make_account, make_organisation, make_token

FIELDS = {"name": "Nightly export", "permissions": ["account:use"], "days": "30", "password": PASSWORD}


def make(stage: Stage, person: Account, **fields):
    browser = stage.person(person.id)
    browser.get("/en/account/tokens")
    return browser, browser.post("/en/account/tokens", {**FIELDS, **fields})


def shown(answer) -> str:
    return re.search(r"<pre>([\w-]{43})</pre>", answer.text)[1]


def test_a_program_without_a_token_is_nobody(stage: Stage) -> None:
    answer = stage.program().ask("GET", "/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json()["type"].endswith("#sign-in-needed")


@pytest.mark.parametrize("header", ["Bearer made-up", "Bearer ", "Basic YTpi", "Bearer"])
def test_a_token_that_is_not_good_is_refused_even_where_none_is_needed(stage: Stage, header: str) -> None:
    program = stage.program()
    assert program.ask("GET", "/api/v1/regions").status_code == 200
    answer = program.ask("GET", "/api/v1/regions", headers={"Authorization": header})
    assert answer.status_code == 401


def test_a_token_is_made_shown_once_and_used(stage: Stage) -> None:
    person = make_person(stage, "Amina Diallo")
    browser, answer = make(stage, person, permissions=["account:use", "submission:create"])
    assert answer.status_code == 201
    token = shown(answer)
    page = browser.get("/en/account/tokens").text
    assert token not in page
    assert "Nightly export" in page
    assert ">never</td>" in page
    said = Program(stage.app, token).ask("GET", "/api/v1/me").json()
    assert said == {
        "id": person.id,
        "name": "Amina Diallo",
        "language": "en",
        "roles": [],
        "permissions": ["account:use", "submission:create"],
    }
    assert ">never</td>" not in browser.get("/en/account/tokens").text
    assert "An API token was made" in text_of(last_mail(stage.database))
    with stage.database.read() as session:
        assert token not in session.execute(sa.select(ApiToken)).scalar_one().model_dump_json()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Enter a name"),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"permissions": []}, "Choose what the token may do."),
        ({"permissions": ["people:manage"]}, "Choose what the token may do."),
        ({"permissions": ["no:such"]}, "Choose what the token may do."),
        ({"days": "1000"}, "Choose when the token lapses."),
        ({"days": ""}, "Choose when the token lapses."),
        ({"password": "not the password"}, "This is not your present password."),
    ],
)
def test_what_is_wrong_makes_none(stage: Stage, fields, words) -> None:
    _, answer = make(stage, make_person(stage), **fields)
    assert answer.status_code == 422
    assert words in answer.text
    with stage.database.read() as session:
        assert session.execute(sa.select(ApiToken)).first() is None


def test_there_are_not_too_many(stage: Stage) -> None:
    person = make_person(stage)
    with stage.database.write() as session:
        for _ in range(MOST):
            make_token(session, person.id)
    _, answer = make(stage, person)
    assert f"You have {MOST} tokens." in answer.text


def test_a_token_does_no_more_than_it_was_made_for(stage: Stage) -> None:
    with stage.database.write() as session:
        organisation = make_organisation(session)
        account = make_account(session, "", (Role.ORGANISATION_OWNER, organisation.id))
    program = stage.program(account.id, permissions=[Permission.SUBMISSION_READ])
    said = program.ask("GET", "/api/v1/me").json()
    assert said["permissions"] == ["submission:read"]
    assert said["roles"][0]["role"] == "organisation_owner"
    assert said["roles"][0]["scope_id"] == organisation.id


def test_a_token_loses_what_its_owner_loses(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session, "", Role.SCREENER)
    program = stage.program(account.id)
    assert "submission:screen" in program.ask("GET", "/api/v1/me").json()["permissions"]
    with stage.database.write() as session:
        session.get_one(Account, account.id).suspended_at = now()
    assert program.ask("GET", "/api/v1/me").status_code == 401


def test_roles_of_a_token_sleep_as_its_owners_do(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session, "", Role.ADMINISTRATOR, totp_secret="")
    said = stage.program(account.id).ask("GET", "/api/v1/me").json()
    assert "people:manage" not in said["permissions"]
    assert said["roles"][0]["is_asleep"]


def test_a_revoked_or_lapsed_token_is_refused(stage: Stage) -> None:
    person = make_person(stage)
    browser, answer = make(stage, person)
    program = Program(stage.app, shown(answer))
    assert program.ask("GET", "/api/v1/me").status_code == 200
    number = re.search(r"/account/tokens/(\d+)/revoke", browser.get("/en/account/tokens").text)[1]
    assert browser.post(f"/en/account/tokens/{number}/revoke").status_code == 303
    assert program.ask("GET", "/api/v1/me").status_code == 401
    assert "revoked" in browser.get("/en/account/tokens").text
    other = stage.program(person.id)
    with stage.database.write() as session:
        session.execute(sa.update(ApiToken).values(expires_at=now() - timedelta(seconds=1)))
    assert other.ask("GET", "/api/v1/me").status_code == 401


def test_its_last_use_is_noted_now_and_then(stage: Stage) -> None:
    program = stage.program(make_person(stage).id)
    program.ask("GET", "/api/v1/me")
    noted = []
    for age in (timedelta(minutes=1), timedelta(minutes=6)):
        before = now() - age
        with stage.database.write() as session:
            session.execute(sa.update(ApiToken).values(used_at=before))
        program.ask("GET", "/api/v1/me")
        with stage.database.read() as session:
            noted.append(session.execute(sa.select(col(ApiToken.used_at))).scalar_one() > before)
    assert noted == [False, True]


def test_a_session_is_nobody_under_the_api_and_a_token_nobody_on_pages(stage: Stage) -> None:
    person = make_person(stage)
    assert stage.person(person.id).client.get("/api/v1/me").status_code == 401
    answer = stage.program(person.id).ask("GET", "/en/account")
    assert answer.status_code == 303


def test_answers_to_a_token_are_kept_by_nobody(stage: Stage) -> None:
    answer = stage.program(make_person(stage).id).ask("GET", "/api/v1/me")
    assert "etag" not in answer.headers
