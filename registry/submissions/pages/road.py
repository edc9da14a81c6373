"""One submission on its road, with its conversation and its files."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.queries import names_of as people_named
from registry.accounts.viewer import Viewer
from registry.attachments import service as attachments
from registry.attachments.access import may_change
from registry.attachments.formats import BODY_BYTES
from registry.attachments.queries import of_owner
from registry.db import Database
from registry.errors import Fault, Invalid
from registry.submissions import queries, screening, service
from registry.submissions.drafting import is_unchanged
from registry.submissions.files import KIND as FILES
from registry.submissions.form_view import steps
from registry.submissions.labels import path_labels
from registry.submissions.machine_checks import doubts
from registry.submissions.models import Submission
from registry.submissions.pages.beginning import organisations_of, to
from registry.submissions.pages.forms import OPEN, title_of, to_edit
from registry.submissions.patient_texts import CLEAR
from registry.submissions.repository_file import file_of
from registry.submissions.stating import proposal
from registry.submissions.workflow import EDITABLE, Side, open_to
from registry.web.forms import Form, FormData
from registry.web.i18n import using
from registry.web.inputs import Db, PathNumber
from registry.web.render import language_of_request, page
from registry.web.urls import Urls


@get("/submissions/{number:int}", opt=OPEN, sync_to_thread=True)
def one_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber) -> Response[Any]:
    """One submission: where it stands, what is proposed, what was said; the Secretariat has its own page."""
    with db.read() as session:
        row = queries.submission(session, viewer, number)
        if not queries.is_submitter(viewer, row, Permission.SUBMISSION_READ):
            return Redirect(Urls(language_of_request(request)).to("desk", str(number)), status_code=303)
        return submission_page(request, session, viewer, row)


def submission_page(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    row: Submission,
    *,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
    part: str = "",
) -> Response[bytes]:
    """The page of one submission; `part`: the form in which `faults` were made."""
    number = row.id or 0
    road = queries.steps(session, number)
    said = queries.messages(session, number)
    own_side = [each.account_id for each in road if each.side is Side.SUBMITTER]
    own_side += [each.account_id for each in said if each.side is Side.SUBMITTER]
    appeal = queries.appeal(session, number)
    with using(language_of_request(request)):
        words, sections = proposal(session, row)
        return page(
            request,
            "submissions/one.html",
            title=title_of(row),
            status=422 if faults else 200,
            row=row,
            organisation=organisations_of(session, [row]).get(row.organisation_id or ""),
            words=words,
            sections=sections,
            verdicts=queries.section_decisions(session, number),
            road_steps=road,
            messages=said,
            # Those of the other side speak as the Secretariat.
            people=people_named(session, own_side),
            decisions=queries.decisions(session, number),
            appeal=appeal,
            actions=open_to(row.state, Side.SUBMITTER, appealed=appeal is not None),
            may_edit=queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT),
            found=service.checklist_of(session, row) if row.state in EDITABLE else None,
            file=file_of(row),
            parent=queries.parent(session, row),
            children=queries.children(session, number),
            files=of_owner(session, viewer, (FILES, str(number))),
            may_attach=may_change(session, viewer, (FILES, str(number))),
            faults=dict(faults or {}),
            typed=typed or FormData(),
            part=part,
        )


@get("/submissions/{number:int}/review", opt=OPEN, sync_to_thread=True)
def review_page(request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber) -> Response[Any]:
    """The last step: all that is stated, what is missing, and the button that hands it in."""
    with db.read() as session:
        row = to_edit(session, viewer, number)
        if row.state not in EDITABLE:
            return to(request, str(number))
        return _review(request, session, row)


def _review(
    request: Request[Any, Any, Any],
    session: Session,
    row: Submission,
    *,
    faults: Mapping[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    found = service.checklist_of(session, row)
    with using(language_of_request(request)):
        words, sections = proposal(session, row)
        paths = [each.path for each in (*found.missing, *found.better)]
        return page(
            request,
            "submissions/review.html",
            title=title_of(row),
            status=422 if faults else 200,
            row=row,
            found=found,
            may_publish=service.may_publish(session, row),
            unchanged=is_unchanged(session, row),
            steps=steps(row.kind, "", found),
            labels=path_labels(row.kind, [*paths, *(each.path for each in found.wrong)]),
            doubts=doubts(session, row, found),
            words=words,
            sections=sections,
            road_steps=queries.steps(session, row.id or 0),
            faults=dict(faults or {}),
            typed=typed or FormData(),
        )


@post("/submissions/{number:int}/submit", opt=OPEN, sync_to_thread=True, status_code=303)
def submit(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Hand a draft to the Secretariat."""
    return _hand_in(request, db, viewer, number, form, lambda s: service.submit(s, viewer, number))


@post(
    "/submissions/{number:int}/publish",
    opt=needs(Permission.PRODUCT_CLAIM),
    sync_to_thread=True,
    status_code=303,
)
def publish(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Publish a change to a product that the organisation controls."""
    return _hand_in(request, db, viewer, number, form, lambda s: service.publish(s, viewer, number))


@post("/submissions/{number:int}/answer", opt=OPEN, sync_to_thread=True, status_code=303)
def answer(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Answer what the Secretariat asked, with what was changed meanwhile."""
    text = form.text("text")
    clear = form.flag(CLEAR)
    return _hand_in(
        request, db, viewer, number, form, lambda s: service.answer(s, viewer, number, text, is_clear=clear)
    )


def _hand_in(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    number: int,
    form: FormData,
    act: Callable[[Session], object],
) -> Response[Any]:
    try:
        with db.write() as session:
            act(session)
    except Invalid as error:
        with db.read() as session:
            return _review(
                request, session, to_edit(session, viewer, number), faults=error.faults, typed=form
            )
    return to(request, str(number))


@post("/submissions/{number:int}/withdraw", opt=OPEN, sync_to_thread=True, status_code=303)
def withdraw(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Take a submission back for good."""
    text = form.text("text")
    clear = form.flag(CLEAR)
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        lambda s: service.withdraw(s, viewer, number, text, is_clear=clear),
        "withdraw",
    )


@post("/submissions/{number:int}/appeal", opt=OPEN, sync_to_thread=True, status_code=303)
def appeal(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Ask, once, that somebody else looks at a decision to decline."""
    text = form.text("text")
    clear = form.flag(CLEAR)
    return _do(
        request,
        db,
        viewer,
        number,
        form,
        lambda s: service.appeal(s, viewer, number, text, is_clear=clear),
        "appeal",
    )


@post("/submissions/{number:int}/messages", opt=OPEN, sync_to_thread=True, status_code=303)
def say(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Write to the Secretariat without moving the submission."""

    def act(session: Session) -> None:
        screening.say(session, viewer, number, form.text("text"), is_clear=form.flag(CLEAR))

    return _do(request, db, viewer, number, form, act, "conversation")


@post(
    "/submissions/{number:int}/attachments",
    opt=OPEN,
    sync_to_thread=True,
    status_code=303,
    request_max_body_size=BODY_BYTES,
)
def attach(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, form: Form, number: PathNumber
) -> Response[Any]:
    """Attach a file that both sides read."""

    def act(session: Session) -> None:
        attachments.store(session, viewer, form.file("file"), owner=(FILES, str(number)), public=False)

    return _do(request, db, viewer, number, form, act, "attachments")


def _do(
    request: Request[Any, Any, Any],
    db: Database,
    viewer: Viewer,
    number: int,
    form: FormData,
    act: Callable[[Session], object],
    part: str = "",
) -> Response[Any]:
    try:
        with db.write() as session:
            to_edit(session, viewer, number)
            act(session)
    except Invalid as error:
        with db.read() as session:
            row = to_edit(session, viewer, number)
            return submission_page(request, session, viewer, row, faults=error.faults, typed=form, part=part)
    return to(request, str(number))


PAGES: Final[list[ControllerRouterHandler]] = [
    one_page,
    review_page,
    submit,
    publish,
    answer,
    withdraw,
    appeal,
    say,
    attach,
]
