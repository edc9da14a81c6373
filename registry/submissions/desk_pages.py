"""The Secretariat's desk: queues, and one submission with all that is done to it."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

import registry.submissions.words  # noqa: F401 - names what the templates show
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of as people_named
from registry.accounts.viewer import Viewer
from registry.attachments.queries import of_owner
from registry.db import Database
from registry.errors import BadParameter, Fault, Invalid, NotFound, mark
from registry.organisations import queries as organisations
from registry.submissions import (
    consultation_queries,
    consulting,
    desk_queries,
    queries,
    screening,
)
from registry.submissions.desk_queries import PAGE, Queue
from registry.submissions.drafting import is_unchanged, published_body
from registry.submissions.files import KIND as FILES
from registry.submissions.machine_checks import doubts
from registry.submissions.merging import changed
from registry.submissions.models import Priority, Submission, SubmissionKind, Verdict
from registry.submissions.patient_texts import CLEAR
from registry.submissions.repository_file import file_of
from registry.submissions.sections import SECTIONS
from registry.submissions.stating import proposal
from registry.submissions.workflow import CLOSED, Action, Side, open_to
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

SCREEN: Final = needs(Permission.SUBMISSION_SCREEN)
_FIELD: Final = {"text": "reasons"}


@get("/desk", sync_to_thread=True)
def desk_page(
    request: Request[Any, Any, Any],
    db: Db,
    viewer: Asker,
    queue: Annotated[str, QueryParameter(name="queue")] = "",
    number: Annotated[int, QueryParameter(name="page", ge=1, le=1000)] = 1,
) -> Response[bytes]:
    """The queues, with how the desk stands."""
    screening.can_use_desk(viewer)
    open_queues = desk_queries.queues(viewer)
    if queue and queue not in open_queues:
        raise BadParameter("queue", f"One of {', '.join(open_queues)}.")
    with db.read() as session:
        figures = desk_queries.figures(session, viewer)
        chosen = Queue(queue) if queue else _first_with_work(open_queues, figures.counts)
        rows = desk_queries.queue(session, viewer, chosen, number)
        return page(
            request,
            "submissions/desk.html",
            title=gettext_in(request, "Screening desk"),
            queues=open_queues,
            chosen=chosen,
            figures=figures,
            rows=rows[:PAGE],
            number=number,
            has_more=len(rows) > PAGE,
        )


def _first_with_work(open_queues: tuple[Queue, ...], counts: dict[str, int]) -> Queue:
    return next((each for each in open_queues if counts[each.value]), open_queues[0])


def gettext_in(request: Request[Any, Any, Any], message: str) -> str:
    """A text in the language of the page."""
    with using(language_of_request(request)):
        return gettext(message)


@post("/desk/next", opt=SCREEN, sync_to_thread=True, status_code=303)
def take_next(request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form) -> Redirect:
    """Take up what has waited longest, and open it."""
    del form  # it holds nothing, but was checked for forgery
    with db.write() as session:
        taken = screening.take_next(session, viewer)
    return _to(request, "desk", *([str(taken.id)] if taken else []))


@get("/desk/{number:int}", sync_to_thread=True)
def work_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber) -> Response[bytes]:
    """One submission as the Secretariat works on it."""
    screening.can_read_desk(viewer)
    with db.read() as session:
        return _work(request, session, viewer, number)


def _work(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    *,
    faults: dict[str, Fault] | None = None,
    typed: FormData | None = None,
    part: str = "",
) -> Response[bytes]:
    row = queries.submission(session, viewer, number)
    if row.submitted_at is None:
        raise NotFound(f"No submission {number}.", id=number)
    before = _before(session, row)
    differing = set(changed(before, row.body, [*before, *row.body]))
    appeal = queries.appeal(session, number)
    with using(language_of_request(request)):
        words, _ = proposal(session, row)
        steps = queries.steps(session, number)
        messages = queries.messages(session, number)
        notes = desk_queries.notes(session, number) if viewer.may(Permission.SUBMISSION_SCREEN) else []
        said = [*(each.account_id for each in steps), *(each.account_id for each in messages)]
        people = people_named(session, [row.assignee_id or "", *said, *(each.account_id for each in notes)])
        return page(
            request,
            "submissions/screening.html",
            status=422 if faults else 200,
            title=str(label(row.names)) or gettext("Submission %(number)s") % {"number": number},
            row=row,
            organisation=organisations.refs(session, [row.organisation_id or ""]).get(
                row.organisation_id or ""
            ),
            words=words,
            file=file_of(row),
            unchanged=is_unchanged(session, row),
            attached=of_owner(session, viewer, (FILES, str(number))),
            sections=_sections(row, before, differing),
            verdicts=queries.section_decisions(session, number),
            steps=steps,
            messages=messages,
            notes=notes,
            people=people,
            decisions=queries.decisions(session, number),
            appeal=appeal,
            actions=open_to(row.state, Side.SECRETARIAT, appealed=appeal is not None),
            is_own=screening.is_own(viewer, row),
            screeners=_screeners(session, row, viewer),
            consultation=_consultation(session, number),
            comments=consultation_queries.all_comments(session, number),
            doubts=doubts(session, row) if row.state not in CLOSED else [],
            priorities=list(Priority),
            faults=faults or {},
            typed=typed or FormData(),
            part=part,
        )


def _before(session: Session, row: Submission) -> dict[str, Any]:
    """What the record said when the change was begun; nothing for a new one."""
    if not row.target_id or row.base_revision is None:
        return {}
    return published_body(session, row.kind, row.target_id, row.base_revision)


def _sections(
    row: Submission, before: dict[str, Any], differing: set[str]
) -> list[tuple[str, list[tuple[str, Any, Any, bool]]]]:
    """Section → (field, value before, value proposed, whether it differs) of what is stated or was."""
    return [
        (
            section,
            [
                (field, before.get(field), row.body.get(field), field in differing)
                for field in fields
                if field in before or field in row.body
            ],
        )
        for section, fields in SECTIONS[SubmissionKind(row.kind)].items()
    ]


def _screeners(session: Session, row: Submission, viewer: Viewer) -> list[tuple[str, str]]:
    """Who the submission can be given to: account and name."""
    if not viewer.may(Permission.SUBMISSION_SCREEN):
        return []
    ids = screening.screeners(session, row)
    named = people_named(session, ids)
    return sorted(((each, named.get(each, each)) for each in ids), key=lambda pair: pair[1].casefold())


def _consultation(session: Session, number: int) -> consultation_queries.ConsultationView | None:
    try:
        return consultation_queries.consultation(session, number)[0]
    except NotFound:
        return None


def _to(request: Request[Any, Any, Any], *segments: str) -> Redirect:
    return Redirect(Urls(language_of_request(request)).to(*segments), status_code=303)


def _do(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    number: int,
    form: FormData,
    part: str,
    act: Any,
) -> Response[Any]:
    """Do something to a submission and come back to it; what is wrong is told beside what was typed."""
    try:
        with db.write() as session:
            act(session)
    except Invalid as error:
        with db.read() as session:
            return _work(request, session, viewer, number, faults=error.faults, typed=form, part=part)
    address = Urls(language_of_request(request)).to("desk", str(number))
    return Redirect(f"{address}#{part}", status_code=303)


@post("/desk/{number:int}/assignee", opt=SCREEN, sync_to_thread=True, status_code=303)
def assign(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Give it to somebody: to oneself, to a named screener, or to whoever has the least to do."""
    to = {"self": viewer.account_id, "balanced": ""}.get(form.text("to"), form.text("to"))
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        "who",
        lambda session: screening.assign(session, viewer, number, to),
    )


@post("/desk/{number:int}/priority", opt=SCREEN, sync_to_thread=True, status_code=303)
def set_priority(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Say how soon it is needed."""
    priority = _one_of(Priority, form.text("priority"), "priority")
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        "who",
        lambda session: screening.set_priority(session, viewer, number, priority),
    )


@post("/desk/{number:int}/sections/{section:str}", opt=SCREEN, sync_to_thread=True, status_code=303)
def judge_section(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, section: PathText, form: Form
) -> Response[Any]:
    """Say what was found about one section."""
    verdict = _one_of(Verdict, form.text("verdict"), "verdict") if form.text("verdict") else None
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        f"section-{section}",
        lambda session: screening.judge_section(
            session, viewer, number, section, verdict, form.text("note"), is_clear=form.flag(CLEAR)
        ),
    )


@post("/desk/{number:int}/notes", opt=SCREEN, sync_to_thread=True, status_code=303)
def write_note(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Write something down that only the Secretariat reads."""
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        "notes",
        lambda session: screening.note(session, viewer, number, form.text("note"), is_clear=form.flag(CLEAR)),
    )


@post("/desk/{number:int}/messages", opt=SCREEN, sync_to_thread=True, status_code=303)
def say(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Say something that the other side reads, without asking for changes."""
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        "conversation",
        lambda session: screening.say(session, viewer, number, form.text("text"), is_clear=form.flag(CLEAR)),
    )


@post("/desk/{number:int}/moves", sync_to_thread=True, status_code=303)
def move(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Take it up, ask for changes, accept or decline it; also where it was appealed."""
    screening.can_use_desk(viewer)
    action = _one_of(Action, form.text("action"), "action") if form.text("action") else None
    if action not in {None, Action.TAKE_UP, Action.ASK_CHANGES, Action.ACCEPT, Action.DECLINE}:
        raise BadParameter("action", "Not an action of the Secretariat.")

    def act(session: Session) -> None:
        if action is None:
            raise Invalid({"action": mark("Choose what happens next.")})
        try:
            screening.decide(session, viewer, number, action, form.text("reasons"), is_clear=form.flag(CLEAR))
        except Invalid as error:  # what is said is called by its field on this page
            raise Invalid({_FIELD.get(name, name): fault for name, fault in error.faults.items()}) from error

    return _do(request, db, viewer, number, form, "decide", act)


@post("/desk/{number:int}/consultation", opt=SCREEN, sync_to_thread=True, status_code=303)
def consult(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Open it for public comment, or end that."""

    def act(session: Session) -> None:
        if form.flag("close"):
            consulting.close_consultation(session, viewer, number)
        else:
            consulting.open_consultation(
                session, viewer, number, days=form.number("days"), question=form.text("question")
            )

    return _do(request, db, viewer, number, form, "consultation", act)


def _one_of(enum: Any, value: str, name: str) -> Any:
    try:
        return enum(value)
    except ValueError as error:
        raise BadParameter(name, f"One of {', '.join(enum)}.") from error


PAGES: Final[list[ControllerRouterHandler]] = [
    desk_page,
    take_next,
    work_page,
    assign,
    set_priority,
    judge_section,
    write_note,
    say,
    move,
    consult,
]
