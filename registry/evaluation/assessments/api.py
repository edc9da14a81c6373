"""Assessments over HTTP: published ones for everybody, agreement, and a reviewer's own work with `If-Match`."""

import re
from typing import Annotated, Final

from litestar import Response, get, post, put
from litestar.params import HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler
from sqlmodel import Session

from registry.accounts.guard import Asker, needs
from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.errors import BadParameter, VersionNeeded
from registry.evaluation.assessments import agreeing, concluding, judging, queries, standing, tie_queries
from registry.evaluation.assessments.judging import JudgementDraft
from registry.evaluation.assessments.models import Assessment, Judgement, Review, ReviewState
from registry.evaluation.assessments.schemas import (
    AgreementView,
    AnswerView,
    AssessmentView,
    ConsensusView,
    JudgementBody,
    JudgementView,
    ReviewRow,
    ReviewView,
)
from registry.evaluation.assessments.workflow import State
from registry.web.inputs import Db, PathNumber, PathText

TAGS: Final = ["reviews"]
REVIEW: Final = needs(Permission.REVIEW_WRITE)
_ETAG: Final = re.compile(r'"(\d{1,9})"')
_PRIVATE: Final = {"cache-control": "private, no-store"}

IfMatch = Annotated[
    str | None,
    HeaderParameter(
        name="If-Match", description='The version of the judgement as you read it; `"0"`: there was none.'
    ),
]


@get("/assessments/{name:str}", summary="One assessment", tags=TAGS, sync_to_thread=True)
def assessment(name: PathText, db: Db, viewer: Asker) -> AssessmentView:
    """A published assessment; one that is open again says so in `state`, and tells nothing of what is judged anew.

    Those who take part read it before; whoever answers for the product from the time in which facts are corrected.
    """
    with db.read() as session:
        row = queries.assessment(session, name)
        shown = standing.sees_levels(row, standing.demand_reader(session, viewer, row))
        return AssessmentView(
            row.id,
            row.body_id,
            row.solution_id,
            row.product_version,
            row.version_id,
            row.tier,
            row.tier_reason,
            row.traits,
            [each.code for each in queries.asked_in(session, row)],
            row.state,
            row.round,
            row.is_sample,
            len(queries.counted(session, row.id)),
            row.opened_at,
            row.published_at,
            [
                ConsensusView(each.criterion, each.low, each.high, each.how, each.rationale, each.evidence)
                for each in queries.consensus(session, row).values()
            ]
            if shown
            else [],
            [
                AnswerView(
                    each.criterion, each.organisation_id, each.text, each.language, each.at, each.reply
                )
                for each in queries.answers(session, row.id)
            ]
            if shown
            else [],
            concluding.draft(session, row) if shown and row.state is State.FACTS else None,
        )


@get("/agreement", summary="How far reviewers agree", tags=TAGS, sync_to_thread=True)
def agreement(db: Db) -> AgreementView:
    """Agreement on judgements before consensus: by criterion, by framework and over all."""
    with db.read() as session:
        return agreeing.agreement(session)


@get("/reviews", summary="Your reviews", tags=TAGS, opt=REVIEW, sync_to_thread=True)
def reviews(db: Db, viewer: Asker) -> list[ReviewRow]:
    """Your own reviews that are not void, the latest first."""
    with db.read() as session:
        own = queries.own_reviews(session, viewer.account_id)
        return [
            _row(session, own[row.id], row)
            for _, row in queries.own_assignments(session, viewer.account_id)
            if row.id in own
            and own[row.id].state is not ReviewState.VOID
            and not standing.is_recused(session, viewer.account_id, row.solution_id)
        ]


@get("/reviews/{number:int}", summary="One of your reviews", tags=TAGS, opt=REVIEW, sync_to_thread=True)
def review(number: PathNumber, db: Db, viewer: Asker) -> Response[ReviewView]:
    """Your own review: every criterion that is asked, with what you judged and what it still lacks."""
    with db.read() as session:
        return _answer(session, viewer, number)


@put(
    "/reviews/{number:int}/judgements/{criterion:str}",
    summary="Judge one criterion",
    tags=TAGS,
    opt=REVIEW,
    sync_to_thread=True,
)
def judge(
    number: PathNumber,
    criterion: PathText,
    db: Db,
    viewer: Asker,
    data: JSONBody[JudgementBody],
    if_match: IfMatch = None,
) -> Response[JudgementView]:
    """Take this as all that you say of the criterion. Without `If-Match` the answer is 428, of another version 412."""
    if not if_match:
        raise VersionNeeded
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        raise BadParameter("If-Match", 'It is the version of the judgement as you read it, such as "3".')
    draft = JudgementDraft(data.level, data.cannot_judge, data.rationale, data.confidence, data.evidence)
    with db.write() as session:
        kept = judging.save(session, viewer, number, criterion, draft, version=int(found[1]))
        row = queries.assessment(session, queries.review(session, number).assessment_id)
        view = next(
            each for each in _judgements(session, row, {criterion: kept}) if each.criterion == criterion
        )
        return Response(view, headers={"etag": f'"{kept.version}"', **_PRIVATE})


@post(
    "/reviews/{number:int}/lock",
    summary="Lock your review",
    tags=TAGS,
    opt=REVIEW,
    sync_to_thread=True,
    status_code=200,
)
def lock(number: PathNumber, db: Db, viewer: Asker) -> Response[ReviewView]:
    """Lock your review for ever; 422 says which criteria still lack something."""
    with db.write() as session:
        judging.lock(session, viewer, number)
        return _answer(session, viewer, number)


def _answer(session: Session, viewer: Viewer, number: int) -> Response[ReviewView]:
    own, row = judging.own(session, viewer, number)
    judged = queries.judgements(session, [number])[number]
    view = ReviewView(_row(session, own, row), _judgements(session, row, judged))
    return Response(view, headers=_PRIVATE)


def _row(session: Session, own: Review, row: Assessment) -> ReviewRow:
    made = queries.assignment_of(session, row.id, own.account_id)
    return ReviewRow(
        own.id or 0,
        row.id,
        row.solution_id,
        queries.product_names(session, [row.solution_id])[row.solution_id],
        row.version_id,
        own.state,
        made.due_at if made else None,
        row.is_sample,
        row.is_practice,
    )


def _judgements(session: Session, row: Assessment, judged: dict[str, Judgement]) -> list[JudgementView]:
    known = tie_queries.evidence_of(session, row.solution_id)
    return [
        JudgementView(
            each.code,
            said.level if said else "",
            said.cannot_judge if said else False,
            said.rationale if said else "",
            said.confidence if said else None,
            said.evidence if said else [],
            said.version if said else 0,
            sorted(judging.faults_of(each, said, known)),
            row.is_sample,
        )
        for each in queries.asked_in(session, row)
        for said in [judged.get(each.code)]
    ]


API: Final[list[ControllerRouterHandler]] = [assessment, agreement, reviews, review, judge, lock]
