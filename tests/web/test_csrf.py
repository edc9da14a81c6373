"""Forms carry a token that only this site makes, bound to who reads the page; other sites send none."""

import re

import pytest

from tests.acting import Stage
from tests.factories import make_account

FORM = "/en/sign-in"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def token_of(stage: Stage, account_id: str = "") -> tuple[str, dict[str, str]]:
    """The token of a form on a page read for the first time, and the cookies the browser has then."""
    person = stage.person(account_id)
    answer = person.client.get(FORM if not account_id else "/en/account")
    found = TOKEN.search(answer.text)
    assert found
    return found[1], dict(person.client.cookies)


def send(stage: Stage, cookies: dict[str, str], **more: str) -> int:
    person = stage.person()
    person.client.cookies.update(cookies)
    headers: dict[str, str] = {name: more.pop(name) for name in ("origin", "sec-fetch-site") if name in more}
    data = {"email": "nobody@example.org", "password": "x", **more}
    return person.client.post(FORM, data=data, headers=headers, follow_redirects=False).status_code


def test_the_first_form_that_anybody_sends_is_taken(stage: Stage) -> None:
    token, cookies = token_of(stage)
    assert send(stage, cookies, csrf=token) != 403


@pytest.mark.parametrize("token", ["", "0" * 64])
def test_a_made_up_token_is_refused(stage: Stage, token: str) -> None:
    _, cookies = token_of(stage)
    assert send(stage, cookies, csrf=token) == 403


def test_the_token_of_another_visit_or_session_is_refused(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session)
    mine, cookies = token_of(stage)
    other, _ = token_of(stage)
    signed_in, _ = token_of(stage, account.id)
    assert send(stage, cookies, csrf=other) == 403
    assert send(stage, cookies, csrf=signed_in) == 403
    assert send(stage, {}, csrf=mine) == 403


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_what_another_site_sends_is_refused(stage: Stage, headers: dict[str, str]) -> None:
    token, cookies = token_of(stage)
    assert send(stage, cookies, csrf=token, **headers) == 403


def test_a_page_with_a_form_is_kept_by_nobody(stage: Stage) -> None:
    assert stage.person().client.get(FORM).headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in stage.person().client.get("/en/").headers
