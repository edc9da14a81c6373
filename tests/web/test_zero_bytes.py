"""A zero character is refused by both databases alike, wherever it is sent."""

import pytest

from registry.accounts.permissions import Role
from registry.web.zero_bytes import ESCAPED
from tests.acting import Stage
from tests.factories.people import make_account


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/solutions/%00", 404),
        ("/en/solutions/a%00b", 404),
        ("/api/v1/solutions?cursor=%00", 400),
        ("/en/search?q=a%00b", 400),
        ("/en/messages/new?record=solution:%00", 400),
    ],
)
def test_in_addresses(stage: Stage, path: str, status: int) -> None:
    assert stage.person().get(path).status_code == status


def test_in_bodies_of_the_api(stage: Stage) -> None:
    with stage.database.write() as session:
        account = make_account(session, "Focal", (Role.FOCAL_POINT, "KEN")).id
    program = stage.program(account)
    body = {"stance": "disputed", "reason": {"en": "a\x00b"}}
    answer = program.ask("POST", "/api/v1/deployments/DHD-00000000/positions", json=body)
    assert (answer.status_code, answer.json()["name"]) == (400, "body")
    body["reason"] = {"en": r"a\u0000b is how JSON writes it"}
    assert program.ask("POST", "/api/v1/deployments/DHD-00000000/positions", json=body).status_code == 404


@pytest.mark.parametrize(
    ("body", "is_found"),
    [(rb'"\u0000"', True), (rb'"a\\\u0000"', True), (rb'"\\u0000"', False), (rb'"u0000"', False)],
)
def test_strokes_that_are_text_are_told_apart(body: bytes, is_found: bool) -> None:
    assert bool(ESCAPED.search(body)) is is_found
