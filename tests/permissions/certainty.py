"""Certainty, the map of evidence, recommendations: everybody reads what is published, judges judge."""

from tests.factories.certainty import make_judgement
from tests.factories.evidence import make_evidence, make_outcomes, result
from tests.permissions.matrix import Actor, Call, Case, Expect, Relation, everywhere, public

JUDGES = everywhere(Actor.REVIEWER, Actor.EDITOR, Actor.ADMINISTRATOR)


def _outcomes(case: Case) -> Call:
    make_outcomes(case.session)
    return Call()


def _published(case: Case) -> Call:
    return Call({"number": make_judgement(case.session, case.world.solution, publish=True)})


def _proposed(case: Case) -> Call:
    number = make_judgement(case.session, case.world.solution)
    return Call({"number": number}, form={"remark": "No"})


def _to_judge(case: Case) -> Call:
    solution = case.world.solution
    made = make_evidence(
        case.session, about=[{"named": "It", "solution": solution.slug}], results=[result("benefit", "3")]
    )
    return Call(
        {"solution": solution.slug, "outcome": "3"},
        form={"items": made, "start": "randomised", "direction": "benefit", "finding": "It helps."},
    )


def _to_judge_by_program(case: Case) -> Call:
    form = _to_judge(case).form
    assert form
    body = {"outcome": "3", "evidence": [form["items"]], "start": "randomised", "direction": "benefit"}
    return Call({"name": case.world.solution.slug}, json={**body, "finding": {"en": "It helps."}})


def _proposed_to_program(case: Case) -> Call:
    return Call(_proposed(case).path, json={"remark": "No"})


EXPECTATIONS = [
    public("/{lang}/evidence-map", _outcomes),
    public("/api/v1/evidence-map", _outcomes),
    public("/{lang}/recommendations"),
    public("/api/v1/recommendations"),
    public("/api/v1/solutions/{name}/recommendations", lambda case: Call({"name": case.world.solution.slug})),
    public("/api/v1/solutions/{name}/certainty", lambda case: Call({"name": case.world.solution.slug})),
    public("/{lang}/certainty/{number}", _published),
    public("/api/v1/certainty/{number}", _published),
    Expect("GET", "/api/v1/certainty", JUDGES, relations=(Relation.NONE,)),
    Expect(
        "POST", "/api/v1/solutions/{name}/certainty", JUDGES, _to_judge_by_program, relations=(Relation.NONE,)
    ),
    Expect(
        "POST", "/api/v1/certainty/{number}/agree", JUDGES, _proposed_to_program, relations=(Relation.NONE,)
    ),
    Expect(
        "POST", "/api/v1/certainty/{number}/return", JUDGES, _proposed_to_program, relations=(Relation.NONE,)
    ),
    Expect("GET", "/{lang}/certainty", JUDGES, relations=(Relation.NONE,)),
    Expect("GET", "/{lang}/certainty/{solution}/{outcome}", JUDGES, _to_judge, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/certainty/{solution}/{outcome}", JUDGES, _to_judge, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/certainty/{number}/agree", JUDGES, _proposed, relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/certainty/{number}/return", JUDGES, _proposed, relations=(Relation.NONE,)),
]
