"""Deciding on findings: accepted with a reason, opened again."""

from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Fault, Invalid, mark
from registry.quality import queries
from registry.quality.models import Finding, FindingState

SHORTEST: Final = 10
LONGEST: Final = 1_000
_SHORT: Final = mark("Say in a sentence why it is right as it stands.")
_LONG: Final = mark("The reason is too long: at most %(most)s characters.")


def accept(session: Session, viewer: Viewer, finding_id: int, reason: str) -> Finding:
    """Let a finding stand as right, with the reason that is shown beside it.

    It opens again by itself when what it rests on changes.
    """
    viewer.demand(Permission.QUALITY_RESOLVE)
    row = queries.finding(session, finding_id)
    text = reason.strip()
    if len(text) < SHORTEST:
        raise Invalid({"reason": _SHORT})
    if len(text) > LONGEST:
        raise Invalid({"reason": Fault(_LONG, {"most": LONGEST})})
    if row.state is FindingState.FIXED:
        raise Conflict("The finding is fixed already.", id=finding_id)
    _move(session, viewer, row, FindingState.ACCEPTED, text)
    return row


def reopen(session: Session, viewer: Viewer, finding_id: int) -> Finding:
    """Take an acceptance back."""
    viewer.demand(Permission.QUALITY_RESOLVE)
    row = queries.finding(session, finding_id)
    if row.state is not FindingState.ACCEPTED:
        raise Conflict("The finding is not accepted.", id=finding_id)
    _move(session, viewer, row, FindingState.OPEN, row.accepted_reason)
    return row


def _move(session: Session, viewer: Viewer, row: Finding, state: FindingState, reason: str) -> None:
    before = {"state": row.state, "reason": row.accepted_reason}
    row.state, row.accepted_reason, row.accepted_by = state, reason, viewer.account_id
    row.changed_at = now()
    session.add(row)
    session.flush()
    events.record(
        session,
        "finding.accepted" if state is FindingState.ACCEPTED else "finding.reopened",
        actor=viewer.account_id,
        on=(row.record_kind, row.record_id),
        before=before,
        after={
            "finding": row.id,
            "check": row.check_id,
            "state": state,
            "reason": reason,
            "by": "secretariat",
        },
        public=True,
    )
    raise_catalogue_version(session)  # public pages show where a finding stands
