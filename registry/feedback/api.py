"""Reports over HTTP: anybody reads, whoever has a token writes, and others moderate, vouch and answer as on the pages."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Final

from litestar import Response, get, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.countries import queries as countries
from registry.db import Database
from registry.errors import Invalid, NotFound, mark
from registry.evaluation.frameworks import queries as frameworks
from registry.feedback import limits, queries, service, verifying
from registry.feedback.models import Reporter
from registry.feedback.schemas import (
    FeedbackQueue,
    FeedbackView,
    OwnFeedback,
    SolutionFeedback,
)
from registry.feedback.service import FRAMEWORK, FeedbackDraft
from registry.solutions import queries as solutions
from registry.web.inputs import Chosen, Db, PathNumber, PathText, Said
from registry.web.urls import Urls

TAGS: Final = ["reports"]
CREATE: Final = needs(Permission.FEEDBACK_CREATE)
step: Final = partial(post, tags=TAGS, sync_to_thread=True, status_code=200)
"""A handler of something that is done about a report."""

Tongue = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
"""The language in which something is written, such as `fr` or `pt-BR`."""


class NewFeedback(Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody reports; whoever is not the public says in which country (code) and since which year.

    `opinions`: by the code of a criterion of the current framework on appropriate use, whether it is met; of the
    public none is kept. `is_clear`: nothing that looks like data of a patient is any.
    """

    reporter: Reporter
    works: Said = ""
    lacks: Said = ""
    country: Said = ""
    since: int | None = None
    is_incident: bool = False
    language: Tongue = "en"
    opinions: dict[Said, bool] = {}
    is_clear: bool = False


class FeedbackDecision(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether a report is published; if not, why."""

    publishes: bool
    reason: Said = ""


class FeedbackAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What who answers for the product says of a report; it stands beneath it."""

    text: Said
    language: Tongue = "en"


class FeedbackMail(Struct, frozen=True, forbid_unknown_fields=True):
    """An address at the writer's organisation; it is used once and not kept."""

    email: Said


class FeedbackToken(Struct, frozen=True, forbid_unknown_fields=True):
    """The last part of the link that was mailed."""

    token: Said


@get("/solutions/{name:str}/feedback", summary="Reports on a solution", tags=TAGS, sync_to_thread=True)
def feedback_on_solution(name: PathText, db: Db) -> SolutionFeedback:
    """What people report who run or use it, and apart from that the public; no level of a review rests on it."""
    with db.read() as session:
        return queries.of_solution(session, solutions.solution_id(session, name))


@post(
    "/solutions/{name:str}/feedback",
    summary="Report on a solution",
    tags=TAGS,
    opt=CREATE,
    sync_to_thread=True,
)
def send(name: PathText, db: Db, viewer: Asker, data: JSONBody[NewFeedback]) -> Response[FeedbackView]:
    """Report what works and what does not; a moderator reads it first. Your name is not shown."""
    with db.write() as session:
        draft = _draft(session, solutions.solution_id(session, name), data)
        number = service.send(session, viewer, draft, is_clear=data.is_clear)
        location = Urls("en").api("feedback", str(number))
        return Response(queries.report(session, number, viewer), headers={"location": location})


@get("/feedback", summary="Your reports", tags=TAGS, opt=CREATE, sync_to_thread=True)
def own_feedback(db: Db, viewer: Asker) -> list[OwnFeedback]:
    """What you reported and what became of it, the newest first."""
    with db.read() as session:
        return queries.own(session, viewer)


@get(
    "/feedback/queue",
    summary="Reports that wait",
    tags=TAGS,
    opt=needs(Permission.ACCOUNT_USE),
    sync_to_thread=True,
)
def feedback_queue(db: Db, viewer: Asker, settings: Chosen) -> FeedbackQueue:
    """For moderators all reports that wait, and clusters of incidents; for focal points those of their countries."""
    with db.read() as session:
        return queries.queue(session, viewer, least=settings.incident_reports, days=settings.incident_days)


@get("/feedback/{number:int}", summary="One report", tags=TAGS, sync_to_thread=True)
def feedback_report(number: PathNumber, db: Db, viewer: Asker) -> FeedbackView:
    """A published report; one's own also before that."""
    with db.read() as session:
        return queries.report(session, number, viewer)


@step("/feedback/{number:int}/withdraw", summary="Take your report back", opt=CREATE)
def withdraw(number: PathNumber, db: Db, viewer: Asker) -> FeedbackView:
    """Take your own report back; its text is not kept."""
    return _do(db, viewer, number, lambda session: service.withdraw(session, viewer, number))


@post(
    "/feedback/{number:int}/decision",
    summary="Publish a report, or do not",
    tags=TAGS,
    opt=needs(Permission.FEEDBACK_MODERATE),
    sync_to_thread=True,
    status_code=204,
)
def decide(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[FeedbackDecision]) -> None:
    """Publish a report, or refuse it with the reason; of one that is refused no text is kept."""
    with db.write() as session:
        if data.publishes:
            service.publish(session, viewer, number)
        else:
            service.refuse(session, viewer, number, data.reason)


@step("/feedback/{number:int}/answer", summary="Answer a report", opt=needs(Permission.SCORECARD_ANSWER))
def answer(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[FeedbackAnswer]) -> FeedbackView:
    """Answer a published report for the body that answers for the product; a later answer replaces an earlier one."""
    return _do(
        db,
        viewer,
        number,
        lambda session: service.answer(session, viewer, number, data.text, data.language, field="text"),
    )


@step("/feedback/{number:int}/confirm", summary="Vouch for a report", opt=needs(Permission.COUNTRY_CONFIRM))
def confirm(number: PathNumber, db: Db, viewer: Asker) -> FeedbackView:
    """Vouch, for the country, that whoever wrote it runs or uses the solution there."""
    return _do(db, viewer, number, lambda session: verifying.confirm_for_country(session, viewer, number))


@step("/feedback/{number:int}/mail", summary="Have a link mailed to your organisation", opt=CREATE)
def mail(number: PathNumber, db: Db, viewer: Asker, data: JSONBody[FeedbackMail]) -> FeedbackView:
    """Have a link mailed to your address at your organisation, which confirms that you work there."""
    limits.count_mail(db, viewer)
    return _do(
        db, viewer, number, lambda session: verifying.ask_organisation(session, viewer, number, data.email)
    )


@step("/feedback/verify", summary="Confirm by the mailed link", opt=CREATE)
def verify(db: Db, viewer: Asker, data: JSONBody[FeedbackToken]) -> FeedbackView:
    """Confirm with what stands at the end of the mailed link; only the report's writer can."""
    with db.write() as session:
        number = verifying.confirm_by_mail(session, viewer, data.token)
        return queries.report(session, number, viewer)


def _draft(session: Session, solution_id: str, data: NewFeedback) -> FeedbackDraft:
    if data.country and not countries.refs(session, [data.country]):
        raise Invalid({"country": mark("Nothing is registered under that name.")})
    return FeedbackDraft(
        solution_id=solution_id,
        reporter=data.reporter,
        works=data.works.strip(),
        lacks=data.lacks.strip(),
        country=data.country,
        since=data.since,
        is_incident=data.is_incident,
        language=data.language,
        opinions=_opinions(session, data.opinions) if data.opinions else {},
    )


def _opinions(session: Session, said: dict[str, bool]) -> dict[tuple[str, str], bool]:
    """The opinions by version and criterion; what is no criterion is told."""
    fault = Invalid({"opinions": mark("Name criteria of the framework on appropriate use that is in force.")})
    try:
        asked = frameworks.version(session, FRAMEWORK)
    except NotFound as error:
        raise fault from error
    if not {each.code for each in asked.criteria}.issuperset(said):
        raise fault
    return {(asked.id, code): agrees for code, agrees in said.items()}


def _do(db: Database, viewer: Viewer, number: int, act: Callable[[Session], None]) -> FeedbackView:
    with db.write() as session:
        act(session)
        return queries.report(session, number, viewer)


API: Final[list[ControllerRouterHandler]] = [
    feedback_on_solution,
    send,
    own_feedback,
    feedback_queue,
    feedback_report,
    withdraw,
    decide,
    answer,
    confirm,
    mail,
    verify,
]
