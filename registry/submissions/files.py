"""Files that are attached to a submission: who may read and change them."""

from collections.abc import Collection
from typing import Final

from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.attachments import access
from registry.errors import NotFound
from registry.submissions import queries
from registry.submissions.models import Submission
from registry.submissions.workflow import CLOSED

KIND: Final = "submission"


def _may_read(session: Session, viewer: Viewer, owner_id: str) -> bool:
    """Both sides read them."""
    return _row(session, viewer, owner_id) is not None


def _may_change(session: Session, viewer: Viewer, owner_id: str) -> bool:
    """The submitter's side, until the submission is closed."""
    row = _row(session, viewer, owner_id)
    return (
        row is not None
        and row.state not in CLOSED
        and queries.is_submitter(viewer, row, Permission.SUBMISSION_EDIT)
    )


def _row(session: Session, viewer: Viewer, owner_id: str) -> Submission | None:
    try:
        return queries.submission(session, viewer, int(owner_id))
    except (NotFound, ValueError):
        return None


def _existing(session: Session, ids: Collection[str]) -> Collection[str]:
    wanted = [int(each) for each in ids if each.isdigit()]
    return {str(each) for each in session.exec(select(Submission.id).where(col(Submission.id).in_(wanted)))}


access.register(KIND, access.OwnerRules(_may_read, _may_change, _existing))
