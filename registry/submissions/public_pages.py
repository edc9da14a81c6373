"""What everybody sees of submissions: consultations and their comments, decisions and their reasons."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

import registry.submissions.words  # noqa: F401 - names what the templates show
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit.pages import wording
from registry.countries import queries as countries
from registry.db.ids import Kind
from registry.errors import BadParameter, Fault, Invalid
from registry.organisations import queries as organisations
from registry.submissions import consultation_queries, consulting
from registry.submissions.models import Moderation, SubmissionKind
from registry.submissions.patient_texts import CLEAR
from registry.submissions.sections import SECTIONS
from registry.web.forms import Form, FormData
from registry.web.i18n import gettext, label, using
from registry.web.inputs import LARGEST, Db, PathNumber
from registry.web.render import language_of_request, page
from registry.web.urls import Urls

PAGE: Final = 50

NOT_PUBLIC: Final = frozenset({"funders", "contact"})
"""Fields of a proposal that are published, if at all, only with the record."""


@get("/consultations", sync_to_thread=True)
def consultations_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """Submissions that are open for comment, and those that were."""
    with db.read() as session, using(language_of_request(request)):
        return page(
            request,
            "submissions/consultations.html",
            title=gettext("Public consultations"),
            open=consultation_queries.consultations(session, is_open=True),
            closed=consultation_queries.consultations(session, is_open=False),
        )


@get("/consultations/{number:int}", sync_to_thread=True)
def consultation_page(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber
) -> Response[bytes]:
    """What is proposed, what is asked, what others say of it."""
    with db.read() as session:
        return _consultation(request, session, viewer, number)


def _consultation(
    request: Request[Any, Any, Any],
    session: Session,
    viewer: Viewer,
    number: int,
    *,
    faults: dict[str, Fault] | None = None,
    typed: FormData | None = None,
) -> Response[bytes]:
    consultation, submission = consultation_queries.consultation(session, number)
    body = {name: value for name, value in submission.body.items() if name not in NOT_PUBLIC}
    kind = Kind(submission.kind.value)
    with using(language_of_request(request)):
        words = wording(session, kind, [body])
        return page(
            request,
            "submissions/consultation.html",
            status=422 if faults else 200,
            title=str(label(submission.names)) or gettext("Submission %(number)s") % {"number": number},
            consultation=consultation,
            words=words,
            fields=[
                (field, body[field])
                for fields in SECTIONS[SubmissionKind(submission.kind)].values()
                for field in fields
                if field in body
            ],
            comments=consultation_queries.comments(session, number, viewer),
            speaks_for=_speaks_for(session, viewer),
            faults=faults or {},
            typed=typed or FormData(),
        )


def _speaks_for(session: Session, viewer: Viewer) -> list[tuple[str, str]]:
    """For whom the viewer may speak beside herself: the value of the choice, and its name."""
    bodies = organisations.refs(session, viewer.organisations(Permission.SUBMISSION_EDIT))
    places = countries.refs(session, viewer.countries(Permission.COUNTRY_CONFIRM))
    return [
        *((f"organisation:{each.id}", str(label(each.names))) for each in bodies.values()),
        *((f"country:{code}", str(label(each.names))) for code, each in places.items()),
    ]


@post(
    "/consultations/{number:int}/comments",
    opt=needs(Permission.COMMENT_CREATE),
    sync_to_thread=True,
    status_code=303,
)
def comment(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Comment; it shows once a moderator has seen it."""
    sort, _, speaker = form.text("for").partition(":")
    speaking = {sort: speaker} if sort in {"organisation", "country"} else {}
    try:
        with db.write() as session:
            consulting.comment(
                session, viewer, number, form.text("text"), is_clear=form.flag(CLEAR), **speaking
            )
    except Invalid as error:
        with db.read() as session:
            return _consultation(request, session, viewer, number, faults=error.faults, typed=form)
    address = Urls(language_of_request(request)).to("consultations", str(number))
    return Redirect(f"{address}#comments", status_code=303)


@get("/decisions", sync_to_thread=True)
def decisions_page(
    request: Request[Any, Any, Any],
    db: Db,
    before: Annotated[int, QueryParameter(name="before", ge=0, le=LARGEST)] = 0,
) -> Response[bytes]:
    """All decisions on submissions, the last one first."""
    with db.read() as session, using(language_of_request(request)):
        rows = consultation_queries.decisions(session, before=before, limit=PAGE + 1)
        return page(
            request,
            "submissions/decisions.html",
            title=gettext("Decisions on submissions"),
            rows=rows[:PAGE],
            next=rows[PAGE - 1].id if len(rows) > PAGE else 0,
            before=before,
        )


@get("/decisions/{number:int}", sync_to_thread=True)
def decision_page(request: Request[Any, Any, Any], db: Db, number: PathNumber) -> Response[bytes]:
    """The decisions on one submission with their reasons, and what the public had said."""
    with db.read() as session, using(language_of_request(request)):
        found = consultation_queries.decisions_on(session, number)
        name = str(label(found[0].proposal.names)) or gettext("Submission %(number)s") % {"number": number}
        return page(
            request,
            "submissions/decision.html",
            title=gettext("Decision on %(name)s") % {"name": name},
            decisions=found,
            is_appealed=consultation_queries.open_appeal(session, number),
            comments=consultation_queries.comments(session, number, Viewer()),
        )


@get("/desk/comments", opt=needs(Permission.COMMENT_MODERATE), sync_to_thread=True)
def comments_page(request: Request[Any, Any, Any], db: Db) -> Response[bytes]:
    """Comments that wait for a moderator."""
    with db.read() as session:
        return _moderation(request, session)


def _moderation(
    request: Request[Any, Any, Any],
    session: Session,
    *,
    faults: dict[str, Fault] | None = None,
    typed: FormData | None = None,
    number: int = 0,
) -> Response[bytes]:
    with using(language_of_request(request)):
        return page(
            request,
            "submissions/moderation.html",
            status=422 if faults else 200,
            title=gettext("Comments to moderate"),
            comments=consultation_queries.to_moderate(session),
            faults=faults or {},
            typed=typed or FormData(),
            number=number,
        )


@post(
    "/desk/comments/{number:int}",
    opt=needs(Permission.COMMENT_MODERATE),
    sync_to_thread=True,
    status_code=303,
)
def moderate(
    request: Request[Any, Any, Any], db: Db, viewer: Asker, number: PathNumber, form: Form
) -> Response[Any]:
    """Publish a comment or refuse it, with an answer or a reason."""
    try:
        moderation = Moderation(form.text("moderation"))
    except ValueError as error:
        raise BadParameter("moderation", f"One of {', '.join(Moderation)}.") from error
    try:
        with db.write() as session:
            consulting.moderate(
                session,
                viewer,
                number,
                moderation,
                reason=form.text("reason"),
                answer=form.text("answer"),
                is_clear=form.flag(CLEAR),
            )
    except Invalid as error:
        with db.read() as session:
            return _moderation(request, session, faults=error.faults, typed=form, number=number)
    return Redirect(Urls(language_of_request(request)).to("desk", "comments"), status_code=303)


PAGES: Final[list[ControllerRouterHandler]] = [
    consultations_page,
    consultation_page,
    comment,
    decisions_page,
    decision_page,
    comments_page,
    moderate,
]
