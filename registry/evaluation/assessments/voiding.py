"""A tie that is found later: the review is kept, marked and not counted, and the assessment opens again."""

from sqlmodel import Session

from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Invalid, NotFound, mark
from registry.evaluation.assessments import declaring, moving, queries, standing, workflow
from registry.evaluation.assessments.comparing import compare_if_all_locked
from registry.evaluation.assessments.models import AssignmentState, ReviewState
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.telling import tell
from registry.evaluation.assessments.workflow import UNBLINDED, Action, State
from registry.evaluation.scores import service as scores


def void(session: Session, viewer: Viewer, assessment_id: str, number: int, reason: str) -> None:
    """Void a review for a tie that its reviewer has; what was put together with it is put together anew."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    review = queries.review(session, number, to_change=True)
    if review.assessment_id != row.id:
        raise NotFound(f"No review {number}.", id=number)
    if review.state is ReviewState.VOID or row.state in {State.CLOSED, State.WITHDRAWN}:
        raise workflow.CannotMove(mark("This review is void already, or the assessment is closed."))
    if not reason.strip():
        raise Invalid({"reason": mark("Say what tie was found.")})
    review.state, review.voided_at, review.void_reason = ReviewState.VOID, now(), reason.strip()
    session.add(review)
    made = queries.assignment_of(session, row.id, review.account_id)
    if made is not None:
        made.state = AssignmentState.REASSIGNED
        session.add(made)
    session.flush()
    declaring.find(session, review.account_id, row.solution_id, reason.strip(), by=viewer.account_id)
    events.record(
        session,
        "review.voided",
        actor=viewer.account_id,
        on=("solution", row.solution_id),
        after={"assessment": row.id, "review": number},
        personal={"account": review.account_id, "reason": reason.strip()},
        person=review.account_id,
    )
    tell(session, row, "review.voided", [review.account_id], "/reviews")
    if row.published_at is not None:
        scores.void(session, row.id, reason="One of its reviews does not count any more.", now=now())
    if row.state in UNBLINDED and not row.is_practice:
        moving.move(session, row, Action.REOPEN, viewer.account_id)
    compare_if_all_locked(session, row, viewer.account_id)
