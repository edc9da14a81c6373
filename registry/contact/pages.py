"""Pages to write to whoever answers for a record, to send what was written, and to answer it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

from registry.accounts.answering import Body, answering_for
from registry.accounts.cookies import browser_of
from registry.accounts.guard import Asker, needs
from registry.accounts.pages.entry import limit_mails, refused, to
from registry.accounts.permissions import Permission, ScopeKind
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import LOOKS_LIKE
from registry.audit.pages import Head, bodies, named, record_of, titles
from registry.contact import queries, service
from registry.contact.schemas import MessageRow
from registry.db import Database
from registry.db.ids import Kind
from registry.db.limits import take
from registry.deployments import queries as deployments
from registry.errors import BadParameter, Fault, Invalid, TooOften
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.web import plain
from registry.web.forms import Form, FormData
from registry.web.i18n import Label, gettext, label, using
from registry.web.inputs import LARGEST, Db, PathNumber, PathText
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page

PAGE: Final = 50
MESSAGES_BY_ONE: Final = 5
MESSAGES_FROM_ONE: Final = 20
PER: Final = timedelta(days=1)
ANSWERS: Final = needs(Permission.MESSAGE_ANSWER)


class Listed(Struct, frozen=True):
    """A message in the list with what its record is called."""

    row: MessageRow
    title: Label | str


# --------------------------------------------------------------------------- writing


@get("/messages/new", sync_to_thread=True)
def write_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    record: Annotated[str, QueryParameter(description="Kind and name: solution:openmrs.")],
) -> Response[bytes]:
    """The form to write to whoever answers for a record, or how else to reach them."""
    with db.read() as session, using(language_of_request(request)):
        return _form(request, session, viewer, record_of(session, record), FormData({"name": [viewer.name]}))


def _form(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    record: Head,
    typed: FormData,
    error: Invalid | TooOften | None = None,
) -> Response[bytes]:
    status, faults, headers = refused(error, "text") if error else (200, {}, {})
    answering = service.answering(session, record.kind, record.id)
    called = bodies(session, [f"{each.scope}:{each.id}" for each in answering])
    return page(
        request,
        "contact/write.html",
        title=gettext("Write about %(name)s") % {"name": record.title},
        status=status,
        headers=headers,
        record=record,
        answering=list(called.values()),
        channels=[] if answering else _channels(session, record),
        is_known=viewer.is_signed_in,
        days=service.KEPT.days,
        faults=faults,
        is_suspect=_is_suspect(faults),
        typed=typed,
    )


def _is_suspect(faults: Mapping[str, Fault]) -> bool:
    return "text" in faults and faults["text"].message == LOOKS_LIKE


def _channels(session: Session, record: Head) -> list[tuple[Label | str, str]]:
    """Where else those who answer for a record can be reached, as they publish it: what it is, and its address."""
    found: list[tuple[Label | str, str]] = []
    solution = record.id if record.kind is Kind.SOLUTION else ""
    if record.kind is Kind.DEPLOYMENT:
        solution = deployments.deployment(session, record.id).solution.id
    if solution:
        view = solutions.solution(session, solution)
        addresses = [view.contact, *view.links.get("home", [])]
        found += [(label(view.names), each) for each in dict.fromkeys(addresses) if each]
    for body in answering_for(session, record.kind, record.id):
        if body.scope is ScopeKind.ORGANISATION:
            organisation = organisations.organisation(session, body.id)
            found += [(label(organisation.names), organisation.home)] if organisation.home else []
    return found


@post("/messages", sync_to_thread=True, status_code=303)
def write(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Send the message of whoever is signed in; anybody else gets the link that sends it by mail."""
    language = language_of_request(request)
    draft = service.Draft(
        text=plain.tidied(form.text("text")),
        name=plain.one_line(form.text("name")),
        email=form.text("email"),
        language=language,
        is_clear=form.flag("clear"),
    )
    with db.read() as session, using(language):
        record = record_of(session, form.text("record"))
    try:
        address = service.check(draft, is_known=viewer.is_signed_in)
        _limit(request, db, viewer.account_id, address)
        with db.write() as session:
            is_sent = service.write(session, viewer, record.kind, record.id, draft)
    except (Invalid, TooOften) as error:
        with db.read() as session, using(language):
            return _form(request, session, viewer, record, form, error)
    return to(request, "messages", "sent") if is_sent else to(request, "messages", "waiting")


def _limit(request: Request[Any, Any, Any], database: Database, account_id: str, address: str) -> None:
    """Keep anybody from writing to many people, and from having us write to somebody who did not ask for it."""
    if address:
        limit_mails(request, database, address)
    take(database, "message by", account_id or address, MESSAGES_BY_ONE, PER)
    take(database, "message from", browser_of(request).client, MESSAGES_FROM_ONE, PER)


@get("/messages/waiting", sync_to_thread=True)
def waiting_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Say that a mail is on its way."""
    with using(language_of_request(request)):
        return page(request, "contact/sent.html", title=gettext("Look into your mailbox"), is_sent=False)


@get("/messages/sent", sync_to_thread=True)
def sent_page(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Say that the message is sent."""
    with using(language_of_request(request)):
        return page(request, "contact/sent.html", title=gettext("Your message is sent"), is_sent=True)


@get("/messages/confirm/{token:str}", sync_to_thread=True)
def confirm_page(request: Request[Any, Any, Any], db: Db, token: PathText) -> Response[bytes]:
    """What is about to be sent; nothing happens by looking at it, as mail programs follow links by themselves."""
    with db.read() as session, using(language_of_request(request)):
        row = service.waiting(session, token)
        return page(
            request,
            "contact/confirm.html",
            title=gettext("Send your message"),
            record=named(session, row.record_kind, row.record_id),
            text=row.text,
            name=row.name,
            token=token,
        )


@post("/messages/confirm/{token:str}", sync_to_thread=True, status_code=303)
def confirm(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, token: PathText, form: Form
) -> Response[Any]:
    """Send it."""
    with db.write() as session:
        service.confirm(session, viewer, token)
    return to(request, "messages", "sent")


# --------------------------------------------------------------------------- answering


@get("/messages", opt=ANSWERS, sync_to_thread=True)
def messages_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    before: Annotated[int, QueryParameter(ge=0, le=LARGEST)] = 0,
) -> Response[bytes]:
    """The messages that one may answer, the newest first."""
    with db.read() as session, using(language_of_request(request)):
        rows = queries.messages(session, viewer, before=before, limit=PAGE + 1)
        shown = rows[:PAGE]
        called = titles(session, {(Kind(row.record_kind), row.record_id) for row in shown})
        return page(
            request,
            "contact/list.html",
            title=gettext("Messages to you"),
            rows=[
                Listed(row, called.get((Kind(row.record_kind), row.record_id), row.record_id))
                for row in shown
            ],
            next=shown[-1].id if len(rows) > PAGE else 0,
            before=before,
        )


@get("/messages/{number:int}", opt=ANSWERS, sync_to_thread=True)
def message_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """One message, its answers, and the form to answer it."""
    with db.read() as session:
        return _message(request, session, viewer, number)


def _message(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    typed: FormData | None = None,
    faults: Mapping[str, Fault] | None = None,
) -> Response[bytes]:
    found = queries.message(session, viewer, number)
    mine = [each for each in queries.bodies_of(viewer) if each in queries.recipients(session, number)]
    with using(language_of_request(request)):
        record = (Kind(found.record_kind), found.record_id)
        called = bodies(
            session, [each.by for each in found.answers] + [f"{each.scope}:{each.id}" for each in mine]
        )
        return page(
            request,
            "contact/message.html",
            title=gettext("A message about %(name)s")
            % {"name": titles(session, [record]).get(record, found.record_id)},
            status=422 if faults else 200,
            message=found,
            written_in=LANGUAGES[found.language],
            called=called,
            answering=[(f"{each.scope}:{each.id}", called[f"{each.scope}:{each.id}"]) for each in mine],
            days=service.KEPT.days,
            faults=faults or {},
            is_suspect=_is_suspect(faults or {}),
            typed=typed or FormData(),
        )


@post("/messages/{number:int}/answers", opt=ANSWERS, sync_to_thread=True, status_code=303)
def answer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Answer it; the answer goes out by mail."""
    scope, _, scope_id = form.text("for").partition(":")
    if scope not in {ScopeKind.ORGANISATION, ScopeKind.COUNTRY} or not scope_id:
        raise BadParameter("for", "Say for whom you answer.")
    text = plain.tidied(form.text("text"))
    try:
        with db.write() as session:
            body = Body(ScopeKind(scope), scope_id)
            service.answer(session, viewer, number, body, text, is_clear=form.flag("clear"))
    except Invalid as error:
        with db.read() as session:
            return _message(request, session, viewer, number, form, error.faults)
    return to(request, "messages", str(number))


PAGES: Final[list[ControllerRouterHandler]] = [
    write_page,
    write,
    waiting_page,
    sent_page,
    confirm_page,
    confirm,
    messages_page,
    message_page,
    answer,
]
