"""Scores, scorecards and evidence levels: everybody reads them; who manages frameworks drafts other rules."""

from registry.ownership.models import SolutionControl
from registry.solutions.models import Solution
from tests.factories import make_solution
from tests.factories.levels import make_rule_draft, make_rules, seeded_rule
from tests.factories.scores import make_score
from tests.permissions.matrix import Actor, Call, Case, Expect, Relation, everywhere, public
from tests.permissions.ownership import CLAIMS_OWN, with_control

MANAGERS = everywhere(Actor.ADMINISTRATOR)
DESK = everywhere(Actor.SCREENER, Actor.ADMINISTRATOR)
NOBODYS = (Relation.NONE,)
FIELDS = {
    "reviewers": "2",
    "certainty": "moderate",
    "harm": "moderate",
    "promising": "1",
    "proven": "2",
    "changes": "Nothing.",
}


def _score(case: Case) -> Call:
    return Call({"score_id": make_score(case.session, case.world.solution).id})


def _solution(case: Case) -> Call:
    return Call({"name": case.world.solution.slug})


def _beside(case: Case) -> Call:
    return Call(query={"solution": [case.world.solution.slug, make_solution(case.session).slug]})


def _rules(case: Case) -> Call:
    make_rules(case.session)
    return Call({"version": "1"})


def _draft(case: Case) -> Call:
    return Call({"version": make_rule_draft(case.session)})


METADATA = "softwareVersion: 3.2.0\nreleaseDate: 2026-09-01\n"


def _controlled(case: Case) -> Call:
    """A product that the case's organisation has proven that it controls."""
    control = case.session.get_one(SolutionControl, with_control(case).path["number"])
    return Call({"name": case.session.get_one(Solution, control.solution_id).slug}, json={"text": METADATA})


def _file(case: Case) -> Call:
    files = {"file": ("publiccode.yml", METADATA.encode(), "text/yaml")}
    return Call(_controlled(case).path, files=files)


def _whole_draft(_: Case) -> Call:
    known = seeded_rule().model_dump(mode="json", exclude={"version"})
    return Call(json={**known, "changes": {"en": "Nothing."}})


EXPECTATIONS = [
    public("/{lang}/scores/{score_id}", _score),
    public("/api/v1/scores/{score_id}", _score),
    public("/api/v1/solutions/{name}/scores", _solution),
    public("/{lang}/solutions/{name}/scorecard", _solution),
    public("/api/v1/solutions/{name}/scorecard", _solution),
    public("/{lang}/scorecards", _beside),
    public("/api/v1/scorecards", _beside),
    public("/{lang}/evidence-levels"),
    public("/api/v1/evidence-levels"),
    public("/api/v1/solutions/{name}/evidence-level", _solution),
    public("/{lang}/evidence-levels/{version}", _rules),
    public("/api/v1/evidence-levels/{version}", _rules),
    Expect("POST", "/api/v1/evidence-levels", MANAGERS, _whole_draft, relations=NOBODYS),
    Expect("POST", "/api/v1/evidence-levels/{version}/publish", MANAGERS, _draft, relations=NOBODYS),
    public("/{lang}/solutions/{name}/badge.svg", _solution),
    public("/api/v1/solutions/{name}/machine-checks", _solution),
    Expect("GET", "/{lang}/solutions/{name}/metadata-file", CLAIMS_OWN, _controlled),
    Expect("POST", "/{lang}/solutions/{name}/metadata-file", CLAIMS_OWN, _file),
    Expect("PUT", "/api/v1/solutions/{name}/metadata-file", CLAIMS_OWN, _controlled),
    Expect("GET", "/{lang}/scores/due", DESK, relations=NOBODYS),
    Expect("GET", "/api/v1/scores/due", DESK, relations=NOBODYS),
    Expect("GET", "/{lang}/evidence-levels/new", MANAGERS, relations=NOBODYS),
    Expect(
        "POST",
        "/{lang}/evidence-levels/new",
        MANAGERS,
        lambda _: Call(form=FIELDS),
        relations=NOBODYS,
    ),
    Expect("POST", "/{lang}/evidence-levels/{version}/publish", MANAGERS, _draft, relations=NOBODYS),
]
