"""The one function that moves an assessment's state, with all that goes with a step on its road."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.evaluation.assessments import workflow
from registry.evaluation.assessments.models import Assessment, AssessmentStep
from registry.evaluation.assessments.workflow import Action, State, after

DONE: Final[dict[Action, str]] = {
    Action.BEGIN: "assessment.begun",
    Action.COMPARE: "assessment.compared",
    Action.ADJUDICATE: "assessment.sent_to_adjudicator",
    Action.SETTLE: "assessment.settled",
    Action.PUBLISH: "assessment.published",
    Action.APPEAL: "assessment.appealed",
    Action.DISMISS: "assessment.appeal_dismissed",
    Action.UPHOLD: "assessment.appeal_upheld",
    Action.REOPEN: "assessment.reopened",
    Action.FINISH: "assessment.finished",
    Action.WITHDRAW: "assessment.withdrawn",
}
"""What each step is called in the record of what was done."""

PUBLIC: Final = frozenset({Action.PUBLISH, Action.APPEAL, Action.DISMISS, Action.UPHOLD, Action.REOPEN})
"""Steps that show on the product's own page, where the assessment was published before."""


def move(session: Session, row: Assessment, action: Action, actor: str, *, text: str = "") -> None:
    """Move an assessment on: the only place where its state changes. `row` must have been read to be changed."""
    step = after(row.state, action, is_practice=row.is_practice)
    before, moment = row.state, now()
    was_public = row.published_at is not None
    row.state = step.target
    row.round += step.new_round
    row.due_at = _due(step.target, moment)
    if action is Action.PUBLISH:
        row.published_at = moment
    row.closed_at = moment if step.target in {State.CLOSED, State.WITHDRAWN} else None
    session.add(row)
    session.add(
        AssessmentStep(
            assessment_id=row.id,
            at=moment,
            account_id=actor,
            action=action,
            from_state=before,
            to_state=step.target,
            round=row.round,
            text=text,
        )
    )
    events.record(
        session,
        DONE[action],
        actor=actor,
        on=("solution", row.solution_id),
        before={"state": before.value},
        after={"assessment": row.id, "state": step.target.value, "round": row.round},
        public=action in PUBLIC and (was_public or action is Action.PUBLISH),
    )
    if was_public or action is Action.PUBLISH:
        raise_catalogue_version(session)
    session.flush()


def _due(state: State, moment: datetime) -> datetime | None:
    match state:
        case State.PLANNED | State.REVIEWING:
            return moment + workflow.REVIEW_WITHIN
        case State.COMPARING | State.ADJUDICATING | State.APPEALED:
            return moment + workflow.FACTS_WITHIN
        case State.FACTS:
            return moment + workflow.FACTS_WITHIN
    return None
