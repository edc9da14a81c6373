"""The pages of certainty: the form, the second person, and what readers get."""

import pytest

from registry.accounts.permissions import Role
from registry.evaluation.certainty.models import JudgementState
from registry.evaluation.grade import Certainty, Lowering, Raising, Start
from registry.evaluation.recommendations.models import Strength
from registry.web.vocabulary import TERMS
from tests.acting import Stage
from tests.factories import make_account, make_organisation, make_solution
from tests.factories.certainty import make_judgement
from tests.factories.evidence import make_evidence, result

PATH = "/en/certainty/good-tool/3"
FORM = {
    "start": "randomised",
    "direction": "benefit",
    "finding": "Visits rose by a tenth.",
    "by_imprecision": "-1",
    "because_imprecision": "The interval holds no effect.",
    "critical": "1",
}


@pytest.fixture
def item(stage: Stage) -> str:
    with stage.database.write() as session:
        maker = make_organisation(session, "Maker")
        solution = make_solution(session, "Good Tool", slug="good-tool", organisations=[maker])
        return make_evidence(
            session, about=[{"named": "It", "solution": solution.slug}], results=[result("benefit", "3")]
        )


def person(stage: Stage, *roles):
    with stage.database.write() as session:
        account = make_account(session, "", *roles).id
    return stage.person(account)


def test_the_whole_way(stage: Stage, item: str) -> None:
    first, second = person(stage, Role.REVIEWER), person(stage, Role.REVIEWER)
    assert "not yet judged" in stage.person().get("/en/solutions/good-tool").text
    assert PATH in first.get("/en/solutions/good-tool").text
    assert PATH not in stage.person().get("/en/solutions/good-tool").text
    first.get(PATH)
    sent = first.post(PATH, {**FORM, "items": item})
    assert sent.status_code == 303, sent.text
    path = sent.headers["location"]
    assert stage.person().get(path).status_code == 404
    assert "by you: somebody else decides" in first.get("/en/certainty").text
    assert "Agree and publish" not in first.get(path).text
    assert "Agree and publish" in second.get(path).text
    assert first.post(f"{path}/agree").status_code == 403
    assert second.post(f"{path}/return", {"remark": ""}).status_code == 422
    assert second.post(f"{path}/agree").status_code == 303
    page = stage.person().get(path).text
    for text in (
        "Moderate certainty",
        "The interval holds no effect.",
        "Visits rose by a tenth.",
        "Imprecision",
    ):
        assert text in page
    solution = stage.person().get("/en/solutions/good-tool").text
    assert "Moderate certainty" in solution
    assert "because of: Imprecision" in solution
    number = path.rsplit("/", 1)[1]
    found = stage.program().ask("GET", f"/api/v1/certainty/{number}").json()
    assert (found["certainty"], found["items"][0]["id"]) == ("moderate", item)
    assert "drafted_by" not in found
    [row] = stage.program().ask("GET", "/api/v1/solutions/good-tool/certainty").json()
    assert row["judgement"]["digest"] == found["digest"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"start": ""}, "start"),
        ({"direction": ""}, "direction"),
        ({"finding": ""}, "finding"),
        ({"items": ""}, "items"),
        ({"because_imprecision": ""}, "imprecision"),
        ({"by_large_effect": "1", "because_large_effect": "So."}, "large_effect"),
        ({"by_indirectness": "7"}, "indirectness"),
    ],
)
def test_each_fault_is_told_at_its_field(stage: Stage, item: str, change: dict[str, str], field: str) -> None:
    reviewer = person(stage, Role.REVIEWER)
    reviewer.get(PATH)
    answer = reviewer.post(PATH, {**FORM, "items": item, **change})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert f'id="f-{field}"' in answer.text


def test_others_do_not_get_the_form(stage: Stage, item: str) -> None:
    assert stage.person().get(PATH).status_code == 303
    for roles in ((), (Role.SCREENER,)):
        other = person(stage, *roles)
        assert other.get(PATH).status_code == 403
        assert other.get("/en/certainty").status_code == 403
        assert other.post(PATH, {**FORM, "items": item}).status_code == 403


def test_there_is_nothing_to_judge_without_evidence(stage: Stage, item: str) -> None:
    reviewer = person(stage, Role.REVIEWER)
    assert reviewer.get("/en/certainty/good-tool/99").status_code == 404
    with stage.database.write() as session:
        make_solution(session, "Bare", slug="bare")
    assert reviewer.get("/en/certainty/bare/3").status_code == 400


def test_an_older_judgement_says_that_a_newer_one_followed(stage: Stage) -> None:
    with stage.database.write() as session:
        solution = make_solution(session, "Tool", slug="tool")
        first = make_judgement(session, solution, publish=True)
        make_judgement(session, solution, publish=True)
    assert "A newer judgement has followed it" in stage.person().get(f"/en/certainty/{first}").text


def test_every_code_has_a_word() -> None:
    assert set(TERMS["certainty"]) == set(Certainty)
    assert set(TERMS["start"]) == set(Start)
    assert set(TERMS["grade_reason"]) == {*Lowering, *Raising}
    assert set(TERMS["judgement_state"]) == set(JudgementState)
    assert set(TERMS["recommendation_strength"]) == set(Strength)
