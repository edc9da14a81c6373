"""Pages of notices: all of them, one with its history and answers, and what administrators and owners do with it."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel import Session

import registry.notices.words  # noqa: F401 - names what the templates show
from registry.accounts.answering import Body
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission, ScopeKind
from registry.accounts.viewer import Viewer
from registry.audit.pages import Head, bodies, named, record_of, titles
from registry.db.ids import Kind
from registry.errors import BadParameter, Fault, Invalid, NotFound, mark
from registry.notices import queries, service
from registry.notices.models import NoticeKind
from registry.notices.schemas import NoticeAnswerView, NoticeRow, NoticeView
from registry.notices.service import NoticeDraft
from registry.web.forms import Form, FormData
from registry.web.i18n import Label, gettext, using
from registry.web.inputs import LARGEST, Db, PathNumber
from registry.web.languages import LANGUAGES
from registry.web.render import language_of_request, page
from registry.web.urls import Urls
from registry.web.vocabulary import explain, term

PAGE: Final = 50


class AnswerShown(Struct, frozen=True):
    """An answer with the name of the body that gave it."""

    answer: NoticeAnswerView
    by: Label | str


class NoticeShown(Struct, frozen=True):
    """A notice with the names of those who answered; `elsewhere` is the record it is on, where that is another."""

    notice: NoticeView
    answers: list[AnswerShown]
    elsewhere: Label | str = ""


class Listed(Struct, frozen=True):
    """A notice in the list with what its record is called."""

    row: NoticeRow
    title: Label | str


def on_record(session: Session, kind: Kind, record_id: str, found: list[NoticeView]) -> list[NoticeShown]:
    """The notices that a record's page shows, with names; one may be on another record, as that of a solution."""
    others = {(Kind(each.record_kind), each.record_id) for each in found} - {(kind, record_id)}
    called = titles(session, others) if others else {}
    return [
        NoticeShown(
            each,
            _answers(session, each.answers),
            called.get((Kind(each.record_kind), each.record_id), ""),
        )
        for each in found
    ]


def _answers(session: Session, answers: list[NoticeAnswerView]) -> list[AnswerShown]:
    if not answers:
        return []
    called = bodies(session, [f"{each.scope}:{each.body}" for each in answers])
    return [AnswerShown(each, called[f"{each.scope}:{each.body}"]) for each in answers]


@get("/notices", sync_to_thread=True)
def notices_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    before: Annotated[int, QueryParameter(ge=0, le=LARGEST)] = 0,
) -> Response[bytes]:
    """All notices, the newest first; those that have not begun yet only for who places them."""
    begun_by = None if viewer.may(Permission.NOTICE_PLACE) else queries.today()
    with db.read() as session, using(language_of_request(request)):
        rows = queries.listed(session, begun_by=begun_by, before=before, limit=PAGE + 1)
        shown = rows[:PAGE]
        called = titles(session, [(Kind(row.record_kind), row.record_id) for row in shown])
        return page(
            request,
            "notices/list.html",
            title=gettext("Notices on records"),
            rows=[
                Listed(row, called.get((Kind(row.record_kind), row.record_id), row.record_id))
                for row in shown
            ],
            next=shown[-1].id if len(rows) > PAGE else 0,
            before=before,
            today=queries.today(),
        )


@get("/notices/{number:int}", sync_to_thread=True)
def notice_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """One notice: what it says, what it said before, what was answered."""
    with db.read() as session:
        return _notice(request, session, viewer, number)


def _notice(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    *,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    found = queries.notice(session, number)
    kind = Kind(found.record_kind)
    answering = service.may_answer(session, viewer, kind, found.record_id)
    if found.starts_on > queries.today() and not (answering or viewer.may(Permission.NOTICE_PLACE)):
        raise NotFound(f"No notice {number}.", number=number)
    steps = queries.steps(session, number)
    with using(language_of_request(request)):
        record = named(session, kind, found.record_id)
        called = bodies(session, [f"{each.scope}:{each.id}" for each in answering])
        return page(
            request,
            "notices/detail.html",
            status=422 if faults else 200,
            title=gettext("%(what)s on %(name)s")
            % {"what": term("notice_kind", found.kind), "name": record.title},
            shown=NoticeShown(found, _answers(session, found.answers)),
            record=record,
            steps=steps,
            earlier=_answers(session, queries.answers_ever(session, number)),
            answering=[(f"{each.scope}:{each.id}", called[f"{each.scope}:{each.id}"]) for each in answering],
            today=queries.today(),
            faults=faults or {},
            typed=typed or FormData(),
        )


@get("/notices/new", opt=needs(Permission.NOTICE_PLACE), sync_to_thread=True)
def new_page(
    request: Request[Any, Any, Any],
    db: Db,
    record: Annotated[str, QueryParameter(description="Kind and name: solution:openmrs.")],
) -> Response[bytes]:
    """The form to place a notice on a record."""
    with db.read() as session, using(language_of_request(request)):
        return _form(request, record_of(session, record))


def _form(
    request: Request[Any, Any, Any],
    record: Head,
    *,
    changing: NoticeView | None = None,
    steps: int = 0,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    """The form for a new notice or a changed one, with what was typed or what the notice says now."""
    language = language_of_request(request)
    with using(language):
        heading = gettext("Change the notice on %(name)s") if changing else gettext("A notice on %(name)s")
        return page(
            request,
            "notices/form.html",
            status=422 if faults else 200,
            title=heading % {"name": record.title},
            record=record,
            changing=changing,
            steps=steps,
            kinds=[
                (each.value, term("notice_kind", each), explain("notice_kind", each)) for each in NoticeKind
            ],
            languages=[(code, each.autonym) for code, each in LANGUAGES.items()],
            typed=typed or _as_typed(changing, language),
            faults=faults or {},
        )


def _as_typed(notice: NoticeView | None, language: str) -> FormData:
    if notice is None:
        return FormData({"language": [language], "starts_on": [queries.today().isoformat()]})
    return FormData(
        {
            "kind": [notice.kind],
            "reason": [notice.reason],
            "language": [notice.language],
            "link": [notice.link],
            "starts_on": [notice.starts_on.isoformat()],
            "ends_on": [notice.ends_on.isoformat() if notice.ends_on else ""],
        }
    )


def _draft(form: FormData) -> NoticeDraft:
    """What the form says; what cannot be read is a fault of its field."""
    faults: dict[str, Fault | str] = {}
    days = {}
    for name in ("starts_on", "ends_on"):
        try:
            days[name] = form.day(name)
        except Invalid as error:
            faults |= error.faults
    kind = form.text("kind")
    if kind not in set(NoticeKind):
        faults["kind"] = mark("Choose what the notice warns of.")
    return NoticeDraft(
        kind=NoticeKind(kind) if kind in set(NoticeKind) else NoticeKind.SAFETY,
        reason=form.text("reason"),
        language=form.text("language"),
        link=form.text("link"),
        starts_on=days.get("starts_on"),
        ends_on=days.get("ends_on"),
        faults=faults,
    )


@post("/notices", opt=needs(Permission.NOTICE_PLACE), sync_to_thread=True, status_code=303)
def place(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Response[Any]:
    """Place a notice."""
    with db.read() as session, using(language_of_request(request)):
        record = record_of(session, form.text("record"))
    try:
        with db.write() as session:
            number = service.place(session, viewer, record.kind, record.id, _draft(form))
    except Invalid as error:
        return _form(request, record, faults=error.faults, typed=form)
    return _to(request, number)


def _to(request: Request[Any, Any, Any], number: int) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to("notices", str(number)), status_code=303)


@get("/notices/{number:int}/edit", opt=needs(Permission.NOTICE_PLACE), sync_to_thread=True)
def edit_page(request: Request[Any, Any, Any], db: Db, number: PathNumber) -> Response[bytes]:
    """The form to change a notice, or to lift it."""
    with db.read() as session:
        return _edit(request, session, number)


def _edit(
    request: Request[Any, Any, Any],
    session: Session,
    number: int,
    *,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    found = queries.notice(session, number)
    steps = typed.number("steps") if typed else None
    if steps is None:
        steps = queries.steps(session, number)[0].number
    with using(language_of_request(request)):
        record = named(session, Kind(found.record_kind), found.record_id)
    return _form(request, record, changing=found, steps=steps, faults=faults, typed=typed)


@post("/notices/{number:int}", opt=needs(Permission.NOTICE_PLACE), sync_to_thread=True, status_code=303)
def change(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Say something else with a notice."""
    try:
        with db.write() as session:
            service.change(session, viewer, number, _draft(form), steps=form.number("steps") or 0)
    except Invalid as error:
        with db.read() as session:
            return _edit(request, session, number, faults=error.faults, typed=form)
    return _to(request, number)


@post("/notices/{number:int}/lift", opt=needs(Permission.NOTICE_PLACE), sync_to_thread=True, status_code=303)
def lift(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """End a notice now."""
    try:
        with db.write() as session:
            service.lift(
                session,
                viewer,
                number,
                form.text("lift_reason"),
                language_of_request(request),
                steps=form.number("steps") or 0,
            )
    except Invalid as error:
        faults = {"lift_reason" if name == "reason" else name: each for name, each in error.faults.items()}
        with db.read() as session:
            return _notice(request, session, viewer, number, faults=faults, typed=form)
    return _to(request, number)


@post(
    "/notices/{number:int}/answers", opt=needs(Permission.NOTICE_ANSWER), sync_to_thread=True, status_code=303
)
def answer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Answer a notice for a body that answers for its record."""
    scope, _, scope_id = form.text("for").partition(":")
    if scope not in {ScopeKind.ORGANISATION, ScopeKind.COUNTRY} or not scope_id:
        raise BadParameter("for", "Say for whom you answer.")
    body = Body(ScopeKind(scope), scope_id)
    try:
        with db.write() as session:
            service.answer(session, viewer, number, body, form.text("text"), language_of_request(request))
    except Invalid as error:
        with db.read() as session:
            return _notice(request, session, viewer, number, faults=error.faults, typed=form)
    address = Urls(language_of_request(request)).to("notices", str(number))
    return Redirect(f"{address}#answers", status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [
    notices_page,
    new_page,
    notice_page,
    place,
    edit_page,
    change,
    lift,
    answer,
]
