"""Asking people to review, their answers, and giving late reviews to somebody else."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Invalid, NotFound, mark
from registry.evaluation.assessments import declaring, moving, queries, standing, workflow
from registry.evaluation.assessments.candidates import REFUSALS, candidates, refusal
from registry.evaluation.assessments.comparing import compare_if_all_locked
from registry.evaluation.assessments.declaring import DeclarationDraft
from registry.evaluation.assessments.models import (
    Assessment,
    Assignment,
    AssignmentState,
    ConflictVerdict,
    Review,
    ReviewerProfile,
    ReviewState,
)
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.telling import managers, tell
from registry.evaluation.assessments.workflow import Action, State

OPEN: Final = frozenset({AssignmentState.OFFERED, AssignmentState.ACCEPTED})


class CannotBeAsked(Conflict):
    """Nobody judges what they own, funded, wrote or compete with, or whose reviewers they know."""

    slug = "cannot-be-asked"
    title = mark("This person cannot be asked to review this product.")


def set_profile(
    session: Session, viewer: Viewer, languages: list[str], topics: list[str], most_at_once: int
) -> None:
    """Say what the viewer can review, and how much at a time."""
    viewer.demand(Permission.REVIEW_WRITE)
    if not 0 <= most_at_once <= 20:
        raise Invalid({"most": mark("Give a number from 0 to 20.")})
    row = session.get(ReviewerProfile, viewer.account_id) or ReviewerProfile(account_id=viewer.account_id)
    row.languages, row.topics, row.most_at_once, row.updated_at = languages, topics, most_at_once, now()
    session.add(row)
    session.flush()


def offer(session: Session, viewer: Viewer, assessment_id: str, account_id: str) -> int:
    """Ask somebody to review; gives the number of the offer."""
    row = queries.assessment(session, assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    return _offer(session, row, account_id, viewer.account_id)


def _offer(session: Session, row: Assessment, account_id: str, actor: str) -> int:
    if row.state not in {State.PLANNED, State.REVIEWING}:
        raise workflow.CannotMove(mark("All who review have locked."))
    if reason := refusal(session, row, account_id):
        raise CannotBeAsked(REFUSALS[reason], reason=reason)
    made = queries.assignment_of(session, row.id, account_id) or Assignment(
        assessment_id=row.id, account_id=account_id, due_at=now()
    )
    made.state, made.reason, made.answered_at = AssignmentState.OFFERED, "", None
    made.offered_at, made.due_at = now(), now() + workflow.REVIEW_WITHIN
    session.add(made)
    session.flush()
    _note(session, made, row, "review.offered", actor)
    tell(session, row, "review.offered", [account_id], f"/reviews/offers/{made.id}", until=made.due_at)
    return made.id or 0


def accept(session: Session, viewer: Viewer, number: int, draft: DeclarationDraft) -> int | None:
    """Take an offer on, with what ties the viewer to the product; gives the review, None where the ties forbid it."""
    made, row = _own(session, viewer, number)
    if made.state is not AssignmentState.OFFERED:
        raise Conflict(mark("This offer was answered already."))
    verdict = declaring.declare(session, viewer, row.solution_id, draft)
    if verdict is ConflictVerdict.RECUSE:
        _decline(session, made, row, viewer.account_id, "")
        return None
    made.state, made.answered_at = AssignmentState.ACCEPTED, now()
    opened = Review(assessment_id=row.id, account_id=viewer.account_id)
    session.add_all([made, opened])
    session.flush()
    _note(session, made, row, "review.accepted", viewer.account_id)
    if row.state is State.PLANNED:
        moving.move(session, row, Action.BEGIN, viewer.account_id)
    return opened.id


def decline(session: Session, viewer: Viewer, number: int, reason: str) -> None:
    """Say that the viewer does not review, before or after having said yes."""
    made, row = _own(session, viewer, number)
    own = queries.review_of(session, row.id, viewer.account_id)
    if made.state not in OPEN or (own is not None and own.state is not ReviewState.OPEN):
        raise Conflict(mark("This offer was answered already."))
    _decline(session, made, row, viewer.account_id, reason)


def _decline(session: Session, made: Assignment, row: Assessment, actor: str, reason: str) -> None:
    _give_up(session, made, AssignmentState.DECLINED, reason)
    _note(session, made, row, "review.declined", actor)
    tell(session, row, "review.declined", managers(session, row), f"/assessments/{row.id}", actor=actor)
    compare_if_all_locked(session, row, actor)


def release(session: Session, viewer: Viewer, number: int, reason: str) -> None:
    """Take an offer, or a review that is still open, back."""
    made = queries.assignment(session, number)
    row = queries.assessment(session, made.assessment_id, to_change=True)
    standing.demand(session, viewer, row, Standing.MANAGER)
    _reassign(session, made, row, viewer.account_id, reason.strip())
    compare_if_all_locked(session, row, viewer.account_id)


def reassign_late(session: Session, moment: datetime) -> int:
    """Give reviews that are late to the next fit reviewer, and tell everybody; gives how many were late."""
    rows = queries.late(session, moment - workflow.LATE_AFTER)
    for made in rows:
        row = queries.assessment(session, made.assessment_id, to_change=True)
        _reassign(session, made, row, "", "")
        fit = next((each for each in candidates(session, row) if not each.refused), None)
        if fit is not None:
            _offer(session, row, fit.account_id, "")
        tell(session, row, "review.late", managers(session, row), f"/assessments/{row.id}")
        if fit is None:
            compare_if_all_locked(session, row, "")
    return len(rows)


def remind(session: Session, moment: datetime) -> None:
    """Remind of reviews that are due in a week, once each."""
    for made in queries.late(session, moment + workflow.LATE_AFTER):
        row = queries.assessment(session, made.assessment_id)
        key = f"{made.id}:{made.due_at.date().isoformat()}"
        path = f"/reviews/offers/{made.id}"
        tell(session, row, "review.due", [made.account_id], path, until=made.due_at, key=key)


def _reassign(session: Session, made: Assignment, row: Assessment, actor: str, reason: str) -> None:
    own = queries.review_of(session, row.id, made.account_id)
    if made.state not in OPEN or (own is not None and own.state is not ReviewState.OPEN):
        raise workflow.CannotMove(mark("This review is locked, or was answered with no."))
    _give_up(session, made, AssignmentState.REASSIGNED, reason)
    _note(session, made, row, "review.reassigned", actor)
    tell(session, row, "review.reassigned", [made.account_id], "/reviews")


def _give_up(session: Session, made: Assignment, state: AssignmentState, reason: str) -> None:
    """End an assignment; what was judged so far is kept and never counts."""
    made.state, made.answered_at, made.reason = state, now(), reason
    session.add(made)
    own = queries.review_of(session, made.assessment_id, made.account_id)
    if own is not None:
        own.state, own.voided_at, own.void_reason = ReviewState.VOID, now(), state.value
        session.add(own)
    session.flush()


def own_offer(session: Session, viewer: Viewer, number: int) -> tuple[Assignment, Assessment]:
    """The viewer's own offer; another's is as if there were none."""
    viewer.demand(Permission.REVIEW_WRITE)
    made = queries.assignment(session, number)
    if made.account_id != viewer.account_id:
        raise NotFound(f"No assignment {number}.", id=number)
    row = queries.assessment(session, made.assessment_id)
    if standing.is_recused(session, viewer.account_id, row.solution_id):
        raise standing.Recused
    return made, row


def _own(session: Session, viewer: Viewer, number: int) -> tuple[Assignment, Assessment]:
    made, row = own_offer(session, viewer, number)
    return made, queries.assessment(session, row.id, to_change=True)


def _note(session: Session, made: Assignment, row: Assessment, action: str, actor: str) -> None:
    events.record(
        session,
        action,
        actor=actor,
        on=("solution", row.solution_id),
        after={"assessment": row.id, "assignment": made.id},
        personal={"account": made.account_id},
        person=made.account_id,
    )
