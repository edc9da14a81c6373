"""What the Secretariat does with submissions beside deciding them: who works on which, what is found, what is said."""

from sqlmodel import Session

from registry.accounts.permissions import Permission, ScopeKind, roles_with
from registry.accounts.queries import holders
from registry.accounts.viewer import Viewer
from registry.attachments.clearing import demand_clear
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Forbidden, Invalid, mark
from registry.notifications.service import notify
from registry.notifications.texts import names
from registry.submissions import balance, clock, desk_queries, queries
from registry.submissions.models import (
    Priority,
    SectionDecision,
    Submission,
    SubmissionMessage,
    SubmissionNote,
    Verdict,
)
from registry.submissions.sections import fields_of
from registry.submissions.service import OwnSubmission, id_of, move, turns
from registry.submissions.telling import secretariat, submitters
from registry.submissions.workflow import CLOSED, Action, CannotMove, Side, State

LONGEST: int = 20_000


class NotAScreener(Conflict):
    """A submission is given only to somebody who may screen it."""

    slug = "not-a-screener"
    title = "This person may not screen the submission."


def can_use_desk(viewer: Viewer) -> None:
    """Those who screen and those who decide on appeals have a desk."""
    if not desk_queries.queues(viewer):
        viewer.demand(Permission.SUBMISSION_SCREEN)


def can_read_desk(viewer: Viewer) -> None:
    """Besides them, whoever reads what is submitted sees what the desk says of it."""
    if not desk_queries.queues(viewer):
        viewer.demand(Permission.SUBMISSION_READ)


def _open(session: Session, viewer: Viewer, submission_id: int) -> Submission:
    """A submission that the Secretariat works on, to be changed."""
    viewer.demand(Permission.SUBMISSION_SCREEN)
    row = queries.submission(session, viewer, submission_id, to_change=True)
    if row.state in CLOSED or row.state is State.DRAFT:
        raise CannotMove(f"Nothing is screened in the state {row.state}.", state=row.state.value)
    if is_own(viewer, row):
        raise OwnSubmission
    return row


def is_own(viewer: Viewer, row: Submission) -> bool:
    """Whether the viewer belongs to those who made the submission."""
    return row.author_id == viewer.account_id or (
        row.organisation_id in viewer.organisations(Permission.SUBMISSION_READ)
    )


def assign(session: Session, viewer: Viewer, submission_id: int, to: str = "") -> Submission:
    """Give a submission to a screener (account id), or where none is named to the one with the least work.

    One that nobody has looked at yet is taken up with it.
    """
    row = _open(session, viewer, submission_id)
    able = screeners(session, row)
    chosen = to or balance.lightest(able, desk_queries.loads(session))
    if chosen is None or chosen not in able:
        raise NotAScreener
    before, row.assignee_id = row.assignee_id, chosen
    session.add(row)
    session.flush()
    if row.state is State.SUBMITTED:
        move(session, row, Action.TAKE_UP, viewer)
    if chosen != before:
        events.record(
            session,
            "submission.assigned",
            actor=viewer.account_id,
            on=("submission", str(row.id)),
            before={"assignee": before or ""},
            after={"assignee": chosen},
        )
        if chosen != viewer.account_id:
            _tell(session, [chosen], "submission.assigned", row, f"/desk/{row.id}")
    return row


def take_next(session: Session, viewer: Viewer) -> Submission | None:
    """Take up the submission that has waited longest for somebody, the most urgent first."""
    viewer.demand(Permission.SUBMISSION_SCREEN)
    for submission_id in desk_queries.unassigned_ids(session):
        row = queries.submission(session, viewer, submission_id, to_change=True)
        if row.assignee_id is None and not is_own(viewer, row):
            return assign(session, viewer, submission_id, viewer.account_id)
    return None


def screeners(session: Session, row: Submission) -> set[str]:
    """Who may screen a submission: the screeners that have no part in it."""
    roles = roles_with(Permission.SUBMISSION_SCREEN, ScopeKind.SECRETARIAT)
    return (
        set(holders(session, roles, scope=ScopeKind.SECRETARIAT))
        - set(submitters(session, row))
        - {row.author_id}
    )


def set_priority(session: Session, viewer: Viewer, submission_id: int, priority: Priority) -> Submission:
    """Say how soon a submission is needed; its deadline moves with it."""
    row = _open(session, viewer, submission_id)
    before, row.priority = row.priority, priority
    if row.state is not State.CHANGES_ASKED:
        row.due_at = clock.due(row.state, priority, turns(session, row), now())
    session.add(row)
    events.record(
        session,
        "submission.prioritised",
        actor=viewer.account_id,
        on=("submission", str(row.id)),
        before={"priority": before.value},
        after={"priority": priority.value},
    )
    return row


def judge_section(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    section: str,
    verdict: Verdict | None,
    note: str = "",
    *,
    is_clear: bool = False,
) -> None:
    """Say of one section that it is in order or needs changes, and which; None takes that back.

    `is_clear`: what looks like patient data in the text is none; so for all that is said here.
    """
    demand_clear(note, is_clear=is_clear, field="note")
    row = _open(session, viewer, submission_id)
    fields_of(row.kind, section)
    note = _within(note, "note")
    if verdict is Verdict.CHANGES_NEEDED and not note:
        raise Invalid({"note": mark("Say what has to be changed.")})
    known = session.get(SectionDecision, (id_of(row), section))
    if verdict is None:
        if known is not None:
            session.delete(known)
    else:
        session.merge(
            SectionDecision(
                submission_id=id_of(row),
                section=section,
                verdict=verdict,
                note=note,
                account_id=viewer.account_id,
                version=row.version,
            )
        )
    events.record(
        session,
        "submission.section_judged",
        actor=viewer.account_id,
        on=("submission", str(row.id)),
        before={"section": section, "verdict": known.verdict.value if known else ""},
        after={"section": section, "verdict": verdict.value if verdict else ""},
    )


def note(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    text: str,
    section: str = "",
    *,
    is_clear: bool = False,
) -> None:
    """Write down something for the Secretariat alone."""
    demand_clear(text, is_clear=is_clear, field="note")
    viewer.demand(Permission.SUBMISSION_SCREEN)
    row = queries.submission(session, viewer, submission_id)
    if is_own(viewer, row):
        raise OwnSubmission
    session.add(
        SubmissionNote(
            submission_id=id_of(row), account_id=viewer.account_id, section=section, text=_said(text, "note")
        )
    )


def say(
    session: Session,
    viewer: Viewer,
    submission_id: int,
    text: str,
    section: str = "",
    *,
    is_clear: bool = False,
) -> None:
    """Say something that both sides read, without moving the submission."""
    demand_clear(text, is_clear=is_clear)
    row = queries.submission(session, viewer, submission_id)
    if queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT):
        side = Side.SUBMITTER
        people = secretariat(session, row, Permission.SUBMISSION_SCREEN)
        path = f"/desk/{row.id}"
    elif viewer.may(Permission.SUBMISSION_SCREEN):
        side, people, path = Side.SECRETARIAT, submitters(session, row), f"/submissions/{row.id}"
    else:
        raise Forbidden(permission=Permission.SUBMISSION_EDIT.value)
    if row.state in {State.DRAFT, State.WITHDRAWN}:
        raise CannotMove(f"Nobody listens in the state {row.state}.", state=row.state.value)
    session.add(
        SubmissionMessage(
            submission_id=id_of(row),
            account_id=viewer.account_id,
            side=side,
            section=section,
            text=_said(text, "text"),
        )
    )
    _tell(session, [each for each in people if each != viewer.account_id], "submission.message", row, path)


def decide(
    session: Session, viewer: Viewer, submission_id: int, action: Action, text: str, *, is_clear: bool = False
) -> None:
    """Move a submission on, with what has to change or the reasons."""
    demand_clear(text, is_clear=is_clear)
    move(
        session, queries.submission(session, viewer, submission_id, to_change=True), action, viewer, text=text
    )


def _tell(session: Session, people: list[str], kind: str, row: Submission, path: str) -> None:
    notify(
        session, people, kind, about=("submission", str(row.id)), path=path, texts={"name": names(row.names)}
    )


def _said(text: str, field: str) -> str:
    if not text.strip():
        raise Invalid({field: mark("Write something first.")})
    return _within(text, field)


def _within(text: str, field: str) -> str:
    text = text.strip()
    if len(text) > LONGEST:
        raise Invalid({field: mark("The text is too long.")})
    return text
