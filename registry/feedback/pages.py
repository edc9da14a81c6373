"""Pages of reports: all of a solution, one with what may be done about it, the form, one's own, and what waits."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

import registry.feedback.words  # noqa: F401 - names what the templates show
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.countries import queries as countries
from registry.errors import Fault, Invalid, NotFound
from registry.evaluation.frameworks import queries as frameworks
from registry.evaluation.frameworks.schemas import VersionView
from registry.evidence import queries as evidence
from registry.feedback import limits, queries, service, verifying
from registry.feedback.models import FeedbackState, Reporter, Verification
from registry.feedback.service import FRAMEWORK, FeedbackDraft
from registry.solutions import queries as solutions
from registry.solutions.schemas import SolutionRef
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Chosen, Db, PathNumber, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

CREATE: Final = needs(Permission.FEEDBACK_CREATE)
MODERATE: Final = needs(Permission.FEEDBACK_MODERATE)
ACCOUNT: Final = needs(Permission.ACCOUNT_USE)
"""Moderators and focal points see different lists, by two permissions; which of them is checked in the queries."""

Faults = Mapping[str, Fault]


@get("/feedback", sync_to_thread=True)
def feedback_page(
    request: Request[Any, Any, Any], db: Db, solution: Annotated[str, QueryParameter()]
) -> Response[bytes]:
    """All reports on a solution, those of the public apart."""
    with db.read() as session, using(language_of_request(request)):
        about = _solution(session, solution)
        return page(
            request,
            "feedback/list.html",
            title=gettext("Reports on %(name)s") % {"name": label(about.names)},
            solution=about,
            feedback=(found := queries.of_solution(session, about.id)),
            criteria=_criteria(session, {each.framework_version for each in found.criteria}),
        )


@get("/feedback/new", opt=CREATE, sync_to_thread=True)
def new_feedback_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, solution: Annotated[str, QueryParameter()]
) -> Response[bytes]:
    """The form in which one reports on a solution."""
    with db.read() as session:
        return _form(request, session, viewer, solution)


@post("/feedback/new", opt=CREATE, status_code=303, sync_to_thread=True)
def send_feedback(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Report on a solution."""
    try:
        with db.write() as session:
            draft = _draft(session, form, language_of_request(request))
            number = service.send(session, viewer, draft, is_clear=form.flag("is_clear"))
    except Invalid as error:
        with db.read() as session:
            return _form(request, session, viewer, form.text("solution"), error.faults, form)
    return _to(request, str(number))


@get("/feedback/mine", opt=CREATE, sync_to_thread=True)
def own_feedback_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """What the viewer has reported, and what became of it."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "feedback/mine.html",
            title=gettext("Reports that you sent"),
            reports=queries.own(session, viewer),
        )


@get("/feedback/queue", opt=ACCOUNT, sync_to_thread=True)
def feedback_queue_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, settings: Chosen
) -> Response[bytes]:
    """What waits: for moderators all reports and clusters of incidents, for focal points those of their countries."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "feedback/queue.html",
            title=gettext("Reports that wait"),
            is_moderator=viewer.may(Permission.FEEDBACK_MODERATE),
            queue=queries.queue(
                session, viewer, least=settings.incident_reports, days=settings.incident_days
            ),
        )


@get("/feedback/{number:int}", sync_to_thread=True)
def report_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """One report, with what the viewer may do about it."""
    with db.read() as session:
        return _report(request, session, viewer, number)


@post("/feedback/{number:int}/withdraw", opt=CREATE, status_code=303, sync_to_thread=True)
def withdraw_feedback(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Take one's own report back."""
    del form  # read and checked before it comes here
    with db.write() as session:
        service.withdraw(session, viewer, number)
    return _to(request, "mine")


@post("/feedback/{number:int}/decision", opt=MODERATE, status_code=303, sync_to_thread=True)
def decide_feedback(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """A moderator publishes or refuses."""
    try:
        with db.write() as session:
            if form.text("decision") == "publish":
                service.publish(session, viewer, number)
            else:
                service.refuse(session, viewer, number, form.text("reason"))
    except Invalid as error:
        with db.read() as session:
            return _report(request, session, viewer, number, error.faults, form)
    return _to(request, "queue")


@post(
    "/feedback/{number:int}/answer",
    opt=needs(Permission.SCORECARD_ANSWER),
    status_code=303,
    sync_to_thread=True,
)
def answer_feedback(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Who answers for the product answers."""
    try:
        with db.write() as session:
            service.answer(session, viewer, number, form.text("answer"), language_of_request(request))
    except Invalid as error:
        with db.read() as session:
            return _report(request, session, viewer, number, error.faults, form)
    return _to(request, str(number))


@post("/feedback/{number:int}/mail", opt=CREATE, status_code=303, sync_to_thread=True)
def mail_feedback_link(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Have a link mailed to an address at the writer's organisation."""
    limits.count_mail(db, viewer)
    try:
        with db.write() as session:
            verifying.ask_organisation(session, viewer, number, form.text("email"))
    except Invalid as error:
        with db.read() as session:
            return _report(request, session, viewer, number, error.faults, form)
    return Redirect(
        Urls(language_of_request(request)).to("feedback", str(number), mailed="1"), status_code=303
    )


@post(
    "/feedback/{number:int}/confirm",
    opt=needs(Permission.COUNTRY_CONFIRM),
    status_code=303,
    sync_to_thread=True,
)
def confirm_feedback(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """A focal point vouches for a report."""
    del form  # read and checked before it comes here
    with db.write() as session:
        verifying.confirm_for_country(session, viewer, number)
    return _to(request, str(number))


@get("/feedback/verify/{token:str}", opt=CREATE, sync_to_thread=True)
def verify_feedback_page(request: Request[Any, Any, Any], token: PathText) -> Response[bytes]:
    """Where the mailed link leads; a button confirms, so that programs that follow links do not."""
    with using(language_of_request(request)):
        return page(
            request, "feedback/verify.html", title=gettext("Confirm that you work there"), token=token
        )


@post("/feedback/verify/{token:str}", opt=CREATE, status_code=303, sync_to_thread=True)
def verify_feedback(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, token: PathText
) -> Response[Any]:
    """Confirm by the mailed link."""
    del form  # read and checked before it comes here
    with db.write() as session:
        number = verifying.confirm_by_mail(session, viewer, token)
    return _to(request, str(number))


def _to(request: Request[Any, Any, Any], *segments: str) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to("feedback", *segments), status_code=303)


def _solution(session: Session, name: str) -> SolutionRef:
    found = solutions.solution_id(session, name)
    return solutions.refs(session, [found])[found]


def _asked(session: Session) -> VersionView | None:
    """The version of the framework whose criteria are asked about, if there is one."""
    try:
        return frameworks.version(session, FRAMEWORK)
    except NotFound:
        return None


def _criteria(session: Session, versions: set[str]) -> dict[tuple[str, str], Mapping[str, str]]:
    """What criteria of these versions are called."""
    return {
        (version, each.code): each.names
        for version in versions
        for each in frameworks.by_id(session, version).criteria
    }


def _draft(session: Session, form: FormData, language: str) -> FeedbackDraft:
    said = {}
    if asked := _asked(session):
        said = {(asked.id, each.code): form.text(f"c_{each.code}") for each in asked.criteria}
    reporter = form.text("reporter")
    country = form.text("country")
    return FeedbackDraft(
        solution_id=solutions.solution_id(session, form.text("solution")),
        reporter=Reporter(reporter) if reporter in list(Reporter) else None,
        works=form.text("works"),
        lacks=form.text("lacks"),
        country=country if countries.refs(session, [country]) else "",
        since=form.number("since"),
        is_incident=form.flag("incident"),
        language=language,
        opinions={key: word == "agree" for key, word in said.items() if word in {"agree", "disagree"}},
    )


def _form(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    solution: str,
    faults: Faults | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    about = _solution(session, solution)
    service.check_not_own(session, viewer, about.id)
    with using(language_of_request(request)):
        return page(
            request,
            "feedback/form.html",
            title=gettext("Report on %(name)s") % {"name": label(about.names)},
            status=422 if faults else 200,
            solution=about,
            reporters=list(Reporter),
            places=sorted(evidence.all_countries(session), key=lambda ref: str(label(ref.names))),
            version=_asked(session),
            faults=faults or {},
            typed=typed or FormData(),
        )


def _report(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    faults: Faults | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    row = queries.row(session, number, viewer)
    found = queries.report(session, number, viewer)
    is_own = bool(viewer.account_id) and row.account_id == viewer.account_id
    is_open = row.state in {FeedbackState.WAITING, FeedbackState.PUBLISHED}
    to_verify = is_open and row.verified is Verification.NONE and row.reporter is not Reporter.PUBLIC
    with using(language_of_request(request)):
        return page(
            request,
            "feedback/detail.html",
            title=gettext("Report on %(name)s") % {"name": label(found.solution.names)},
            status=422 if faults else 200,
            report=found,
            criteria=_criteria(session, {each.framework_version for each in found.opinions}),
            is_own=is_own,
            reason=row.reason if is_own else "",
            may_withdraw=is_own and is_open,
            may_mail=is_own and to_verify,
            may_confirm=to_verify and queries.may_confirm(viewer, row),
            may_decide=not is_own
            and row.state is FeedbackState.WAITING
            and viewer.may(Permission.FEEDBACK_MODERATE),
            may_answer=row.state is FeedbackState.PUBLISHED
            and bool(service.answering_bodies(session, viewer, row.solution_id)),
            mailed="mailed" in request.query_params,
            faults=faults or {},
            typed=typed or FormData(),
        )


PAGES: Final[list[ControllerRouterHandler]] = [
    feedback_page,
    new_feedback_page,
    send_feedback,
    own_feedback_page,
    feedback_queue_page,
    report_page,
    withdraw_feedback,
    decide_feedback,
    answer_feedback,
    mail_feedback_link,
    confirm_feedback,
    verify_feedback_page,
    verify_feedback,
]
