"""Reads of proposals of evidence: each is for who made it and for editors."""

from sqlmodel import Session, col, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db.base import Names
from registry.errors import NotFound
from registry.evidence.models import EvidenceProposal, ProposalState
from registry.evidence.schemas import ProposalView
from registry.organisations import queries as organisations


def proposal(session: Session, viewer: Viewer, number: int) -> ProposalView:
    """One proposal, for who made it and for editors; `NotFound` for others."""
    row = session.get(EvidenceProposal, number)
    if row is None or not (row.account_id == viewer.account_id or viewer.may(Permission.EVIDENCE_CONFIRM)):
        raise NotFound(f"No proposal {number}.", id=number)
    return _views(session, [row])[0]


def proposals_of(session: Session, viewer: Viewer) -> list[ProposalView]:
    """What the viewer proposed, newest first."""
    rows = session.exec(
        select(EvidenceProposal)
        .where(EvidenceProposal.account_id == viewer.account_id)
        .order_by(col(EvidenceProposal.id).desc())
        .limit(200)
    ).all()
    return _views(session, list(rows))


def proposals_waiting(session: Session, viewer: Viewer) -> list[ProposalView]:
    """What waits for an editor, oldest first."""
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    rows = session.exec(
        select(EvidenceProposal)
        .where(EvidenceProposal.state == ProposalState.WAITING)
        .order_by(col(EvidenceProposal.id))
        .limit(200)
    ).all()
    return _views(session, list(rows))


def _views(session: Session, rows: list[EvidenceProposal]) -> list[ProposalView]:
    names = organisations.refs(session, {row.organisation_id for row in rows if row.organisation_id})

    def called(organisation_id: str | None) -> Names:
        return names[organisation_id].names if organisation_id else {}

    return [
        ProposalView(
            row.id or 0,
            row.account_id,
            called(row.organisation_id),
            row.state,
            row.body,
            row.note,
            row.proposed_at,
            row.decided_at,
            row.reason,
            row.evidence_id,
        )
        for row in rows
    ]
