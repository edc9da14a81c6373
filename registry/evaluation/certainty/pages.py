"""Pages of certainty: a judgement for everybody; the form, and what waits for a second person, for those who judge."""

from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import BadParameter, Fault, Invalid, NotFound, mark
from registry.evaluation.certainty import queries, service
from registry.evaluation.grade import MOST_UP, Lowering, Raising, Rating, Start, Step
from registry.evidence.models import Direction
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.web.forms import Form, FormData
from registry.web.i18n import current, gettext, label, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

ACCOUNT: Final = needs(Permission.ACCOUNT_USE)
"""Two roles judge, by two permissions; which of them the viewer has is checked where it is done."""


@get("/certainty", opt=ACCOUNT, sync_to_thread=True)
def certainty_desk_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """Judgements that wait for a second person."""
    with db.read() as session:
        waiting = queries.proposed(session, viewer)
        own = {view.id for view in waiting if queries.author_of(session, view.id) == viewer.account_id}
        with using(language_of_request(request)):
            return page(
                request,
                "certainty/desk.html",
                title=gettext("Certainty of evidence"),
                section="evidence",
                waiting=waiting,
                moved=queries.to_judge_anew(session, viewer),
                own=own,
            )


@get("/certainty/{number:int}", sync_to_thread=True)
def certainty_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """A judgement with its reasons and its evidence; superseded ones stay."""
    with db.read() as session:
        return _judgement(request, session, viewer, number)


@get("/certainty/{solution:str}/{outcome:str}", opt=ACCOUNT, sync_to_thread=True)
def judge_certainty_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, solution: PathText, outcome: PathText
) -> Response[bytes]:
    """The form in which the certainty on one outcome is judged."""
    with db.read() as session:
        return _form(request, session, viewer, solution, outcome)


@post("/certainty/{solution:str}/{outcome:str}", opt=ACCOUNT, status_code=303, sync_to_thread=True)
def judge_certainty(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    form: Form,
    solution: PathText,
    outcome: PathText,
) -> Response[Any]:
    """Draft a judgement."""
    try:
        with db.write() as session, using(language_of_request(request)):
            number = service.draft(
                session,
                viewer,
                solution_id=solutions.solution_id(session, solution),
                outcome=outcome,
                direction=_direction(form),
                rating=rating_of(form),
                finding=_text(form, "finding"),
                evidence_ids=form.texts("items"),
                setting=_text(form, "setting"),
                version=form.text("version")[:40],
                is_critical=form.flag("critical"),
            )
    except Invalid as error:
        with db.read() as session:
            return _form(request, session, viewer, solution, outcome, form, error)
    return _to(request, str(number))


@post("/certainty/{number:int}/agree", opt=ACCOUNT, status_code=303, sync_to_thread=True)
def agree_on_certainty(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """A second person agrees."""
    del form  # read and checked before it comes here
    with db.write() as session:
        service.agree(session, viewer, number)
    return _to(request, str(number))


@post("/certainty/{number:int}/return", opt=ACCOUNT, status_code=303, sync_to_thread=True)
def return_certainty(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """A second person does not agree, and says why."""
    try:
        with db.write() as session:
            service.send_back(session, viewer, number, remark=form.text("remark"))
    except Invalid as error:
        with db.read() as session:
            return _judgement(request, session, viewer, number, error)
    return _to(request)


def rating_of(form: FormData) -> Rating:
    """The rating that a form says; `Invalid` names fields that hold no step."""
    start = form.text("start")
    if start not in list(Start):
        raise Invalid({"start": mark("Say what the body of evidence consists of.")})
    steps: dict[Lowering | Raising, Step] = {}
    faults: dict[str, Fault | str] = {}
    for reason in (*Lowering, *Raising):
        text = form.text(f"by_{reason}") or "0"
        if text not in {"-3", "-2", "-1", "0", "1", "2"}:
            faults[reason.value] = mark("Choose a step.")
            continue
        because = form.text(f"because_{reason}")
        if int(text) or because:
            steps[reason] = Step(int(text), because)
    if faults:
        raise Invalid(faults)
    return Rating(Start(start), steps)


def _direction(form: FormData) -> Direction:
    if form.text("direction") not in list(Direction):
        raise Invalid({"direction": mark("Say what the evidence finds on the whole.")})
    return Direction(form.text("direction"))


def _text(form: FormData, name: str) -> dict[str, str]:
    text = form.text(name)
    return {current().code: text} if text else {}


def _to(request: Request[Any, Any, Any], *segments: str) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to("certainty", *segments), status_code=303)


def _judgement(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    error: Invalid | None = None,
) -> Response[bytes]:
    found = queries.judgement(session, number, viewer)
    own = bool(viewer.account_id) and queries.author_of(session, number) == viewer.account_id
    with using(language_of_request(request)):
        return page(
            request,
            "certainty/detail.html",
            title=f"{label(found.solution.names)}: {label(found.outcome.label)}",
            section="evidence",
            status=422 if error else 200,
            judgement=found,
            others=[
                each
                for each in queries.history(session, found.solution.id, found.outcome.code)
                if each.id != found.id
            ],
            may_judge=queries.may_judge(viewer),
            may_decide=found.state == "proposed" and queries.may_judge(viewer) and not own,
            faults=error.faults if error else {},
        )


def _form(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    solution: str,
    outcome: str,
    form: FormData | None = None,
    error: Invalid | None = None,
) -> Response[bytes]:
    if not queries.may_judge(viewer):
        viewer.demand(Permission.REVIEW_WRITE)
    product = solutions.refs(session, [solutions.solution_id(session, solution)])
    about = next(iter(product.values()))
    service.check_conflict(session, viewer, about.id)
    names = taxonomy.labels(session, [(queries.OUTCOMES, outcome)])
    if not names:
        raise NotFound(f"No outcome {outcome}.", code=outcome)
    items = queries.studies_on(session, about.id, outcome)
    if not items:
        raise BadParameter("outcome", "There is no published study of this outcome.")
    with using(language_of_request(request)):
        return page(
            request,
            "certainty/form.html",
            title=gettext("Judge the certainty of evidence"),
            section="evidence",
            status=422 if error else 200,
            solution=about,
            outcome=outcome,
            outcome_name=names[queries.OUTCOMES, outcome],
            items=items,
            starts=list(Start),
            lowering=list(Lowering),
            raising=list(MOST_UP.items()),
            directions=list(Direction),
            typed=form or FormData(),
            is_new=form is None,
            faults=error.faults if error else {},
        )


PAGES: Final[list[ControllerRouterHandler]] = [
    certainty_desk_page,
    certainty_page,
    judge_certainty_page,
    judge_certainty,
    agree_on_certainty,
    return_certainty,
]
