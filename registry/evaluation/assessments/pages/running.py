"""Running assessments: opening them, setting the tier, asking reviewers, closing, publishing; and assessing bodies."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.countries import queries as countries
from registry.errors import Fault, Invalid, Moved, NotFound, mark
from registry.evaluation.assessments import (
    assigning,
    bodies,
    comparing,
    concluding,
    opening,
    queries,
    standing,
    voiding,
)
from registry.evaluation.assessments.pages import one
from registry.evaluation.assessments.pages.frame import own_part, tier_of, to
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.frameworks import queries as frameworks
from registry.solutions.queries import solution_id
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page

MANAGE: Final = needs(Permission.ASSESSMENT_MANAGE)


@get("/assessments", opt=MANAGE, sync_to_thread=True)
def assessments_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    *,
    every: Annotated[bool, QueryParameter(name="all")] = False,
) -> Response[bytes]:
    """The assessments that the viewer runs: those under way, or all."""
    with db.read() as session, using(language_of_request(request)):
        standing.demand_some_body(session, viewer)
        rows = [
            each
            for each in queries.assessments(session, states=() if every else queries.NEED_WORK)
            if Standing.MANAGER in standing.standings(session, viewer, each)
        ]
        return page(
            request,
            "assessments/list.html",
            title=gettext("Assessments"),
            rows=rows,
            every=every,
            names=queries.product_names(session, [each.solution_id for each in rows]),
            bodies={each.id: each for each in queries.bodies(session)},
            frameworks={each.id: each for each in frameworks.versions(session)},
        )


@get("/assessments/new", opt=MANAGE, sync_to_thread=True)
def new_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    solution: Annotated[str, QueryParameter(name="solution", max_length=120)] = "",
) -> Response[bytes]:
    """The form to open an assessment."""
    with db.read() as session:
        standing.demand_some_body(session, viewer)
        return _new(request, session, viewer, FormData({"solution": [solution]}))


def _new(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    typed: FormData,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "assessments/new.html",
            title=gettext("Open an assessment"),
            status=422 if faults else 200,
            bodies=[
                (each.id, label(each.names))
                for each in queries.bodies(session)
                if each.ended_at is None and standing.may_manage(session, viewer, each.id)
            ],
            versions=[
                (each.id, f"{label(each.names)} {each.version}")
                for each in frameworks.versions(session)
                if each.is_current
            ],
            typed=typed,
            faults=faults or {},
        )


@post("/assessments", opt=MANAGE, sync_to_thread=True, status_code=303)
def open_one(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Open an assessment."""
    try:
        with db.write() as session:
            number = opening.open_assessment(
                session,
                viewer,
                _solution(session, form.text("solution")),
                form.text("body"),
                form.text("version"),
                tier_of(form),
                product_version=form.text("product_version"),
                is_practice=form.flag("practice"),
            )
    except Invalid as error:
        with db.read() as session:
            return _new(request, session, viewer, form, error.faults)
    return to(request, "assessments", number)


def _solution(session: Session, name: str) -> str:
    try:
        return solution_id(session, name)
    except (NotFound, Moved) as error:
        raise Invalid({"solution": mark("Nothing is registered under that name.")}) from error


@post("/assessments/{name:str}/tier", opt=MANAGE, sync_to_thread=True, status_code=303)
def set_tier(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Set another tier of risk."""
    return one.do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: opening.set_tier(session, viewer, name, tier_of(form)),
    )


@post("/assessments/{name:str}/offers", opt=MANAGE, sync_to_thread=True, status_code=303)
def offer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Ask somebody to review."""
    return one.do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: assigning.offer(session, viewer, name, form.text("account")),
    )


@post("/assessments/{name:str}/offers/{number:int}/release", opt=MANAGE, sync_to_thread=True, status_code=303)
def release(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, number: PathNumber
) -> Response[Any]:
    """Take an offer or an open review back."""
    return one.do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: assigning.release(session, viewer, number, form.text("reason")),
    )


@post("/assessments/{name:str}/reviews/{number:int}/void", opt=MANAGE, sync_to_thread=True, status_code=303)
def void(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, number: PathNumber
) -> Response[Any]:
    """Void a review for a tie that was found later."""
    return one.do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: voiding.void(session, viewer, name, number, own_part(form, number).text("reason")),
        number,
    )


@post("/assessments/{name:str}/close", opt=MANAGE, sync_to_thread=True, status_code=303)
def close(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """End the comparison."""
    return one.do(request, db, viewer, name, form, lambda session: comparing.close(session, viewer, name))


@post("/assessments/{name:str}/answers/{number:int}", opt=MANAGE, sync_to_thread=True, status_code=303)
def reply(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText, number: PathNumber
) -> Response[Any]:
    """Say what became of a correction."""
    return one.do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: concluding.reply(session, viewer, name, number, own_part(form, number).text("text")),
        number,
    )


@post("/assessments/{name:str}/publish", opt=MANAGE, sync_to_thread=True, status_code=303)
def publish(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Publish the scorecard."""
    return one.do(request, db, viewer, name, form, lambda session: concluding.publish(session, viewer, name))


@post("/assessments/{name:str}/withdraw", opt=MANAGE, sync_to_thread=True, status_code=303)
def withdraw(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """Give an assessment up."""
    return one.do(
        request,
        db,
        viewer,
        name,
        form,
        lambda session: opening.withdraw(session, viewer, name, form.text("reason")),
    )


@get("/assessing-bodies", sync_to_thread=True)
def bodies_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """Who assesses here."""
    with db.read() as session:
        return _bodies(request, session)


def _bodies(
    request: Request[Any, Any, Any],
    session: Session,
    typed: FormData | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "assessments/bodies.html",
            title=gettext("Assessing bodies"),
            section="about",
            status=422 if faults else 200,
            bodies=queries.bodies(session),
            places=countries.refs(
                session, [each.country for each in queries.bodies(session) if each.country]
            ),
            typed=typed or FormData(),
            faults=faults or {},
        )


@post("/assessing-bodies", opt=MANAGE, sync_to_thread=True, status_code=303)
def recognise(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Recognise a national centre."""
    try:
        with db.write() as session:
            bodies.recognise(session, viewer, form.text("organisation"))
    except Invalid as error:
        with db.read() as session:
            return _bodies(request, session, form, error.faults)
    return to(request, "assessing-bodies")


@post("/assessing-bodies/{name:str}/end", opt=MANAGE, sync_to_thread=True, status_code=303)
def end_body(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """End that a national centre is recognised."""
    del form  # it holds nothing, but was checked for forgery
    with db.write() as session:
        bodies.end(session, viewer, name)
    return to(request, "assessing-bodies")


PAGES: Final[list[ControllerRouterHandler]] = [
    assessments_page,
    new_page,
    open_one,
    set_tier,
    offer,
    release,
    void,
    close,
    reply,
    publish,
    withdraw,
    bodies_page,
    recognise,
    end_body,
]
