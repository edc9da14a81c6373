"""Drafting frameworks over the API: the whole goes out and comes back, nothing is overwritten unseen."""

from typing import Any

import pytest

from registry.accounts.permissions import Role
from tests.acting import Program, Stage
from tests.factories import make_account, make_solution
from tests.factories.frameworks import make_framework
from tests.factories.scores import make_score

HOME = "/api/v1/framework-drafts"
FOLLOWING = {"former": "test-framework@1", "version": "2", "changes": {"en": "Clearer words"}}


@pytest.fixture
def administrator(stage: Stage) -> Program:
    with stage.database.write() as session:
        make_framework(session)
        account_id = make_account(session, "", Role.ADMINISTRATOR).id
    return stage.program(account_id)


def test_a_draft_is_begun_changed_and_published(administrator: Program, stage: Stage) -> None:
    begun = administrator.ask("POST", f"{HOME}/following", json=FOLLOWING)
    place = begun.headers["location"]
    assert (begun.status_code, place) == (201, f"{HOME}/test-framework/2")
    assert [each["version"] for each in administrator.ask("GET", HOME).json()] == ["2"]
    assert stage.program().ask("GET", "/api/v1/frameworks/test-framework/2").status_code == 404
    read = administrator.ask("GET", place)
    body, tag = read.json(), {"if-match": read.headers["etag"]}
    body["scales"]["levels"][0]["names"]["fr"] = "Aucun"
    assert administrator.ask("PUT", place, json=body).status_code == 428
    assert administrator.ask("PUT", place, json=body, headers={"if-match": '"1"'}).status_code == 400
    kept = administrator.ask("PUT", place, json=body, headers=tag)
    assert kept.status_code == 200
    assert administrator.ask("PUT", place, json=body, headers=tag).status_code == 412
    assert administrator.ask("POST", f"{place}/publish", headers=tag).status_code == 412
    tag = {"if-match": kept.headers["etag"]}
    assert administrator.ask("POST", f"{place}/publish", headers=tag).json()["is_current"]
    assert stage.program().ask("GET", "/api/v1/frameworks/test-framework").json()["version"] == "2"


def test_what_does_not_hold_together_is_refused(administrator: Program) -> None:
    unknown = administrator.ask("POST", f"{HOME}/following", json={**FOLLOWING, "former": "test-framework@7"})
    assert unknown.status_code == 422
    place = administrator.ask("POST", f"{HOME}/following", json=FOLLOWING).headers["location"]
    read = administrator.ask("GET", place)
    body, tag = read.json(), {"if-match": read.headers["etag"]}
    changes: list[dict[str, Any]] = [
        {"version": "3"},
        {"source": "nowhere"},
        {"scales": {}},
        {"criteria": [{**body["criteria"][0], "weight": -1}]},
    ]
    for change in changes:
        answer = administrator.ask("PUT", place, json=body | change, headers=tag)
        assert answer.status_code == 422, change
    made = administrator.ask("POST", HOME, json=body | {"framework": "another", "former": "", "changes": {}})
    assert made.status_code == 422  # its criteria follow a version that is not there


def test_a_draft_is_checked_against_past_scores_and_thrown_away(administrator: Program, stage: Stage) -> None:
    with stage.database.write() as session:
        solution = make_solution(session, "Good Tool", slug="good-tool")
        score = make_score(session, solution)
        former = score.version_id
    following = {**FOLLOWING, "former": former, "version": "9"}
    place = administrator.ask("POST", f"{HOME}/following", json=following).headers["location"]
    [row] = administrator.ask("GET", f"{place}/check").json()
    assert (row["score"], row["solution"], row["changes"], row["redo"]) == (score.id, "good-tool", False, [])
    tag = {"if-match": administrator.ask("GET", place).headers["etag"]}
    assert administrator.ask("DELETE", place).status_code == 428
    assert administrator.ask("DELETE", place, headers=tag).status_code == 204
    assert administrator.ask("GET", place).status_code == 404
