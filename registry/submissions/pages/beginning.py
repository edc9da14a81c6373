"""What those who submit have under way, and the beginning of a new draft."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import Fault, mark
from registry.organisations import queries as organisations
from registry.organisations.schemas import OrganisationRef
from registry.submissions import queries, service
from registry.submissions.models import Submission, SubmissionKind
from registry.submissions.pages.forms import OPEN, first_section
from registry.submissions.workflow import WAITS_ON, Side
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, using
from registry.web.inputs import LARGEST, Db
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

KINDS: Final[dict[SubmissionKind, str]] = {
    SubmissionKind.SOLUTION: mark("A product or good that can be adopted: software, a model, data, content."),
    SubmissionKind.DEPLOYMENT: mark("A registered solution at work in one country."),
    SubmissionKind.ORGANISATION: mark("A body that owns, builds, runs, funds or standardises."),
    SubmissionKind.STANDARD: mark("A published specification, with its editions."),
}


@get("/submissions", opt=OPEN, sync_to_thread=True)
def mine_page(request: Request[Any, Any, Any], db: Db, viewer: Asker) -> Response[bytes]:
    """All submissions of one's own and of one's organisations, those that wait for the viewer first."""
    with db.read() as session, using(language_of_request(request)):
        rows = queries.own(session, viewer)
        groups = {side: [row for row in rows if WAITS_ON[row.state] is side] for side in Side}
        return page(
            request,
            "submissions/mine.html",
            title=gettext("My submissions"),
            groups=groups,
            organisations=organisations_of(session, rows),
            may_edit=lambda row: queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT),
        )


def organisations_of(session: Session, rows: Iterable[Submission]) -> dict[str, OrganisationRef]:
    """The organisations that submissions are made for, by id."""
    return organisations.refs(session, [row.organisation_id for row in rows if row.organisation_id])


@get("/submissions/new", opt=OPEN, sync_to_thread=True)
def new_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    *,
    kind: Annotated[SubmissionKind | None, QueryParameter(name="kind")] = None,
    target: Annotated[str, QueryParameter(name="target", max_length=120)] = "",
    parent: Annotated[int | None, QueryParameter(name="parent", ge=1, le=LARGEST)] = None,
    solution: Annotated[str, QueryParameter(name="solution", max_length=120)] = "",
) -> Response[bytes]:
    """What is to be proposed, and for whom."""
    asked = FormData(
        {
            "kind": [kind.value if kind else ""],
            "target": [target],
            "parent": [str(parent or "")],
            "solution": [solution],
        }
    )
    with db.read() as session:
        return begin_page(request, session, viewer, asked)


@post("/submissions/new", opt=OPEN, sync_to_thread=True, status_code=303)
def begin(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Begin a draft and open its first step."""
    chosen = form.text("kind")
    if chosen not in {each.value for each in SubmissionKind}:
        with db.read() as session:
            faults = {"kind": Fault(mark("Choose what you want to propose."))}
            return begin_page(request, session, viewer, form, faults=faults)
    kind = SubmissionKind(chosen)
    solution = form.text("solution")
    with db.write() as session:
        row = service.create(
            session,
            viewer,
            kind,
            organisation=form.text("organisation"),
            target=form.text("target"),
            parent_id=form.number("parent"),
            body={"solution": solution} if solution and kind is SubmissionKind.DEPLOYMENT else None,
        )
        number, section = row.id, first_section(kind)
    return to(request, str(number), "edit", section)


def begin_page(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    asked: FormData,
    *,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    """The page on which a draft is begun, with what was asked for so far."""
    target = asked.text("target")
    kind = next((each.value for each in SubmissionKind if each.value == asked.text("kind")), "")
    with using(language_of_request(request)):
        ids = viewer.organisations(Permission.SUBMISSION_EDIT)
        refs = sorted(organisations.refs(session, ids).values(), key=lambda ref: ref.slug)
        return page(
            request,
            "submissions/new.html",
            title=gettext("Propose a change") if target else gettext("New submission"),
            status=422 if faults else 200,
            kinds=KINDS,
            asked=asked,
            faults=dict(faults or {}),
            organisations=refs,
            called=queries.names_of_record(session, kind, target),
            open_ones=queries.open_on(session, viewer, kind, target) if target else [],
        )


def to(request: Request[Any, Any, Any], *segments: str) -> Redirect:
    """Where one goes on: an address below that of submissions."""
    address = Urls(language_of_request(request)).to("submissions", *segments)
    return Redirect(address, status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [mine_page, new_page, begin]
