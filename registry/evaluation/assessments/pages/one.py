"""One assessment: what everybody sees once it is published, and what its managers, reviewers and the vendor do with it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db import Database
from registry.db.base import now
from registry.errors import BadParameter, Fault, Invalid
from registry.evaluation.assessments import appealing, concluding, queries, scorecard_lines, standing
from registry.evaluation.assessments.candidates import candidates
from registry.evaluation.assessments.models import AppealOutcome, Assessment
from registry.evaluation.assessments.pages.frame import name_of, of_part, to
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import State
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.web.forms import Form, FormData
from registry.web.i18n import label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page

ANSWER: Final = needs(Permission.SCORECARD_ANSWER)


@get("/assessments/{name:str}", sync_to_thread=True)
def assessment_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText
) -> Response[bytes]:
    """One assessment, as far as the viewer may see it."""
    with db.read() as session:
        return show(request, session, viewer, name)


def show(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    name: str,
    *,
    typed: FormData | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    """The page of an assessment; as if there were none for whoever is nothing to it before it is published."""
    row = queries.assessment(session, name)
    held = standing.demand_reader(session, viewer, row)
    decides = row.state is State.APPEALED and appealing.may_decide(session, viewer, row)
    is_public = row.published_at is not None
    settled = standing.sees_levels(row, held)
    with using(language_of_request(request)):
        return page(
            request,
            "assessments/one.html",
            title=str(label(name_of(session, row))),
            status=422 if faults else 200,
            row=row,
            held=held,
            solution=solutions.refs(session, [row.solution_id])[row.solution_id],
            body=queries.body(session, row.body_id),
            version=queries.version_of(session, row),
            asked=queries.asked_in(session, row),
            reviewers=len(queries.counted(session, row.id)),
            draft=concluding.draft(session, row) if settled and row.state is State.FACTS else None,
            lines=scorecard_lines.lines(session, row) if settled else [],
            answers=queries.answers(session, row.id) if settled else [],
            appeal=queries.appeal(session, row.id) if is_public else None,
            may_appeal=Standing.VENDOR in held and appealing.may_appeal(session, row),
            decides=decides,
            may_publish=row.state is State.FACTS and concluding.may_publish(session, row, now()),
            moment=now(),
            running=_running(session, row) if Standing.MANAGER in held else None,
            review=queries.review_of(session, row.id, viewer.account_id) if viewer.is_signed_in else None,
            organisations=organisations.refs(session, _organisations(session, row)),
            typed=typed or FormData(),
            faults=faults or {},
        )


def _organisations(session: Session, row: Assessment) -> set[str]:
    made = queries.appeal(session, row.id)
    spoke = {each.organisation_id for each in queries.answers(session, row.id)}
    return spoke | ({made.organisation_id} if made else set())


def _running(session: Session, row: Assessment) -> dict[str, Any]:
    """What its managers see: who reviews and how far they are, never what they judge before all have locked."""
    offers = queries.assignments(session, row.id)
    reviews = {each.account_id: each for each in queries.reviews(session, row.id)}
    judged = queries.judgements(session, [each.id or 0 for each in reviews.values()])
    return {
        "offers": offers,
        "reviews": reviews,
        "done": {number: len(found) for number, found in judged.items()},
        "asked": len(queries.asked_in(session, row)),
        "candidates": candidates(session, row) if row.state in {State.PLANNED, State.REVIEWING} else [],
        "steps": queries.steps(session, row.id),
        "people": accounts.names_of(session, [each.account_id for each in offers]),
    }


def do(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    name: str,
    form: FormData,
    act: Callable[[Session], object],
    part: int | None = None,
) -> Response[Any]:
    """Do one thing to an assessment, and show it again; what is wrong is told beside its field, in its part."""
    try:
        with db.write() as session:
            act(session)
    except Invalid as error:
        with db.read() as session:
            faults = error.faults if part is None else of_part(error.faults, part)
            return show(request, session, viewer, name, typed=form, faults=faults)
    return to(request, "assessments", name)


@post("/assessments/{name:str}/answers", opt=ANSWER, sync_to_thread=True, status_code=303)
def answer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Correct a fact, or say that nothing more is to be corrected."""

    def act(session: Session) -> None:
        if form.text("go") == "done":
            concluding.have_answered(session, viewer, name)
            return
        concluding.answer(
            session, viewer, name, form.text("criterion"), form.text("text"), language_of_request(request)
        )

    return do(request, db, viewer, name, form, act)


@post("/assessments/{name:str}/appeal", opt=ANSWER, sync_to_thread=True, status_code=303)
def appeal(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Appeal against some levels."""
    return do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: appealing.appeal(session, viewer, name, form.texts("criteria"), form.text("text")),
    )


@post(
    "/assessments/{name:str}/appeal/decision",
    opt=needs(Permission.APPEAL_DECIDE),
    sync_to_thread=True,
    status_code=303,
)
def decide_appeal(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Decide an appeal."""
    outcome = form.text("outcome")
    if outcome not in list(AppealOutcome):
        raise BadParameter("outcome", "Load the page again.")
    return do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: appealing.decide(session, viewer, name, AppealOutcome(outcome), form.text("text")),
    )


PAGES: Final[list[ControllerRouterHandler]] = [assessment_page, answer, appeal, decide_appeal]
