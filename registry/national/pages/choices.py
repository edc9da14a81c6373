"""What a country makes of solutions and standards, and the documents that it publishes."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments.formats import BODY_BYTES
from registry.db.ids import Kind
from registry.errors import Invalid, NotFound, mark
from registry.national import queries
from registry.national.models import Choice, DocumentKind
from registry.national.pages.frame import LOOK, MANAGE, Faults, code_of, desk_page, done, to_desk
from registry.national.schemas import Chosen
from registry.national.service import choices, documents
from registry.solutions import queries as solutions
from registry.standards import queries as standards
from registry.web.forms import Form, FormData
from registry.web.inputs import Db, PathText
from registry.web.render import language_of_request

MOST: Final = 20


@get("/countries/{code:str}/desk/choices", opt=LOOK, sync_to_thread=True)
def choices_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    code: PathText,
    q: Annotated[str, QueryParameter(name="q", max_length=200)] = "",
    record: Annotated[str, QueryParameter(name="record", max_length=140)] = "",
) -> Response[bytes]:
    """The choices in force; a solution or standard is found, then chosen."""
    with db.read() as session:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _choices(request, session, viewer, known, record, q=q)


def _choices(  # noqa: PLR0913 - what was asked for and what was sent
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    record: str,
    *,
    q: str = "",
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    return desk_page(
        request,
        session,
        viewer,
        code,
        "choices",
        title=mark("National choices of %(country)s"),
        part="choices",
        faults=faults,
        chosen=_record(session, record) if record else None,
        listed=queries.choices(session, code),
        documents=queries.documents(session, code),
        kinds=list(Choice),
        q=q,
        found=_named_like(session, q) if q else [],
        values={name: sent.text(name) if sent else "" for name in ("choice", "since", "note", "document")},
    )


def _named_like(session: Session, q: str) -> list[Chosen]:
    found = [
        Chosen("solution", each.id, each.slug, each.names) for each in solutions.by_name(session, q, MOST)
    ]
    return found + [
        Chosen("standard", each.id, each.slug, each.names) for each in standards.by_name(session, q, MOST)
    ]


def _record(session: Session, name: str) -> Chosen:
    """The record that a form names as `solution/openmrs`."""
    kind, _, slug = name.partition("/")
    if kind == Kind.SOLUTION and slug:
        record_id = solutions.solution_id(session, slug)
        solution = solutions.refs(session, [record_id])[record_id]
        return Chosen(kind, record_id, solution.slug, solution.names)
    if kind == Kind.STANDARD and slug:
        record_id = standards.standard_id(session, slug)
        standard = standards.refs(session, [record_id])[record_id]
        return Chosen(kind, record_id, standard.slug, standard.names)
    raise NotFound(f"No record {name}.", name=name)


@post("/countries/{code:str}/desk/choices", opt=MANAGE, sync_to_thread=True, status_code=303)
def choose(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """State a choice, or withdraw one."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_MANAGE)
        if (number := form.number("withdraw")) is not None:
            choices.withdraw(session, viewer, known, number)
            return
        chosen = _record(session, form.text("record"))
        if form.text("choice") not in {each.value for each in Choice}:
            raise Invalid({"choice": mark("Choose what it is for the country.")})
        note = {language_of_request(request): form.text("note")} if form.text("note") else {}
        choices.choose(
            session,
            viewer,
            known,
            (Kind(chosen.kind), chosen.id),
            Choice(form.text("choice")),
            since=form.text("since"),
            note=note,
            document_id=form.number("document"),
        )

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _choices(request, session, viewer, known, form.text("record"), faults=faults, sent=form)

    return done(db, change, to_desk(request, code, "choices"), again)


@get("/countries/{code:str}/desk/documents", opt=LOOK, sync_to_thread=True)
def documents_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText) -> Response[bytes]:
    """The documents of the country, and the form to add one."""
    with db.read() as session:
        return _documents(request, session, viewer, code_of(session, viewer, code, Permission.COUNTRY_READ))


def _documents(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    code: str,
    faults: Faults | None = None,
    sent: FormData | None = None,
) -> Response[bytes]:
    typed = ("title", "kind", "language", "from_year", "until_year", "url", "licence")
    return desk_page(
        request,
        session,
        viewer,
        code,
        "documents",
        title=mark("Documents of %(country)s"),
        part="documents",
        faults=faults,
        documents=queries.documents(session, code),
        kinds=list(DocumentKind),
        values={name: sent.text(name) if sent else "" for name in typed},
    )


@post(
    "/countries/{code:str}/desk/documents",
    opt=MANAGE,
    sync_to_thread=True,
    status_code=303,
    request_max_body_size=BODY_BYTES,
)
def publish(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, code: PathText, form: Form
) -> Response[Any]:
    """Publish a document, or take one off the page."""

    def change(session: Session) -> None:
        known = code_of(session, viewer, code, Permission.COUNTRY_MANAGE)
        if (number := form.number("withdraw")) is not None:
            documents.withdraw(session, viewer, known, number)
            return
        documents.add(
            session,
            viewer,
            known,
            title=form.text("title"),
            kind=form.text("kind"),
            language=form.text("language"),
            from_year=form.number("from_year"),
            until_year=form.number("until_year"),
            url=form.text("url"),
            upload=form.file("file"),
            licence=form.text("licence"),
        )

    def again(session: Session, faults: Faults) -> Response[bytes]:
        known = code_of(session, viewer, code, Permission.COUNTRY_READ)
        return _documents(request, session, viewer, known, faults, form)

    return done(db, change, to_desk(request, code, "documents"), again)


PAGES: Final[list[ControllerRouterHandler]] = [choices_page, choose, documents_page, publish]
