"""Judging certainty over the API: the same two people, reasons and arithmetic as on the pages."""

from typing import Any

from registry.accounts.permissions import Role
from tests.acting import Program, Stage
from tests.factories import make_account, make_solution
from tests.factories.evidence import make_evidence, result

PATH = "/api/v1/solutions/good-tool/certainty"


def test_two_people_judge_with_reasons(stage: Stage) -> None:
    with stage.database.write() as session:
        make_solution(session, "Good Tool", slug="good-tool")
        about = [{"named": "It", "solution": "good-tool"}]
        item = make_evidence(session, about=about, results=[result("benefit", "3")])
    body: dict[str, Any] = {
        "outcome": "3",
        "evidence": [item],
        "start": "randomised",
        "direction": "benefit",
        "finding": {"en": "Visits rose by a tenth."},
        "lowered": {"imprecision": {"by": -1, "because": "The interval holds no effect."}},
    }
    assert stage.program().ask("POST", PATH, json=body).status_code == 401
    first, second = reviewer(stage), reviewer(stage)
    raised = body | {"raised": {"large_effect": {"by": 1, "because": "It is large."}}}
    refused = first.ask("POST", PATH, json=raised)
    assert refused.status_code == 422
    assert "large_effect" in str(refused.json()["errors"])
    unknown = first.ask("POST", PATH, json=body | {"lowered": {"bad_luck": {"by": -1, "because": "x"}}})
    assert unknown.status_code in {400, 422}

    drafted = first.ask("POST", PATH, json=body)
    assert (drafted.status_code, drafted.json()["state"]) == (201, "proposed")
    place = drafted.headers["location"]
    assert stage.program().ask("GET", place).status_code == 404
    assert [each["id"] for each in second.ask("GET", "/api/v1/certainty").json()["waiting"]] == [
        drafted.json()["id"]
    ]
    assert first.ask("POST", f"{place}/agree").status_code == 403
    assert second.ask("POST", f"{place}/return", json={"remark": " "}).status_code == 422
    agreed = second.ask("POST", f"{place}/agree").json()
    assert (agreed["state"], agreed["certainty"]) == ("published", "moderate")
    assert agreed["steps"] == [
        {"reason": "imprecision", "by": -1, "because": "The interval holds no effect."}
    ]
    [found] = stage.program().ask("GET", PATH).json()
    assert found["judgement"]["certainty"] == "moderate"

    again = first.ask("POST", PATH, json=body).headers["location"]
    returned = second.ask("POST", f"{again}/return", json={"remark": "One study is missing."}).json()
    assert (returned["state"], returned["remark"]) == ("returned", "One study is missing.")


def reviewer(stage: Stage) -> Program:
    with stage.database.write() as session:
        account_id = make_account(session, "", Role.REVIEWER).id
    return stage.program(account_id)
