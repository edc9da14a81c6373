"""Running assessments over HTTP, as on the pages: opened, reviewers asked, ended, published; the vendor's facts; appeals."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from litestar import Response, get, post, put
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts import queries as accounts
from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.db import Database
from registry.errors import Invalid, Moved, NotFound, mark
from registry.evaluation.assessments import (
    agreeing,
    appealing,
    assigning,
    bodies,
    comparing,
    concluding,
    opening,
    queries,
    standing,
    voiding,
)
from registry.evaluation.assessments.candidates import candidates
from registry.evaluation.assessments.running_schemas import (
    Appeal,
    AppealDecision,
    AskedView,
    BodyView,
    Centre,
    Fact,
    NewAssessment,
    RunRow,
    RunView,
    Tier,
    Told,
    Who,
    Why,
)
from registry.evaluation.assessments.schemas import ReviewersView
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.workflow import State
from registry.organisations import queries as organisations
from registry.solutions import queries as solutions
from registry.web.inputs import Db, PathNumber, PathText
from registry.web.urls import Urls

TAGS: Final = ["running assessments"]
MANAGE: Final = needs(Permission.ASSESSMENT_MANAGE)
ANSWER: Final = needs(Permission.SCORECARD_ANSWER)
_PRIVATE: Final = {"cache-control": "private, no-store"}
step: Final = partial(post, tags=TAGS, opt=MANAGE, sync_to_thread=True, status_code=204)
"""A handler of something that is done to an assessment; its state is read by the addresses that answer with it."""


@get("/assessing-bodies", summary="Who assesses", tags=TAGS, sync_to_thread=True)
def assessing_bodies(db: Db) -> list[BodyView]:
    """The Secretariat and the national centres that it recognises; one that has ended says since when."""
    with db.read() as session:
        known = queries.bodies(session)
        behind = organisations.refs(session, [each.organisation_id for each in known if each.organisation_id])
        return [
            BodyView(
                each.id,
                each.kind,
                each.organisation_id,
                each.country,
                each.names,
                each.recognised_at,
                each.ended_at,
                each.organisation_id in behind and behind[each.organisation_id].is_sample,
            )
            for each in known
        ]


@post("/assessing-bodies", summary="Recognise a centre", tags=TAGS, opt=MANAGE, sync_to_thread=True)
def recognise(db: Db, viewer: Asker, data: JSONBody[Centre]) -> dict[str, str]:
    """Recognise a national centre, which then opens and runs assessments of its own; gives its id."""
    with db.write() as session:
        return {"id": bodies.recognise(session, viewer, data.organisation)}


@step("/assessing-bodies/{name:str}/end", summary="End that a centre is recognised")
def end_body(name: PathText, db: Db, viewer: Asker) -> None:
    """End that a centre is recognised: it opens no more assessments, those it published stay."""
    _do(db, lambda session: bodies.end(session, viewer, name))


@get("/assessments", summary="Assessments that you run", tags=TAGS, opt=MANAGE, sync_to_thread=True)
def running(db: Db, viewer: Asker) -> Response[list[RunRow]]:
    """All assessments of the bodies for which you run them, those due first."""
    with db.read() as session:
        standing.demand_some_body(session, viewer)
        rows = [
            each
            for each in queries.assessments(session)
            if Standing.MANAGER in standing.standings(session, viewer, each)
        ]
        return Response([_row(session, each) for each in rows], headers=_PRIVATE)


@post("/assessments", summary="Open an assessment", tags=TAGS, opt=MANAGE, sync_to_thread=True)
def open_one(db: Db, viewer: Asker, data: JSONBody[NewAssessment]) -> Response[dict[str, str]]:
    """Open an assessment; the tier of risk decides which criteria apply and what evidence they need."""
    with db.write() as session:
        number = opening.open_assessment(
            session,
            viewer,
            _solution(session, data.solution),
            data.body,
            data.framework,
            data.draft(),
            product_version=data.product_version,
            is_practice=data.is_practice,
        )
    return Response({"id": number}, headers={"location": Urls("en").api("assessments", number, "running")})


@get(
    "/assessments/{name:str}/running",
    summary="How far an assessment is",
    tags=TAGS,
    opt=MANAGE,
    sync_to_thread=True,
)
def run(name: PathText, db: Db, viewer: Asker) -> Response[RunView]:
    """Who reviews and how far they are, who else could be asked, and which criteria apply."""
    with db.read() as session:
        row = queries.assessment(session, name)
        standing.demand(session, viewer, row, Standing.MANAGER)
        made = queries.assignments(session, row.id)
        reviews = {each.account_id: each for each in queries.reviews(session, row.id)}
        judged = queries.judgements(session, [each.id or 0 for each in reviews.values()])
        names = accounts.names_of(session, [each.account_id for each in made])
        shown = []
        for each in made:
            own = reviews.get(each.account_id)
            shown.append(
                AskedView(
                    each.id or 0,
                    each.account_id,
                    names.get(each.account_id, ""),
                    each.state,
                    each.reason,
                    each.due_at,
                    own.id if own else None,
                    own.state if own else "",
                    len(judged[own.id or 0]) if own else 0,
                )
            )
        others = candidates(session, row) if row.state in {State.PLANNED, State.REVIEWING} else []
        asked = [each.code for each in queries.asked_in(session, row)]
        return Response(RunView(_row(session, row), shown, others, asked), headers=_PRIVATE)


@put(
    "/assessments/{name:str}/tier",
    summary="Set the tier of risk",
    tags=TAGS,
    opt=MANAGE,
    sync_to_thread=True,
    status_code=204,
)
def set_tier(name: PathText, db: Db, viewer: Asker, data: JSONBody[Tier]) -> None:
    """Set another tier, while nobody has begun to review."""
    _do(db, lambda session: opening.set_tier(session, viewer, name, data.draft()))


@post(
    "/assessments/{name:str}/offers",
    summary="Ask somebody to review",
    tags=TAGS,
    opt=MANAGE,
    sync_to_thread=True,
)
def offer(name: PathText, db: Db, viewer: Asker, data: JSONBody[Who]) -> dict[str, int]:
    """Ask somebody to review; refused for authors of the evidence and for whoever is tied to the product."""
    with db.write() as session:
        return {"number": assigning.offer(session, viewer, name, data.account)}


@step("/assessments/{name:str}/offers/{number:int}/release", summary="Take an offer back")
def release(name: PathText, number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Why]) -> None:
    """Take an offer, or a review that is not locked, back."""
    del name  # the number alone says which it is
    _do(db, lambda session: assigning.release(session, viewer, number, data.reason))


@step("/assessments/{name:str}/reviews/{number:int}/void", summary="Void a review")
def void(name: PathText, number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Why]) -> None:
    """Void a review for a tie that was found later: kept, marked, not counted; the assessment opens again."""
    _do(db, lambda session: voiding.void(session, viewer, name, number, data.reason))


@step("/assessments/{name:str}/close", summary="End the comparison")
def close(name: PathText, db: Db, viewer: Asker) -> None:
    """End the comparison: what is one level apart stays an interval, what differs more goes to an adjudicator."""
    _do(db, lambda session: comparing.close(session, viewer, name))


@step("/assessments/{name:str}/publish", summary="Publish the scorecard")
def publish(name: PathText, db: Db, viewer: Asker) -> None:
    """Publish the scorecard, once those who answer for the product had their time."""
    _do(db, lambda session: concluding.publish(session, viewer, name))


@step("/assessments/{name:str}/withdraw", summary="Give an assessment up")
def give_up(name: PathText, db: Db, viewer: Asker, data: JSONBody[Why]) -> None:
    """Give up an assessment that was never published."""
    _do(db, lambda session: opening.withdraw(session, viewer, name, data.reason))


@step("/assessments/{name:str}/answers", summary="Correct a fact", opt=ANSWER)
def answer(name: PathText, db: Db, viewer: Asker, data: JSONBody[Fact]) -> None:
    """Correct a fact of the draft scorecard; levels cannot be changed, and what you say is published with it."""
    _do(
        db,
        lambda session: concluding.answer(session, viewer, name, data.criterion, data.text, data.language),
    )


@step("/assessments/{name:str}/answered", summary="Say that nothing more is to be corrected", opt=ANSWER)
def have_answered(name: PathText, db: Db, viewer: Asker) -> None:
    """Say that nothing more is to be corrected, so that nobody waits for the last day."""
    _do(db, lambda session: concluding.have_answered(session, viewer, name))


@step("/assessments/{name:str}/answers/{number:int}/reply", summary="Reply to a correction")
def reply(name: PathText, number: PathNumber, db: Db, viewer: Asker, data: JSONBody[Told]) -> None:
    """Say what became of a correction; it is published beneath it."""
    _do(db, lambda session: concluding.reply(session, viewer, name, number, data.text))


@step("/assessments/{name:str}/appeal", summary="Appeal", opt=ANSWER)
def appeal(name: PathText, db: Db, viewer: Asker, data: JSONBody[Appeal]) -> None:
    """Appeal, once, within sixty days of the publication, against the levels of some criteria."""
    _do(db, lambda session: appealing.appeal(session, viewer, name, data.criteria, data.text))


@step(
    "/assessments/{name:str}/appeal/decision",
    summary="Decide an appeal",
    opt=needs(Permission.APPEAL_DECIDE),
)
def decide_appeal(name: PathText, db: Db, viewer: Asker, data: JSONBody[AppealDecision]) -> None:
    """Decide an appeal; whoever took part in the assessment is refused."""
    _do(db, lambda session: appealing.decide(session, viewer, name, data.outcome, data.text))


@get("/agreement/reviewers", summary="Agreement per reviewer", tags=TAGS, opt=MANAGE, sync_to_thread=True)
def agreement_per_reviewer(db: Db, viewer: Asker) -> Response[ReviewersView]:
    """Agreement per pair and per reviewer, and who drifts in calibration: for the Secretariat only."""
    with db.read() as session:
        return Response(agreeing.reviewers(session, viewer), headers=_PRIVATE)


def _solution(session: Session, name: str) -> str:
    try:
        return solutions.solution_id(session, name)
    except (NotFound, Moved) as error:
        raise Invalid({"solution": mark("Nothing is registered under that name.")}) from error


def _row(session: Session, row: Any) -> RunRow:
    return RunRow(
        row.id,
        row.body_id,
        row.solution_id,
        queries.product_names(session, [row.solution_id])[row.solution_id],
        row.version_id,
        row.tier,
        row.state,
        row.round,
        row.due_at,
        row.is_practice,
        row.is_sample,
    )


def _do(db: Database, act: Callable[[Session], object]) -> None:
    with db.write() as session:
        act(session)


API: Final[list[ControllerRouterHandler]] = [
    assessing_bodies,
    recognise,
    end_body,
    running,
    open_one,
    run,
    set_tier,
    offer,
    release,
    void,
    close,
    publish,
    give_up,
    answer,
    have_answered,
    reply,
    appeal,
    decide_appeal,
    agreement_per_reviewer,
]
