"""Pages of evidence that everybody reads: the list with its filters, and one item; and what editors do with it."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments.formats import BODY_BYTES
from registry.db.values import body_of
from registry.errors import BadParameter, Fault, Invalid, Stale
from registry.evidence import files, proposal_pages, queries, service, words
from registry.evidence.drafts import EvidenceDraft
from registry.evidence.forms import filled
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.models import Direction
from registry.evidence.queries import Filters
from registry.solutions import queries as solutions
from registry.taxonomy import queries as taxonomy
from registry.web.forms import Form, FormData
from registry.web.i18n import current, gettext, label, using
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

__all__ = ["PAGES", "words"]

PAGE: Final = 30
CONFIRM: Final = needs(Permission.EVIDENCE_CONFIRM)
Choice = Annotated[str, QueryParameter()]


@get("/evidence", sync_to_thread=True)
def evidence_page(  # noqa: PLR0913 - one argument a filter
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    *,
    solution: Choice = "",
    country: Choice = "",
    kind: Choice = "",
    outcome: Choice = "",
    direction: Choice = "",
    independence: Choice = "",
    intervention: Choice = "",
    number: Annotated[int, QueryParameter(name="page", ge=1, le=1000)] = 1,
) -> Response[bytes]:
    """All evidence, narrowed by what it is about, where it was done, how, and what it found."""
    for name, value, allowed in (
        ("kind", kind, EvidenceKind),
        ("direction", direction, Direction),
        ("independence", independence, Independence),
    ):
        if value and value not in list(allowed):
            raise BadParameter(name, f"One of {', '.join(allowed)}.")
    with db.read() as session, using(language_of_request(request)):
        found = solutions.refs(session, [solutions.solution_id(session, solution)]) if solution else {}
        about = next(iter(found.values()), None)
        wanted = Filters(
            about.id if about else "", country.upper(), kind, outcome, direction, independence, intervention
        )
        shown = queries.listed(session, wanted, viewer, limit=PAGE + 1, offset=(number - 1) * PAGE)
        return page(
            request,
            "evidence/list.html",
            title=gettext("Evidence"),
            section="evidence",
            rows=shown[:PAGE],
            total=queries.count(session, wanted, viewer),
            number=number,
            has_more=len(shown) > PAGE,
            wanted=wanted,
            about=about,
            chosen={
                "solution": solution,
                "country": wanted.country,
                "kind": kind,
                "outcome": outcome,
                "direction": direction,
                "independence": independence,
                "intervention": intervention,
            },
            **choices(session),
        )


def choices(session: Session) -> dict[str, Any]:
    """What a filter or a form offers: outcomes, countries, kinds."""
    places = queries.countries_with_evidence(session)
    return {
        "outcomes": taxonomy.tree(session, service.OUTCOMES),
        "places": sorted(places, key=lambda ref: str(label(ref.names))),
        "kinds": list(EvidenceKind),
        "directions": list(Direction),
        "independences": list(Independence),
    }


@get("/evidence/{name:str}", sync_to_thread=True)
def evidence_item_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText
) -> Response[bytes]:
    """One item: what it is, what it found, what it does not show, and how each fact is known."""
    with db.read() as session:
        return _item(request, session, viewer, name)


@post("/evidence/{name:str}/confirm", opt=CONFIRM, status_code=303, sync_to_thread=True)
def confirm_evidence(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """An editor has read the decisive facts at their source."""
    try:
        with db.write() as session:
            service.confirm(session, viewer, name, read_at=form.lines("read_at"), note=form.text("note"))
    except Invalid as error:
        return _again(request, db, viewer, name, form, error)
    return Redirect(Urls(language_of_request(request)).to("evidence", name), status_code=303)


@post("/evidence/{name:str}/withdraw", opt=CONFIRM, status_code=303, sync_to_thread=True)
def withdraw_evidence(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """An editor takes the item from view, with the reason."""
    try:
        with db.write() as session:
            service.withdraw(session, viewer, name, reason=form.text("reason"))
    except Invalid as error:
        return _again(request, db, viewer, name, form, error)
    return Redirect(Urls(language_of_request(request)).to("evidence", name), status_code=303)


@get("/evidence/{name:str}/edit", opt=CONFIRM, sync_to_thread=True)
def edit_evidence_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, name: PathText
) -> Response[bytes]:
    """The form in which an editor corrects an item."""
    with db.read() as session:
        found = queries.item(session, name, viewer)
        return _edit(request, session, found.id, found.revision)


@post("/evidence/{name:str}/edit", opt=CONFIRM, status_code=303, sync_to_thread=True)
def edit_evidence(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """An editor corrects an item; a new state of it is kept beside the former ones."""
    revision, faults = form.number("seen") or 0, {}
    try:
        with db.write() as session, using(language_of_request(request)):
            service.change(
                session,
                viewer,
                name,
                corrected(session, service.draft_of(session, name), form),
                note=form.text("note"),
                revision=revision,
            )
        return Redirect(Urls(language_of_request(request)).to("evidence", name), status_code=303)
    except Invalid as error:
        faults = error.faults
    except Stale:
        pass
    with db.read() as session:
        if not faults:
            revision = queries.item(session, name, viewer).revision
        return _edit(request, session, name, revision, form, faults)


def corrected(session: Session, former: EvidenceDraft, form: FormData) -> EvidenceDraft:
    """The item with what the form says; what the form has no field for, and other languages, stay."""
    body = proposal_pages.read_form(session, form, former.key, body_of(former))
    return service.draft_from(body | {"independence": form.text("independence") or former.independence})


@post(
    "/evidence/{name:str}/files",
    opt=CONFIRM,
    status_code=303,
    sync_to_thread=True,
    request_max_body_size=BODY_BYTES,
)
def attach_to_evidence(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, name: PathText
) -> Response[Any]:
    """An editor attaches a file: a report, an instrument, a protocol."""
    try:
        with db.write() as session:
            files.attach(session, viewer, name, form.file("file"))
    except Invalid as error:
        return _again(request, db, viewer, name, form, error)
    return Redirect(Urls(language_of_request(request)).to("evidence", name) + "#files", status_code=303)


def _item(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    name: str,
    faults: Invalid | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    found = queries.item(session, name, viewer)
    with using(language_of_request(request)):
        return page(
            request,
            "evidence/detail.html",
            title=found.title,
            section="evidence",
            status=422 if faults else 200,
            item=found,
            is_editor=viewer.may(Permission.EVIDENCE_CONFIRM),
            faults=faults.faults if faults else {},
            typed=typed or FormData(),
        )


def _again(
    request: Request[Any, Any, Any], db: Db, viewer: Viewer, name: str, form: FormData, error: Invalid
) -> Response[bytes]:
    with db.read() as session:
        return _item(request, session, viewer, name, error, form)


def _edit(
    request: Request[Any, Any, Any],
    session: Session,
    name: str,
    revision: int,
    typed: FormData | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    """The form; without faults but with what was typed, somebody else corrected the item meanwhile."""
    draft = service.draft_of(session, name)
    with using(language_of_request(request)):
        return page(
            request,
            "evidence/form.html",
            title=gettext("Correct an item"),
            section="evidence",
            status=422 if faults else 412 if typed else 200,
            faults=faults or {},
            clashes=typed is not None and not faults,
            seen=revision,
            editing=name,
            bodies={},
            said=draft,
            **proposal_pages.offered(session, typed or filled(body_of(draft), current().code)),
        )


PAGES: Final[list[ControllerRouterHandler]] = [
    evidence_page,
    *proposal_pages.PAGES,
    evidence_item_page,
    confirm_evidence,
    withdraw_evidence,
    edit_evidence_page,
    edit_evidence,
    attach_to_evidence,
]
