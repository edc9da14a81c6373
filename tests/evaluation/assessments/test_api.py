"""An assessment from beginning to end by programs, by the same rules as on the pages."""

from registry.accounts.permissions import Role
from registry.evaluation.scores.replaying import replayed
from tests.acting import Stage
from tests.factories import make_account, make_organisation, make_solution
from tests.factories.evidence import make_evidence
from tests.factories.frameworks import make_framework

TIER = {"tier": "guiding", "tier_reason": "Care follows what it says."}
ALIKE = {"one": "most", "two": "some", "three": "pass"}


def faults(answer) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {each["name"] for each in answer.json()["errors"]}


def test_from_opening_to_the_decision_on_an_appeal(stage: Stage) -> None:  # noqa: PLR0915 - one story
    with stage.database.write() as session:
        owner = make_organisation(session, "Maker")
        make_solution(session, "Product", slug="product", organisations=[owner])
        item = make_evidence(session, about=[{"named": "Product", "solution": "product"}])
        version = make_framework(session)
        people = {
            role: make_account(session, "", role).id
            for role in (Role.SCREENER, Role.ADJUDICATOR, Role.ADMINISTRATOR)
        }
        accounts = [make_account(session, "", Role.REVIEWER).id for _ in range(2)]
        vendor = make_account(session, "", (Role.ORGANISATION_OWNER, owner.id)).id
    screener, adjudicator = stage.program(people[Role.SCREENER]), stage.program(people[Role.ADJUDICATOR])
    reviewers = [stage.program(each) for each in accounts]
    maker, anybody = stage.program(vendor), stage.program()

    new = {"solution": "product", "framework": version, **TIER}
    assert faults(screener.ask("POST", "/api/v1/assessments", json={**new, "tier_reason": " "})) == {
        "tier_reason"
    }
    assert faults(screener.ask("POST", "/api/v1/assessments", json={**new, "solution": "nothing"})) == {
        "solution"
    }
    opened = screener.ask("POST", "/api/v1/assessments", json=new)
    assert opened.status_code == 201
    one = f"/api/v1/assessments/{opened.json()['id']}"
    assert anybody.ask("GET", one).status_code == 404
    assert screener.ask("PUT", f"{one}/tier", json={**TIER, "tier": "supporting"}).status_code == 204

    able = {each["account_id"] for each in screener.ask("GET", f"{one}/running").json()["candidates"]}
    assert set(accounts) <= able
    assert vendor not in able
    reviews = []
    for account, reviewer in zip(accounts, reviewers, strict=True):
        number = screener.ask("POST", f"{one}/offers", json={"account": account}).json()["number"]
        offer = f"/api/v1/reviews/offers/{number}"
        assert faults(reviewer.ask("POST", f"{offer}/accept", json={})) == {"kinds"}
        reviews.append(reviewer.ask("POST", f"{offer}/accept", json={"none": True}).json()["review"])
    for review, reviewer, levels in zip(reviews, reviewers, (ALIKE, ALIKE | {"three": "fail"}), strict=True):
        for criterion, level in levels.items():
            said = {"level": level, "rationale": f"Why {level}.", "confidence": "high", "evidence": [item]}
            path = f"/api/v1/reviews/{review}/judgements/{criterion}"
            assert reviewer.ask("PUT", path, json=said, headers={"if-match": '"0"'}).status_code == 200
        assert reviewer.ask("GET", f"{one}/differences").status_code == 404
        assert reviewer.ask("POST", f"/api/v1/reviews/{review}/lock").status_code == 200

    [gate] = [each for each in reviewers[0].ask("GET", f"{one}/differences").json() if each["gap"] != "alike"]
    assert (gate["criterion"], [each["reviewer"] for each in gate["judgements"]]) == ("three", ["A", "B"])
    assert (
        reviewers[0]
        .ask("POST", f"{one}/differences/three/remarks", json={"text": "Have you read page 4?"})
        .status_code
        == 204
    )
    assert screener.ask("POST", f"{one}/close").status_code == 204
    decision = {"level": "pass", "rationale": "The audit shows it."}
    assert reviewers[0].ask("POST", f"{one}/differences/three/decision", json=decision).status_code == 403
    assert maker.ask("GET", one).status_code == 404
    assert adjudicator.ask("POST", f"{one}/differences/three/decision", json=decision).status_code == 204

    draft = maker.ask("GET", one).json()
    assert (draft["state"], draft["draft"]["gates_together"]) == ("facts", "passed")
    assert "fail" not in str(draft["consensus"])
    assert maker.ask("POST", f"{one}/answers", json={"text": "It had 40 clinics."}).status_code == 204
    assert screener.ask("POST", f"{one}/publish").status_code == 409
    assert maker.ask("POST", f"{one}/answered").status_code == 204
    assert screener.ask("POST", f"{one}/publish").status_code == 204
    shown = anybody.ask("GET", one).json()
    assert (shown["state"], shown["draft"], shown["answers"][0]["text"]) == (
        "published",
        None,
        "It had 40 clinics.",
    )
    assert not [each for each in accounts if each in str(shown)]

    appeal = {"criteria": ["one"], "text": "The second study was not read."}
    assert maker.ask("POST", f"{one}/appeal", json=appeal).status_code == 204
    assert maker.ask("POST", f"{one}/appeal", json=appeal).status_code == 409
    decided = {"outcome": "dismissed", "text": "It was read."}
    assert adjudicator.ask("POST", f"{one}/appeal/decision", json=decided).status_code == 403
    administrator = stage.program(people[Role.ADMINISTRATOR])
    assert administrator.ask("POST", f"{one}/appeal/decision", json=decided).status_code == 204
    voided = screener.ask("POST", f"{one}/reviews/{reviews[1]}/void", json={"reason": "Paid by the maker."})
    assert voided.status_code == 204
    assert anybody.ask("GET", one).json()["consensus"] == []
    with stage.database.read() as session:
        assert [fault for _, fault in replayed(session)] == [""]


def test_a_tie_that_is_declared_recuses(stage: Stage) -> None:
    with stage.database.write() as session:
        make_solution(session, "Product", slug="product")
        version = make_framework(session)
        manager = make_account(session, "", Role.SCREENER).id
        account = make_account(session, "", Role.REVIEWER).id
    screener = stage.program(manager)
    new = {"solution": "product", "framework": version, **TIER}
    one = f"/api/v1/assessments/{screener.ask('POST', '/api/v1/assessments', json=new).json()['id']}"
    number = screener.ask("POST", f"{one}/offers", json={"account": account}).json()["number"]
    reviewer = stage.program(account)
    tied = {"kinds": ["competitor"], "text": "I build another such product."}
    accepted = reviewer.ask("POST", f"/api/v1/reviews/offers/{number}/accept", json=tied)
    assert accepted.json() == {"review": None}
    assert reviewer.ask("GET", "/api/v1/reviews/offers").json() == []
    assert screener.ask("POST", f"{one}/offers", json={"account": account}).status_code == 409
