"""The one appeal against a published scorecard, decided by people who did not review."""

from collections.abc import Sequence

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db.base import now
from registry.errors import Conflict, Forbidden, Invalid, mark
from registry.evaluation.assessments import moving, queries, standing, workflow
from registry.evaluation.assessments.concluding import text_of
from registry.evaluation.assessments.models import AppealOutcome, Assessment, AssessmentAppeal, Consensus
from registry.evaluation.assessments.standing import Standing
from registry.evaluation.assessments.telling import tell, tell_of_state, vendors
from registry.evaluation.assessments.workflow import APPEAL_WITHIN, Action, State


class ReviewedItself(Forbidden):
    """An appeal is decided by people who did not review, and did not decide between reviewers."""

    slug = "reviewed-itself"
    title = mark("An appeal is decided by people who took no part in the assessment.")


def appeal(session: Session, viewer: Viewer, assessment_id: str, criteria: Sequence[str], text: str) -> None:
    """Appeal, once, against the levels of some criteria."""
    row = queries.assessment(session, assessment_id, to_change=True)
    viewer.demand_somewhere(Permission.SCORECARD_ANSWER)
    standing.demand(session, viewer, row, Standing.VENDOR)
    if not may_appeal(session, row):
        raise workflow.CannotMove(mark("An appeal is possible once, within sixty days of the publication."))
    asked = {each.code for each in queries.asked_in(session, row)}
    if not criteria or set(criteria) - asked:
        raise Invalid({"criteria": mark("Choose the criteria that the appeal is about.")})
    session.add(
        AssessmentAppeal(
            assessment_id=row.id,
            organisation_id=standing.speaks_for(session, viewer, row.solution_id),
            account_id=viewer.account_id,
            criteria=sorted(set(criteria)),
            text=text_of(text, mark("Say why the decision should be looked at again.")),
        )
    )
    moving.move(session, row, Action.APPEAL, viewer.account_id)
    tell_of_state(session, row, viewer.account_id)


def may_appeal(session: Session, row: Assessment) -> bool:
    """Whether an appeal is open: once, and within the time set."""
    if row.state is not State.PUBLISHED or row.published_at is None:
        return False
    return queries.appeal(session, row.id) is None and now() < row.published_at + APPEAL_WITHIN


def may_decide(session: Session, viewer: Viewer, row: Assessment) -> bool:
    """Whether the viewer may decide the appeal: no reviewer, no adjudicator of it, and not tied to the product."""
    if not viewer.may(Permission.APPEAL_DECIDE) or standing.is_insider(session, viewer, row):
        return False
    if standing.is_recused(session, viewer.account_id, row.solution_id):
        return False
    took_part = {each.account_id for each in queries.reviews(session, row.id)}
    return viewer.account_id not in took_part | queries.deciders(session, row.id) | {row.opened_by}


def decide(
    session: Session, viewer: Viewer, assessment_id: str, outcome: AppealOutcome, reasons: str
) -> None:
    """Decide an appeal: what is upheld is judged anew by another adjudicator, the rest stands."""
    viewer.demand(Permission.APPEAL_DECIDE)
    row = queries.assessment(session, assessment_id, to_change=True)
    made = queries.appeal(session, row.id)
    if row.state is not State.APPEALED or made is None:
        raise workflow.CannotMove(mark("No appeal waits for a decision."))
    if not may_decide(session, viewer, row):
        raise ReviewedItself
    if made.outcome is not None:
        raise Conflict(mark("The appeal is decided."))
    made.reasons = text_of(reasons, mark("Give the reasons of the decision."))
    made.outcome, made.decided_by, made.decided_at = outcome, viewer.account_id, now()
    session.add(made)
    if outcome is AppealOutcome.DISMISSED:
        moving.move(session, row, Action.DISMISS, viewer.account_id, text=made.reasons)
    else:
        stands = queries.consensus(session, row)
        moving.move(session, row, Action.UPHOLD, viewer.account_id, text=made.reasons)
        for each in stands.values():
            if each.criterion not in made.criteria:
                session.add(Consensus(**{**each.model_dump(), "round": row.round}))
        session.flush()
        tell_of_state(session, row, viewer.account_id)
    path = f"/assessments/{row.id}"
    tell(session, row, "scorecard.appeal_decided", vendors(session, row), path, actor=viewer.account_id)
