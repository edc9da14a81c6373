"""Forms from elsewhere: another site's, a forged token, somebody else's token; and pages that are kept stay so."""

import pytest

from registry.web.csrf import FROM_ANYWHERE
from tests.acting import TOKEN, Stage
from tests.factories import make_account

FORM = {"email": "nobody@example.org", "password": "not the password"}
FORGED = "forged-request"


def signed_in(stage: Stage):
    with stage.database.write() as session:
        account_id = make_account(session).id
    return stage.person(account_id)


def test_the_first_form_of_a_visit_is_taken(stage: Stage) -> None:
    visitor = stage.person()
    page = visitor.get("/en/sign-in")
    assert "visit=" in page.headers["set-cookie"]
    assert page.headers["cache-control"] == "private, no-store"
    assert visitor.post("/en/sign-in", FORM).status_code == 422
    assert "set-cookie" not in visitor.get("/en/sign-in").headers


@pytest.mark.parametrize("token", ["", "0" * 64, "not a token at all", "é"])
def test_a_forged_token_is_refused(stage: Stage, token: str) -> None:
    visitor = stage.person()
    visitor.get("/en/sign-in")
    answer = visitor.client.post("/en/sign-in", data={**FORM, "csrf": token}, follow_redirects=False)
    assert answer.status_code == 403


def test_the_token_of_another_visit_is_refused(stage: Stage) -> None:
    other, visitor = stage.person(), stage.person()
    theirs = TOKEN.search(other.get("/en/sign-in").text)
    visitor.get("/en/sign-in")
    answer = visitor.client.post("/en/sign-in", data={**FORM, "csrf": theirs[1]}, follow_redirects=False)
    assert answer.status_code == 403


def test_a_token_without_its_cookie_is_refused(stage: Stage) -> None:
    token = TOKEN.search(stage.person().get("/en/sign-in").text)
    answer = stage.person().client.post(
        "/en/sign-in", data={**FORM, "csrf": token[1]}, follow_redirects=False
    )
    assert answer.status_code == 403


def test_a_page_without_a_form_starts_no_visit(stage: Stage) -> None:
    page = stage.person().get("/en/")
    assert "set-cookie" not in page.headers
    assert "private" not in page.headers["cache-control"]


def test_a_token_from_before_signing_in_is_refused_after_it(stage: Stage) -> None:
    person = signed_in(stage)
    before = TOKEN.search(stage.person().get("/en/sign-in").text)
    person.get("/en/account")
    answer = person.client.post("/en/sign-out", data={"csrf": before[1]}, follow_redirects=False)
    assert answer.status_code == 403
    assert person.get("/en/account").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": "http://testserver.local.evil.example"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_a_good_token(stage: Stage, headers) -> None:
    person = signed_in(stage)
    person.get("/en/account")
    assert person.post("/en/sign-out", headers=headers).status_code == 403
    assert person.get("/en/account").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver.local"}, {}]
)
def test_a_form_of_this_site_is_taken(stage: Stage, headers) -> None:
    person = signed_in(stage)
    person.get("/en/account")
    assert person.post("/en/sign-out", headers=headers).status_code == 303
    assert person.get("/en/account").headers["location"].startswith("/en/sign-in")


def test_links_from_other_sites_are_followed(stage: Stage) -> None:
    assert stage.person().get("/en/about", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_page_says_in_the_readers_language_what_to_do(stage: Stage) -> None:
    answer = stage.person().post("/fr/sign-in", {"csrf": "old"})
    assert answer.status_code == 403
    assert '<html lang="fr"' in answer.text


def test_every_handler_that_changes_something_reads_a_form_or_json(stage: Stage) -> None:
    """No page changes anything without the check of its token; what programs send needs a bearer token."""
    unchecked = [
        f"{method} {route.path}"
        for route in stage.app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in getattr(handler, "http_methods", ())
        if method in {"POST", "PUT", "PATCH", "DELETE"}
        and not route.path.startswith("/api/")
        and not handler.opt.get(FROM_ANYWHERE)  # its signed link is all that is needed
        and "form" not in handler.parsed_fn_signature.parameters
    ]
    assert unchecked == []
