"""What is done to submissions by those who make them, and the one function that moves a submission's state."""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.audit.service import last_revisions
from registry.db.base import now
from registry.db.bulk import existing
from registry.db.ids import Kind
from registry.errors import Conflict, Forbidden, Invalid, NotFound, SignInNeeded, Stale, mark
from registry.organisations.queries import organisation_id as organisation_named
from registry.submissions import clock, drafting, publishing, queries
from registry.submissions.merging import Merged, changed, is_nothing, merge
from registry.submissions.models import (
    Outcome,
    Submission,
    SubmissionAppeal,
    SubmissionDecision,
    SubmissionEvent,
    SubmissionKind,
    SubmissionSave,
    SubmissionStay,
)
from registry.submissions.sections import fields_of
from registry.submissions.telling import tell
from registry.submissions.workflow import (
    EDITABLE,
    WAITS_ON,
    Action,
    CannotMove,
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
}
"""What each step is called in the record of what was done."""


class Collision(Stale):
    """Somebody else changed the same fields meanwhile; nothing was saved. `merged` says what collides."""

    slug = "collision"

    def __init__(self, merged: Merged, version: int) -> None:
        super().__init__("", fields=[each.field for each in merged.conflicts], version=version)
        self.merged = merged
        self.version = version


class OwnSubmission(Forbidden):
    """Nobody decides on a submission that is their own."""

    slug = "own-submission"
    title = "Nobody decides on a submission of their own."


class SameDecider(Forbidden):
    """An appeal is decided by somebody else than the decision it is against."""

    slug = "same-decider"
    title = "An appeal is decided by somebody else than the decision it is against."


def create(
    session: Session,
    viewer: Viewer,
    kind: SubmissionKind,
    *,
    organisation: str = "",
    target: str = "",
    parent_id: int | None = None,
    body: Mapping[str, Any] | None = None,
) -> Submission:
    """Begin a draft: of a new record, or (`target`: a record's id) of a change to what it says now.

    `organisation` (id or slug): for whom it is made. `body`: what is known already.
    """
    viewer.demand(Permission.SUBMISSION_CREATE)
    organisation_id = organisation_named(session, organisation) if organisation else None
    if organisation_id and organisation_id not in viewer.organisations(Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    if parent_id is not None:
        parent = queries.submission(session, viewer, parent_id)
        if not queries.is_submitter(viewer, parent, Permission.SUBMISSION_EDIT):
            raise NotFound(f"No submission {parent_id}.", id=parent_id)
    start: Mapping[str, Any] = body or {}
    number = None
    if target:
        last = last_revisions(session, Kind(kind.value), [target]).get(target)
        if last is None:
            raise NotFound(f"No {kind} {target}.", kind=kind.value, name=target)
        number = last.number
        start = drafting.published_body(session, kind, target, number) | dict(start)
    row = Submission(
        kind=kind,
        target_id=target,
        base_revision=number,
        parent_id=parent_id,
        organisation_id=organisation_id,
        author_id=viewer.account_id,
        body={name: value for name, value in start.items() if not is_nothing(value)},
    )
    _name(session, row)
    session.add(row)
    session.flush()
    session.add(SubmissionStay(submission_id=id_of(row), state=row.state, waits_on=WAITS_ON[row.state]))
    events.record(
        session,
        "submission.begun",
        actor=viewer.account_id,
        on=("submission", str(row.id)),
        after={"kind": kind.value, "organisation": organisation_id or "", "target": target},
    )
    return row


def save_section(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    section: str,
    values: Mapping[str, Any],
    *,
    version: int,
    merging: bool = True,
) -> Submission:
    """Take what somebody made of one section, who began with `version` of the body.

    What others changed meanwhile stays: fields are merged, and where both changed the same one nothing is saved
    and `Collision` tells both. Without `merging` any change meanwhile is `Stale`.
    """
    row = _editable(session, viewer, submission_id)
    fields = fields_of(row.kind, section)
    if version > row.version or (not merging and version != row.version):
        raise Stale("", version=row.version)
    mine = {field: values[field] for field in fields if not is_nothing(values.get(field))}
    merged = merge(body_at(session, row, version), row.body, mine, fields)
    if merged.conflicts:
        raise Collision(merged, row.version)
    _write(session, row, section, {**dict.fromkeys(fields), **merged.values}, viewer)
    return row


def body_at(session: Session, row: Submission, version: int) -> dict[str, Any]:
    """The body as it was at a version."""
    body = dict(row.body)
    for save in reversed(queries.saves_since(session, id_of(row), version)):
        body |= save.before
    return {field: value for field, value in body.items() if not is_nothing(value)}


def _editable(session: Session, viewer: Viewer, submission_id: int) -> Submission:
    row = queries.submission(session, viewer, submission_id, to_change=True)
    if not queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    if row.state not in EDITABLE:
        raise CannotMove(f"A submission cannot be changed in the state {row.state}.", state=row.state.value)
    return row


def _write(
    session: Session, row: Submission, section: str, values: Mapping[str, Any], viewer: Viewer
) -> None:
    """Change fields of the body, if any differs, and keep what they held before."""
    differing = changed(row.body, values, values)
    if not differing:
        return
    moment = now()
    row.version += 1
    session.add(
        SubmissionSave(
            submission_id=id_of(row),
            version=row.version,
            account_id=viewer.account_id,
            at=moment,
            section=section,
            before={field: row.body.get(field) for field in differing},
        )
    )
    body = row.body | {field: values[field] for field in differing}
    row.body = {field: value for field, value in body.items() if not is_nothing(value)}
    _name(session, row)
    row.changed_at = moment
    session.add(row)
    session.flush()


def _name(session: Session, row: Submission) -> None:
    """Keep in step with the body what lists show."""
    row.names = drafting.names_of(session, row)
    country = row.body.get("country") if row.kind is SubmissionKind.DEPLOYMENT else None
    row.country = str(country) if country and existing(session, "country.code", [country]) else None


def submit(session: Session, viewer: Viewer, submission_id: int) -> Submission:
    """Hand a draft to the Secretariat; `Invalid` where something that is needed is missing."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.SUBMIT, viewer)
    return row


def answer(session: Session, viewer: Viewer, submission_id: int, text: str) -> Submission:
    """Answer what the Secretariat asked, with the changes that were made meanwhile."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.ANSWER, viewer, text=text)
    return row


def withdraw(session: Session, viewer: Viewer, submission_id: int, text: str = "") -> Submission:
    """Take a submission back for good."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.WITHDRAW, viewer, text=text)
    return row


def appeal(session: Session, viewer: Viewer, submission_id: int, text: str) -> Submission:
    """Ask, once, that somebody else looks at a decision to decline."""
    row = queries.submission(session, viewer, submission_id, to_change=True)
    move(session, row, Action.APPEAL, viewer, text=text)
    return row


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
    if step.needs_text and not text:
        raise Invalid({"text": _NEEDED[action]})
    if step.action in {Action.SUBMIT, Action.ANSWER}:
        drafting.check(row)
    before, moment = row.state, now()
    account_id = viewer.account_id if viewer else events.SYSTEM
    if step.action is Action.APPEAL:
        session.add(SubmissionAppeal(submission_id=id_of(row), account_id=account_id, at=moment, text=text))
    if step.target in {State.ACCEPTED, State.DECLINED}:
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
        published = publishing.publish(session, row)
        row.target_id = published.record_id
        decision.record_id, decision.revision = published.record_id, published.revision
        events.record(
            session,
            "record.published",
            actor=account_id,
            on=(row.kind.value, published.record_id),
            after={"revision": published.revision, "submission": id_of(row)},
            public=True,
        )
    session.add(decision)


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
    row.decided_at = moment if state in {State.ACCEPTED, State.DECLINED} else None
    session.add(row)
    session.flush()


def turns(session: Session, row: Submission) -> list[clock.Stay]:
    """Who was waited for and how long, as the clock reads it."""
    return [
        clock.Stay(each.waits_on, each.began_at, each.ended_at) for each in queries.stays(session, id_of(row))
    ]


def id_of(row: Submission) -> int:
    """The number of a submission that is in the database."""
    if row.id is None:
        raise ValueError("the submission was not written yet")
    return row.id
