"""A focal point records a deployment that nobody has recorded: first the solution, then what is known of it."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.deployments import queries as deployments
from registry.deployments.models import DeploymentStatus
from registry.deployments.schemas import DeploymentRow
from registry.errors import mark
from registry.national.pages.frame import SPEAK, Faults, code_of, desk_page, done, to_desk
from registry.national.pages.one import NUMBERS, SHARES, TEXTS, values_of
from registry.national.service import records
from registry.solutions import queries as solutions
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathText


@get("/countries/{code:str}/desk/add", opt=SPEAK, sync_to_thread=True)
def choose(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    code: PathText,
    q: Annotated[str, QueryParameter(name="q", max_length=200)] = "",
    solution: Annotated[str, QueryParameter(name="solution", max_length=120)] = "",
) -> Response[bytes]:
    """Find the solution; then the form for its deployment."""
    with db.read() as session:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        return _show(request, session, viewer, known, solution, q=q)


def _show(  # noqa: PLR0913 - what was asked for and what was sent
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    solution: str,
    *,
    q: str = "",
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    chosen = None
    if solution:
        solution_id = solutions.solution_id(session, solution)
        chosen = solutions.refs(session, [solution_id])[solution_id]
    return desk_page(
        request,
        session,
        viewer,
        code,
        "add",
        title=mark("Add a deployment in %(country)s"),
        part="add",
        faults=faults,
        q=q,
        found=solutions.by_name(session, q) if q else [],
        chosen=chosen,
        known=_known(session, chosen.id, code) if chosen else [],
        values={name: sent.text(name) if sent else "" for name in (*TEXTS, *NUMBERS, *SHARES)},
        links=sent.text("links") if sent else "",
        statuses=list(DeploymentStatus),
    )


def _known(session: Session, solution_id: str, code: str) -> list[DeploymentRow]:
    """What is recorded of the solution in the country already."""
    ids = deployments.page_of_ids(session, "", 20, solution_id, code)
    return deployments.by_ids(session, ids)


@post("/countries/{code:str}/desk/add", opt=SPEAK, sync_to_thread=True, status_code=303)
def add(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form) -> Response[Any]:
    """Record the deployment; it is confirmed at once."""
    made: list[str] = []

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        solution_id = solutions.solution_id(session, form.text("solution"))
        values = values_of(form) | {"links": form.lines("links")}
        made.append(records.add(session, viewer, known, solution_id, values))

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_CONFIRM)
        return _show(request, session, viewer, known, form.text("solution"), faults=faults, sent=form)

    answer = done(db, change, to_desk(request, code), again)
    return to_desk(request, code, "deployments", made[0]) if made else answer


PAGES: Final[list[ControllerRouterHandler]] = [choose, add]
