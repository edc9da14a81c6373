"""Makers of submissions in any state, as if their road had led there."""

from typing import Any

from sqlmodel import Session

from registry.db.base import now
from registry.submissions.models import Submission, SubmissionAppeal, SubmissionKind, SubmissionStay
from registry.submissions.workflow import WAITS_ON, State
from tests.factories.people import make_account

SOLUTION_BODY: dict[str, Any] = {
    "names": {"en": "Sample Ledger"},
    "summary": {"en": "Keeps stock of medicines at health posts."},
    "type": "software",
    "licence": "MPL-2.0",
    "openness": "open_source",
    "links": {"home": ["https://ledger.example.org"]},
}
"""A whole solution, as small as it can be."""


def make_submission(
    session: Session,
    by: str = "",
    *,
    kind: SubmissionKind = SubmissionKind.SOLUTION,
    state: State = State.DRAFT,
    organisation: str = "",
    **columns: Any,
) -> Submission:
    """A submission by an account (id), for an organisation (id) or nobody; by default of a whole new solution."""
    body = columns.pop("body", SOLUTION_BODY if kind is SubmissionKind.SOLUTION else {})
    reached = columns.pop("reached", True) and state is not State.DRAFT
    row = Submission.model_validate(
        {
            "kind": kind,
            "author_id": by or make_account(session).id,
            "organisation_id": organisation or None,
            "state": state,
            "body": body,
            "names": body.get("names", {}),
            "submitted_at": now() if reached else None,
            **columns,
        }
    )
    session.add(row)
    session.flush()
    session.add(SubmissionStay(submission_id=row.id or 0, state=state, waits_on=WAITS_ON[state]))
    if state is State.APPEALED:
        session.add(SubmissionAppeal(submission_id=row.id or 0, account_id=row.author_id, text="Unfair."))
    session.flush()
    return row
