"""The rules of evidence levels for readers; and for administrators a form to draft others, and who would move."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.errors import Fault, Invalid, mark
from registry.evaluation.applicability import RiskTier
from registry.evaluation.certainty import queries as certainty
from registry.evaluation.grade import Certainty
from registry.evaluation.levels import queries, service
from registry.evaluation.levels.drafts import (
    EvidenceInProportion,
    GatesPassed,
    Level,
    NoHarm,
    RuleDraft,
    Step,
    UsedAtScale,
)
from registry.evidence.hierarchy import TESTS, EvidenceKind
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.web.forms import Form, FormData
from registry.web.i18n import current, gettext, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

MANAGE: Final = needs(Permission.FRAMEWORK_MANAGE)
MOST: Final = 20


@get("/evidence-levels", sync_to_thread=True)
def levels_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """How levels are given, and how many products have each."""
    with db.read() as session, using(language_of_request(request)):
        versions = queries.rules(session, viewer)
        return page(
            request,
            "levels/list.html",
            title=gettext("Evidence levels"),
            section="about",
            versions=versions,
            rule=next((each for each in versions if each.in_force), None),
            numbers=queries.numbers(session),
            may_manage=viewer.may(Permission.FRAMEWORK_MANAGE),
        )


@get("/evidence-levels/new", opt=MANAGE, sync_to_thread=True)
def new_rule_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """A form with the rules in force, to be changed."""
    with db.read() as session:
        viewer.demand(Permission.FRAMEWORK_MANAGE)
        return _form(request, session, values_of(queries.in_force(session)))


@post("/evidence-levels/new", opt=MANAGE, status_code=303, sync_to_thread=True)
def draft_rule(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Keep a draft, and show whom it would move."""
    try:
        with db.write() as session, using(language_of_request(request)):
            draft = draft_of(form, queries.next_version(session), queries.in_force(session))
            service.save(session, viewer, draft)
    except Invalid as error:
        with db.read() as session:
            return _form(request, session, {key: list(each) for key, each in form.fields.items()}, error)
    return Redirect(Urls(language_of_request(request)).to("evidence-levels", draft.version), status_code=303)


@get("/evidence-levels/{version:str}", sync_to_thread=True)
def rule_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, version: PathText) -> Response[bytes]:
    """One version of the rules; of a draft, who would move."""
    with db.read() as session, using(language_of_request(request)):
        found = queries.rule(session, version, viewer)
        moves = [] if found.published_at else queries.moves(session, RuleDraft.model_validate(found.rule))
        return page(
            request,
            "levels/detail.html",
            title=gettext("Rules for evidence levels, version %(number)s") % {"number": version},
            section="about",
            rule=found,
            moves=moves,
            products=solutions.refs(session, {each.solution_id for each in moves}),
        )


@post("/evidence-levels/{version:str}/publish", opt=MANAGE, status_code=303, sync_to_thread=True)
def publish_rule(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, version: PathText
) -> Response[Any]:
    """Put a draft in force."""
    with db.write() as session:
        service.publish(session, viewer, version)
    return Redirect(Urls(language_of_request(request)).to("evidence-levels", version), status_code=303)


def values_of(rule: RuleDraft | None) -> dict[str, list[str]]:
    """What the form holds for these rules."""
    needs_of = [need for step in rule.steps for need in step.needs] if rule else []
    gates = next((each for each in needs_of if isinstance(each, GatesPassed)), GatesPassed())
    evidence = next(
        (each for each in needs_of if isinstance(each, EvidenceInProportion)), EvidenceInProportion()
    )
    harm = next((each for each in needs_of if isinstance(each, NoHarm)), NoHarm())
    scale = [each for each in needs_of if isinstance(each, UsedAtScale)]
    return {
        "reviewers": [str(gates.reviewers)],
        "certainty": [evidence.certainty.value],
        "strict": [each.value for each in evidence.strict],
        "outcomes": list(evidence.outcomes),
        "kinds": [each.value for each in evidence.kinds],
        "harm": [harm.certainty.value],
        "promising": [str(scale[0].countries if scale else 1)],
        "proven": [str(scale[-1].countries if scale else 2)],
    }


def draft_of(form: FormData, version: str, former: RuleDraft | None) -> RuleDraft:
    """The rules that a form says; `Invalid` names the fields that say none."""
    faults: dict[str, Fault | str] = {}
    numbers = {name: _count(form, name, faults) for name in ("reviewers", "promising", "proven")}
    for name in ("certainty", "harm"):
        if form.text(name) not in list(Certainty):
            faults[name] = mark("Choose one of these.")
    if not form.text("changes"):
        faults["changes"] = mark("Say what changed.")
    if numbers["proven"] < numbers["promising"]:
        faults.setdefault("proven", mark("No fewer countries than for “promising”."))
    if faults:
        raise Invalid(faults)
    evidence = EvidenceInProportion(
        certainty=Certainty(form.text("certainty")),
        strict=[each for each in RiskTier if each in form.texts("strict")],
        outcomes=form.texts("outcomes"),
        kinds=[each for each in EvidenceKind if each in TESTS and each in form.texts("kinds")],
    )
    return RuleDraft(
        version=version,
        changes={current().code: form.text("changes")},
        maturity=former.maturity if former else [],
        steps=[
            Step(level=Level.VETTED, needs=[GatesPassed(reviewers=numbers["reviewers"])]),
            Step(
                level=Level.PROMISING,
                needs=[
                    evidence,
                    NoHarm(certainty=Certainty(form.text("harm"))),
                    UsedAtScale(countries=numbers["promising"], different_implementers=False),
                ],
            ),
            Step(level=Level.PROVEN, needs=[UsedAtScale(countries=numbers["proven"])]),
        ],
    )


def _count(form: FormData, name: str, faults: dict[str, Fault | str]) -> int:
    try:
        number = form.number(name)
    except Invalid as error:
        faults.update(error.faults)
        return 1
    if number is None or not 1 <= number <= MOST:
        faults[name] = Fault(mark("A number from 1 to %(most)s."), {"most": MOST})
        return 1
    return number


def _form(
    request: Request[Any, Any, Any],
    session: Session,
    values: dict[str, list[str]],
    error: Invalid | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "levels/form.html",
            title=gettext("Draft other rules"),
            section="about",
            status=422 if error else 200,
            values=values,
            outcomes=taxonomy.tree(session, certainty.OUTCOMES),
            certainties=list(reversed(Certainty)),
            tiers=list(RiskTier),
            kinds=sorted(TESTS),
            faults=error.faults if error else {},
        )


PAGES: Final[list[ControllerRouterHandler]] = [
    levels_page,
    new_rule_page,
    draft_rule,
    rule_page,
    publish_rule,
]
