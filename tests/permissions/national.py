"""Who speaks for a country: its focal points there, and nobody else; its viewers and the Secretariat look on."""

from datetime import timedelta
from typing import Any

from registry.accounts.permissions import Role
from registry.accounts.queries import viewer
from registry.db.base import now
from registry.db.ids import Kind
from registry.deployments.drafts import DeploymentDraft
from registry.deployments.service import presence, save
from registry.national.models import Choice, QuestionType, Stance
from registry.national.queries.rounds import current
from registry.national.service import choices, documents, positions, questions, rounds
from registry.national.stances import Statement
from tests.factories import make_account, make_country, make_deployment, make_solution, make_source
from tests.permissions.matrix import OWN_COUNTRY, Actor, Call, Case, Expect, Relation, everywhere, own, public
from tests.permissions.records import record

OWN_OR_OTHER = (Relation.OWN, Relation.OTHER)
LOOK = own(Actor.FOCAL_POINT, Actor.COUNTRY_VIEWER) | everywhere(Actor.ADMINISTRATOR)
SPEAK = own(Actor.FOCAL_POINT)
RENEW = SPEAK | everywhere(Actor.ADMINISTRATOR)


def _code(case: Case) -> str:
    make_country(case.session, case.country)
    return case.country.lower()


def _country(case: Case) -> Call:
    return Call({"code": _code(case), "name": _code(case)})


def _deployment(case: Case, *, reported: bool = False) -> str:
    """A deployment in the country of the case, that one source states."""
    make_source(case.session)
    _code(case)
    solution = make_solution(case.session).id
    claim = {"field": "presence", "value": True, "source": "test-source", "date": "2026"}
    draft = DeploymentDraft.model_validate(
        {"solution": solution, "country": case.country, "status": "active", "claims": [claim]}
    )
    if reported:
        draft = presence(solution, case.country, [("test-source", "2026", "")])
    return save(case.session, draft, author="Test").id


def _focal_point(case: Case) -> Any:
    made = make_account(case.session, "Another", (Role.FOCAL_POINT, case.country))
    return viewer(case.session, made.id)


def _one(**form: str) -> Any:
    def make(case: Case) -> Call:
        return Call({"code": case.country.lower(), "name": _deployment(case)}, form=form)

    return make


def _recording(case: Case) -> Call:
    name = _deployment(case, reported=True)
    return Call({"code": case.country.lower(), "name": name}, form={"status": "active"})


def _desk(case: Case) -> Call:
    return Call({"code": _code(case)}, form={"one": _deployment(case)})


def _add(case: Case) -> Call:
    solution = make_solution(case.session)
    return Call({"code": _code(case)}, form={"solution": solution.slug, "status": "active"})


def _close(case: Case) -> Call:
    code = _code(case)
    if current(case.session, case.country) is None:
        rounds.open_round(case.session, _focal_point(case), case.country, "2027-06-30")
    return Call({"code": code}, form={"do": "close"})


def _names(case: Case) -> Call:
    return Call({"code": _code(case)}, form={"name_en": "Ministry"})


def _appointing(case: Case) -> Call:
    make_country(case.session, "KEN")
    form = {"country": "KEN", "email": f"{case.actor}@ministry.example", "document_date": "2026-03-01"}
    return Call(
        form=form, files={"document": ("letter.csv", b"subject,date\nappointment,2026\n", "text/csv")}
    )


def _renewing(case: Case) -> Call:
    return Call({"code": _code(case)}, form={"account": _focal_point(case).account_id})


def _handing_over(case: Case) -> Call:
    return Call({"code": _code(case)}, form={"to": _focal_point(case).account_id})


def _choosing(case: Case) -> Call:
    record_name = f"solution/{make_solution(case.session).slug}"
    return Call({"code": _code(case)}, form={"record": record_name, "choice": "endorsed"})


def _publishing(case: Case) -> Call:
    form = {"title": "Plan", "kind": "plan", "language": "en", "url": "https://example.org/plan"}
    return Call({"code": _code(case)}, form=form)


def _asking(case: Case) -> Call:
    return Call({"code": _code(case)}, form={"text_en": "Who hosts it?", "type": "text"})


def _answering(case: Case) -> Call:
    """A deployment that the organisation of the case implements."""
    made = make_deployment(case.session, country=OWN_COUNTRY, implementers=[case.organisation])
    return Call({"name": made.id})


def _api_answering(case: Case) -> Call:
    return Call(_answering(case).path, json={"answers": {}})


def _state(case: Case) -> Call:
    return Call({"name": _deployment(case)}, json={"stance": "confirmed"})


def _taken(case: Case) -> Call:
    name = _deployment(case)
    positions.take(case.session, _focal_point(case), case.country, [Statement(name, Stance.CONFIRMED)])
    return Call({"name": name})


def _api_add(case: Case) -> Call:
    return Call(
        {"name": _code(case)}, json={"solution": make_solution(case.session).slug, "status": "active"}
    )


def _api_record(case: Case) -> Call:
    return Call({"name": _deployment(case, reported=True)}, json={"status": "active"})


def _api(**json: Any) -> Any:
    def make(case: Case) -> Call:
        return Call({"name": _code(case)}, json=json)

    return make


def _api_choosing(case: Case) -> Call:
    slug = make_solution(case.session).slug
    return Call({"name": _code(case)}, json={"kind": "solution", "record": slug, "choice": "endorsed"})


def _chosen(case: Case) -> Call:
    _code(case)
    record = (Kind.SOLUTION, make_solution(case.session).id)
    row = choices.choose(case.session, _focal_point(case), case.country, record, Choice.ENDORSED)
    return Call({"name": case.country, "number": row.id})


def _published(case: Case) -> Call:
    _code(case)
    row = documents.add(
        case.session, _focal_point(case), case.country,
        title="Plan", kind="plan", language="en", url="https://example.org/plan",
    )  # fmt: skip
    return Call({"name": case.country, "number": row.id})


def _asked(case: Case) -> Call:
    _code(case)
    row = questions.ask(
        case.session, _focal_point(case), case.country, text={"en": "Who?"}, kind=QuestionType.TEXT
    )
    return Call({"name": case.country, "number": row.id}, json={"required": True})


def _api_opening(case: Case) -> Call:
    code = _code(case)
    if current(case.session, case.country) is not None:
        rounds.close_round(case.session, _focal_point(case), case.country)
    return Call({"name": code}, json={"ends_on": (now().date() + timedelta(days=30)).isoformat()})


def _api_closing(case: Case) -> Call:
    return Call({"name": _close(case).path["code"]})


def _api_confirming(case: Case) -> Call:
    return Call({"name": case.country}, json={"deployments": [_deployment(case)]})


QUESTION = {"text": {"en": "Who hosts it?"}, "type": "text"}
PLAN = {"title": "Plan", "kind": "plan", "language": "en", "url": "https://example.org/plan"}
COUNTRY = "/api/v1/countries/{name}"
DESK = "/{lang}/countries/{code}/desk"
ANSWERS = "/{lang}/deployments/{name}/answers"
ONE = DESK + "/deployments/{name}"

EXPECTATIONS = [
    Expect("GET", DESK, LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK, SPEAK, _desk, OWN_OR_OTHER),
    Expect("GET", DESK + "/add", SPEAK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/add", SPEAK, _add, OWN_OR_OTHER),
    Expect("GET", DESK + "/round", LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/round", SPEAK, _close, OWN_OR_OTHER),
    Expect("POST", DESK + "/round/confirm", SPEAK, _desk, OWN_OR_OTHER),
    Expect("GET", DESK + "/settings", LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/settings", SPEAK, _names, OWN_OR_OTHER),
    Expect("GET", ONE, LOOK, _one(), OWN_OR_OTHER),
    Expect("POST", ONE, SPEAK, _one(stance="confirmed"), OWN_OR_OTHER),
    Expect("POST", ONE + "/correction", SPEAK, _one(status="pilot", why="It is a pilot."), OWN_OR_OTHER),
    Expect("POST", ONE + "/record", SPEAK, _recording, OWN_OR_OTHER),
    Expect("GET", "/{lang}/focal-points", everywhere(Actor.ADMINISTRATOR), relations=(Relation.NONE,)),
    Expect("POST", "/{lang}/focal-points", everywhere(Actor.ADMINISTRATOR), _appointing, (Relation.NONE,)),
    Expect("GET", DESK + "/choices", LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/choices", SPEAK, _choosing, OWN_OR_OTHER),
    Expect("GET", DESK + "/documents", LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/documents", SPEAK, _publishing, OWN_OR_OTHER),
    public("/api/v1/countries/{name}/documents", lambda case: Call({"name": "ken"})),
    *(record(f"/api/v1/{each}/{{name}}/choices") for each in ("countries", "solutions", "standards")),
    Expect("GET", DESK + "/questions", LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/questions", SPEAK, _asking, OWN_OR_OTHER),
    Expect("GET", ANSWERS, own(Actor.OWNER, Actor.MEMBER), _answering, OWN_OR_OTHER),
    Expect("POST", ANSWERS, own(Actor.OWNER, Actor.MEMBER), _answering, OWN_OR_OTHER),
    record("/api/v1/countries/{name}/questions"),
    record("/api/v1/deployments/{name}/answers"),
    Expect("POST", "/api/v1" + ANSWERS[7:], own(Actor.OWNER, Actor.MEMBER), _api_answering, OWN_OR_OTHER),
    Expect("GET", DESK + "/people", LOOK, _country, OWN_OR_OTHER),
    Expect("POST", DESK + "/people", RENEW, _renewing, OWN_OR_OTHER),
    Expect("POST", DESK + "/people/hand-over", SPEAK, _handing_over, OWN_OR_OTHER),
    public("/api/v1/countries/{name}/authority", lambda case: Call({"name": "ken"}), 200, 404),
    public("/api/v1/countries/{name}/positions", lambda case: Call({"name": "ken"})),
    public("/api/v1/countries/{name}/round", lambda case: Call({"name": "ken"}), 200, 404),
    record("/api/v1/deployments/{name}/positions"),
    Expect("POST", "/api/v1/deployments/{name}/positions", SPEAK, _state, OWN_OR_OTHER),
    Expect("DELETE", "/api/v1/deployments/{name}/positions", SPEAK, _taken, OWN_OR_OTHER),
    Expect("POST", "/api/v1/deployments/{name}/record", SPEAK, _api_record, OWN_OR_OTHER),
    Expect("POST", "/api/v1/countries/{name}/deployments", SPEAK, _api_add, OWN_OR_OTHER),
    Expect("PUT", COUNTRY + "/authority", SPEAK, _api(names={"en": "Ministry"}), OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/choices", SPEAK, _api_choosing, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/choices/{number}/withdraw", SPEAK, _chosen, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/documents", SPEAK, _api(**PLAN), OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/documents/{number}/withdraw", SPEAK, _published, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/questions", SPEAK, _api(**QUESTION), OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/questions/{number}/required", SPEAK, _asked, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/questions/{number}/retire", SPEAK, _asked, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/round", SPEAK, _api_opening, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/round/close", SPEAK, _api_closing, OWN_OR_OTHER),
    Expect("POST", COUNTRY + "/confirmations", SPEAK, _api_confirming, OWN_OR_OTHER),
]
