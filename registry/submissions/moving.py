"""The one function that moves a submission's state, with all that goes with a step on its road."""

from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Fault, Forbidden, Invalid, SignInNeeded, mark
from registry.national.service import questions
from registry.ownership.queries import controls
from registry.submissions import clock, publishing, queries
from registry.submissions.checklist import Checklist, checklist
from registry.submissions.checks import faults
from registry.submissions.models import (
    Consultation,
    Outcome,
    Submission,
    SubmissionAppeal,
    SubmissionDecision,
    SubmissionEvent,
    SubmissionKind,
    SubmissionStay,
    id_of,
)
from registry.submissions.telling import tell
from registry.submissions.value_checks import NEEDED
from registry.submissions.workflow import (
    DECIDED,
    WAITS_ON,
    Action,
    Side,
    State,
    Transition,
    after,
)

DONE: Final[dict[Action, str]] = {
    Action.SUBMIT: "submission.submitted",
    Action.TAKE_UP: "submission.taken_up",
    Action.ASK_CHANGES: "submission.changes_asked",
    Action.ANSWER: "submission.answered",
    Action.ACCEPT: "submission.accepted",
    Action.DECLINE: "submission.declined",
    Action.APPEAL: "submission.appealed",
    Action.WITHDRAW: "submission.withdrawn",
    Action.PUBLISH: "submission.published",
}
"""What each step is called in the record of what was done."""


class OwnSubmission(Forbidden):
    """Nobody decides on a submission that is their own."""

    slug = "own-submission"
    title = "Nobody decides on a submission of their own."


class NotInControl(Forbidden):
    """Only an organisation that has proven that it controls a product publishes changes to it by itself."""

    slug = "not-in-control"
    title = "Only an organisation that has proven its control of a product publishes changes to it by itself."


class SameDecider(Forbidden):
    """An appeal is decided by somebody else than the decision it is against."""

    slug = "same-decider"
    title = "An appeal is decided by somebody else than the decision it is against."


def move(
    session: Session, row: Submission, action: Action, viewer: Viewer | None, *, text: str = ""
) -> SubmissionEvent:
    """Move a submission on: the only place where its state changes.

    Checks the table, who does it and what must be said; writes the step, how long it stayed, the decision or
    appeal, the record that an acceptance publishes and the event, and tells the other side. `viewer` None: the
    system does it. `row` must have been read to be changed.
    """
    step = after(row.state, action, appealed=queries.appeal(session, id_of(row)) is not None)
    if viewer is not None:
        _demand(session, row, step, viewer)
    text = text.strip()
    # The public that was asked reads the reasons, whatever they are.
    heard = step.action is Action.ACCEPT and session.get(Consultation, id_of(row)) is not None
    if (step.needs_text or heard) and not text:
        raise Invalid({"text": _NEEDED[action]})
    if step.action in {Action.SUBMIT, Action.ANSWER, Action.PUBLISH}:
        _check(session, row)
    before, moment = row.state, now()
    account_id = viewer.account_id if viewer else events.SYSTEM
    if step.action is Action.APPEAL:
        session.add(SubmissionAppeal(submission_id=id_of(row), account_id=account_id, at=moment, text=text))
    if step.action is Action.PUBLISH:
        _publish(session, row, account_id, "record.maintained", by=f"organisation:{row.organisation_id}")
    elif step.target in DECIDED:
        _decide(session, row, step, account_id, text)
    _enter(session, row, step.target)
    event = SubmissionEvent(
        submission_id=id_of(row),
        at=moment,
        account_id=account_id,
        side=step.side,
        action=action,
        from_state=before,
        to_state=step.target,
        text=text,
        version=row.version,
    )
    session.add(event)
    events.record(
        session,
        DONE[action],
        actor=account_id,
        on=("submission", str(row.id)),
        before={"state": before.value},
        after={"state": step.target.value, "version": row.version},
    )
    tell(session, row, action, account_id)
    return event


_NEEDED: Final[dict[Action, str]] = {
    Action.ASK_CHANGES: mark("Say what has to be changed or explained."),
    Action.ANSWER: mark("Say what you changed, or answer the question."),
    Action.ACCEPT: mark("Give the reasons of the decision."),
    Action.DECLINE: mark("Give the reasons of the decision."),
    Action.APPEAL: mark("Say why the decision should be looked at again."),
}


def _demand(session: Session, row: Submission, step: Transition, viewer: Viewer) -> None:
    if not viewer.is_signed_in:
        raise SignInNeeded
    if step.side is Side.SUBMITTER:
        if not queries.is_submitter(viewer, row, step.permission):
            raise Forbidden(permission=step.permission.value)
        if step.action is Action.PUBLISH and not may_publish(session, row):
            raise NotInControl
        return
    viewer.demand(step.permission)
    decides = step.permission in {Permission.SUBMISSION_DECIDE, Permission.APPEAL_DECIDE}
    if decides and (
        row.author_id == viewer.account_id
        or row.organisation_id in viewer.organisations(Permission.SUBMISSION_READ)
    ):
        raise OwnSubmission
    if step.permission is Permission.APPEAL_DECIDE:
        first = queries.decisions(session, id_of(row))[0]
        if first.account_id == viewer.account_id:
            raise SameDecider


def _check(session: Session, row: Submission) -> None:
    """Refuse a draft that lacks what is needed, or in which something is wrong."""
    found = checklist_of(session, row)
    if not found.is_ready:
        missing = {each.path: Fault(NEEDED) for each in found.missing}
        raise Invalid({**missing, **{each.path: each.fault for each in found.wrong}})


def checklist_of(session: Session, row: Submission) -> Checklist:
    """What a draft lacks, as it stands."""
    return checklist(
        row.kind,
        row.body,
        faults(session, row),
        is_new=not row.target_id,
        with_parent=row.parent_id is not None,
    )


def _decide(session: Session, row: Submission, step: Transition, account_id: str, text: str) -> None:
    decision = SubmissionDecision(
        submission_id=id_of(row),
        outcome=Outcome.ACCEPTED if step.target is State.ACCEPTED else Outcome.DECLINED,
        reasons=text,
        account_id=account_id,
        on_appeal=row.state is State.APPEALED,
    )
    if step.target is State.ACCEPTED:
        if row.parent_id is not None:
            parent = session.get(Submission, row.parent_id)
            if parent is None or parent.state is not State.ACCEPTED:
                raise Conflict("The submission that this one rests on must be accepted first.")
        published = _publish(
            session, row, account_id, "record.published", by="secretariat", submission=id_of(row)
        )
        decision.record_id, decision.revision = published.record_id, published.revision
        if row.kind is SubmissionKind.DEPLOYMENT:
            questions.invite(session, published.record_id)
    session.add(decision)


def _publish(
    session: Session, row: Submission, account_id: str, action: str, **said: Any
) -> publishing.Published:
    """Make a record of what was accepted, or of what an organisation changes of its own product."""
    published = publishing.publish(session, row)
    row.target_id = published.record_id
    events.record(
        session,
        action,
        actor=account_id,
        on=(row.kind.value, published.record_id),
        after={"revision": published.revision, **said},
        public=True,
    )
    return published


def may_publish(session: Session, row: Submission) -> bool:
    """Whether a submission changes a product that its organisation controls."""
    return (
        row.kind is SubmissionKind.SOLUTION
        and row.base_revision is not None
        and controls(session, row.organisation_id, row.target_id)
    )


def _enter(session: Session, row: Submission, state: State) -> None:
    """Put the submission into a state, and note how long it was in the one before."""
    moment = now()
    session.execute(
        sa.update(SubmissionStay)
        .where(col(SubmissionStay.submission_id) == row.id, col(SubmissionStay.ended_at).is_(None))
        .values(ended_at=moment)
    )
    session.add(
        SubmissionStay(submission_id=id_of(row), state=state, waits_on=WAITS_ON[state], began_at=moment)
    )
    row.state = state
    row.due_at = clock.due(state, row.priority, turns(session, row), moment)
    row.reminded_at = None
    if state is State.SUBMITTED and row.submitted_at is None:
        row.submitted_at = moment
    row.decided_at = moment if state in DECIDED else None
    session.add(row)
    session.flush()


def turns(session: Session, row: Submission) -> list[clock.Stay]:
    """Who was waited for and how long, as the clock reads it."""
    return [
        clock.Stay(each.waits_on, each.began_at, each.ended_at) for each in queries.stays(session, id_of(row))
    ]
