"""Bringing and checking evidence over the API: the same rules as on the pages."""

from typing import Any

from registry.accounts.permissions import Role
from tests.acting import Program, Stage
from tests.evidence.test_citations import RIS
from tests.factories import make_account, make_solution
from tests.factories.evidence import make_evidence, make_outcomes

HOME = "/api/v1/evidence"
ITEM: dict[str, Any] = {
    "kind": "cluster_trial",
    "title": "A proposed trial",
    "year": 2021,
    "identifiers": [{"scheme": "doi", "value": "https://doi.org/10.2196/15860"}],
    "about": [{"named": "Good Tool", "solution": "good-tool"}],
    "results": [{"outcome": "3", "measured": {"en": "Visits on time"}, "direction": "no_difference"}],
}


def test_a_proposal_becomes_an_item_once_an_editor_accepts_it(stage: Stage) -> None:
    with stage.database.write() as session:
        make_outcomes(session)
        make_solution(session, "Good Tool", slug="good-tool")
    assert stage.program().ask("POST", f"{HOME}/proposals", json={"item": ITEM}).status_code == 401
    proposer, editor = program(stage), program(stage, Role.EDITOR)
    for change, field in (
        ({"identifiers": [{"scheme": "doi", "value": "nonsense"}]}, "identifiers"),
        ({"about": [{"named": "It", "solution": "nothing"}]}, "about"),
        ({"results": [{**ITEM["results"][0], "outcome": "77"}]}, "outcomes"),
        ({"provenance": {"results": "confirmed"}}, "item"),
    ):
        refused = proposer.ask("POST", f"{HOME}/proposals", json={"item": ITEM | change})
        assert refused.status_code == 422
        assert field in str(refused.json()["errors"])
    sent = proposer.ask("POST", f"{HOME}/proposals", json={"item": ITEM})
    assert sent.status_code == 201
    place = sent.headers["location"]
    assert program(stage).ask("GET", place).status_code == 404
    assert [each["id"] for each in editor.ask("GET", f"{HOME}/queue").json()["proposals"]] == [
        sent.json()["id"]
    ]
    assert editor.ask("POST", f"{place}/decision", json={"accepts": True}).status_code == 422
    accepted = {"accepts": True, "independence": "independent"}
    found = editor.ask("POST", f"{place}/decision", json=accepted).json()
    item = stage.program().ask("GET", f"{HOME}/{found['evidence_id']}").json()
    assert (item["independence"], item["results"][0]["direction"]) == ("independent", "no_difference")
    again = proposer.ask("POST", f"{HOME}/proposals", json={"item": ITEM})
    assert "recorded already" in str(again.json()["errors"])


def test_what_is_from_memory_is_published_by_confirming_it_only(stage: Stage) -> None:
    with stage.database.write() as session:
        hidden = make_evidence(session, provenance={"results": "from_memory"})
    place, editor = f"{HOME}/{hidden}", program(stage, Role.EDITOR)
    assert stage.program().ask("GET", place).status_code == 404
    assert [each["id"] for each in editor.ask("GET", f"{HOME}/queue").json()["items"]] == [hidden]
    body = {"item": {"kind": "cohort", "title": "Another title", "url": "https://example.org/a"}}
    assert editor.ask("PUT", place, json=body).status_code == 428
    corrected = editor.ask("PUT", place, json=body, headers={"if-match": '"1"'})
    assert (corrected.json()["title"], corrected.json()["state"]) == ("Another title", "awaiting")
    assert editor.ask("PUT", place, json=body, headers={"if-match": '"1"'}).status_code == 412
    assert editor.ask("POST", f"{place}/confirm", json={"read_at": ["somewhere"]}).status_code == 422
    shown = editor.ask("POST", f"{place}/confirm", json={"read_at": ["https://example.org/b"]}).json()
    assert shown["state"] == "published"
    assert stage.program().ask("GET", place).json()["read_at"] == ["https://example.org/b"]
    assert (
        editor.ask("POST", f"{place}/withdraw", json={"reason": "Retracted"}).json()["state"] == "withdrawn"
    )
    assert stage.program().ask("GET", place).status_code == 404


def test_a_citation_file_is_read_and_nothing_is_kept(stage: Stage) -> None:
    with stage.database.write() as session:
        made = make_evidence(session, title="Another one", year=2019)
    proposer = program(stage)
    found = proposer.ask("POST", f"{HOME}/citations", json={"text": RIS}).json()
    assert [each["known"] for each in found if each["known"]] == [made]
    assert "Doe" not in str(found)
    assert proposer.ask("POST", f"{HOME}/citations", json={"text": "nonsense"}).status_code == 422
    assert proposer.ask("GET", f"{HOME}/proposals").json() == []


def program(stage: Stage, *roles: Role) -> Program:
    with stage.database.write() as session:
        account_id = make_account(session, "", *roles).id
    return stage.program(account_id)
