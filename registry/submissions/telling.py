"""Tells those on either side of a submission what the other side did."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session

from registry.accounts.permissions import Permission, ScopeKind, roles_with
from registry.accounts.queries import holders
from registry.notifications.service import notify
from registry.notifications.texts import day, names
from registry.submissions.models import Submission
from registry.submissions.workflow import Action, Side

_KINDS: Final[dict[Action, tuple[Side, str]]] = {
    Action.SUBMIT: (Side.SECRETARIAT, "submission.received"),
    Action.TAKE_UP: (Side.SUBMITTER, "submission.taken_up"),
    Action.ASK_CHANGES: (Side.SUBMITTER, "submission.question"),
    Action.ANSWER: (Side.SECRETARIAT, "submission.answered"),
    Action.ACCEPT: (Side.SUBMITTER, "submission.accepted"),
    Action.DECLINE: (Side.SUBMITTER, "submission.declined"),
    Action.APPEAL: (Side.SECRETARIAT, "submission.appealed"),
    Action.WITHDRAW: (Side.SECRETARIAT, "submission.withdrawn"),
    Action.PUBLISH: (Side.SECRETARIAT, "submission.published"),
}
"""Which side is told of each step, by which kind of notification."""


def submitters(session: Session, row: Submission) -> list[str]:
    """The accounts that work on a submission: its author, or those who edit for its organisation."""
    if row.organisation_id is None:
        return [row.author_id]
    roles = roles_with(Permission.SUBMISSION_EDIT, ScopeKind.ORGANISATION)
    return holders(session, roles, scope=ScopeKind.ORGANISATION, scope_id=row.organisation_id)


def secretariat(session: Session, row: Submission, permission: Permission) -> list[str]:
    """The account that screens a submission; where nobody does yet, all that may do what comes next."""
    if row.assignee_id and permission is Permission.SUBMISSION_SCREEN:
        return [row.assignee_id]
    return holders(session, roles_with(permission, ScopeKind.SECRETARIAT), scope=ScopeKind.SECRETARIAT)


def tell(session: Session, row: Submission, action: Action, actor: str) -> None:
    """Tell the other side of a step; the one who took it knows already."""
    side, kind = _KINDS[action]
    if side is Side.SUBMITTER:
        people = submitters(session, row)
    elif action is Action.WITHDRAW:
        # Only who works on it: a draft that is given up, or one that nobody took up, concerns nobody.
        people = [row.assignee_id] if row.assignee_id else []
    else:
        wanted = Permission.APPEAL_DECIDE if action is Action.APPEAL else Permission.SUBMISSION_SCREEN
        people = secretariat(session, row, wanted)
    texts: Mapping[str, Any] = {
        "name": names(row.names),
        **({"until": day(row.due_at)} if row.due_at else {}),
    }
    notify(
        session,
        [each for each in people if each != actor],
        kind,
        about=("submission", str(row.id)),
        # What was never handed in has no page at the desk.
        path=f"/solutions/{row.target_id}" if action is Action.PUBLISH else f"/submissions/{row.id}",
        texts=texts,
    )
