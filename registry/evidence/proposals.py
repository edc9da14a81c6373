"""Proposals of evidence: by vendors and anybody who is signed in; an editor accepts or declines, with a reason."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session, select

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Fault, Forbidden, Invalid, NotFound, mark
from registry.evidence import service
from registry.evidence.drafts import EvidenceDraft
from registry.evidence.hierarchy import EvidenceKind, Independence
from registry.evidence.models import EvidenceProposal, ProposalState
from registry.notifications.service import notify

KEY: Final = "proposed"
"""The key of a draft until an item is made of it."""

MOST_WAITING: Final = 50
"""Proposals of one person that may wait at a time."""


def preview(session: Session, fields: Mapping[str, Any]) -> tuple[str, Mapping[str, Fault]]:
    """What a cited item would be: the id under which it is recorded already, or what is wrong with it."""
    try:
        draft = service.draft_from({**fields, "key": KEY, "kind": EvidenceKind.TECHNICAL_DOCUMENTATION})
    except Invalid as error:
        return "", error.faults
    return next(iter(service.duplicates(session, draft)), ""), {}


def propose(
    session: Session, viewer: Viewer, draft: EvidenceDraft, *, organisation_id: str = "", note: str = ""
) -> int:
    """Propose an item; one that is recorded already is refused at once. Gives the proposal's number.

    What somebody proposes on behalf of a body that makes the product is never called independent by that.
    """
    viewer.demand(Permission.EVIDENCE_PROPOSE)
    if organisation_id and organisation_id not in viewer.organisations(Permission.SUBMISSION_EDIT):
        raise Forbidden(permission=Permission.EVIDENCE_PROPOSE.value)
    waiting = session.exec(
        select(EvidenceProposal.id).where(
            EvidenceProposal.account_id == viewer.account_id,
            EvidenceProposal.state == ProposalState.WAITING,
        )
    ).all()
    if len(waiting) >= MOST_WAITING:
        raise Invalid(
            {"note": Fault(mark("%(number)s of your proposals wait already."), {"number": len(waiting)})}
        )
    service.check(session, draft)
    row = EvidenceProposal(
        account_id=viewer.account_id,
        organisation_id=organisation_id or None,
        body=draft.model_dump(mode="json"),
        note=note,
    )
    session.add(row)
    session.flush()
    number = row.id or 0
    events.record(
        session, "evidence.proposed", actor=viewer.account_id, on=("evidence_proposal", str(number))
    )
    return number


def withdraw(session: Session, viewer: Viewer, number: int) -> None:
    """Take one's own proposal back while it waits."""
    row = _waiting(session, number)
    if row.account_id != viewer.account_id:
        raise NotFound(f"No proposal {number}.", id=number)
    row.state, row.decided_at = ProposalState.WITHDRAWN, now()
    session.flush()
    events.record(
        session, "evidence.proposal_withdrawn", actor=viewer.account_id, on=("evidence_proposal", str(number))
    )


def decide(
    session: Session,
    viewer: Viewer,
    number: int,
    *,
    accept: bool,
    reason: str,
    kind: EvidenceKind | None = None,
    independence: Independence | None = None,
) -> str | None:
    """An editor decides, never on a proposal of their own; accepting publishes the item and gives its id.

    The editor says of what kind the item is and whether it is independent: proposers do not judge that.
    """
    viewer.demand(Permission.EVIDENCE_CONFIRM)
    row = _waiting(session, number)
    if row.account_id == viewer.account_id:
        raise Forbidden(permission=Permission.EVIDENCE_CONFIRM.value)
    if not accept and not reason.strip():
        raise Invalid({"reason": mark("Give the reason.")})
    evidence_id = None
    if accept:
        if independence is None:
            raise Invalid({"independence": mark("Say whether it is independent of the maker.")})
        changes: dict[str, Any] = {"key": f"proposal-{number}", "independence": independence}
        if kind is not None:
            changes["kind"] = kind
        draft = EvidenceDraft.model_validate(row.body | changes)
        service.check(session, draft)
        evidence_id, _ = service.save(session, draft, author=service.EDITORS, note=reason)
    row.state = ProposalState.ACCEPTED if accept else ProposalState.DECLINED
    row.decided_at, row.decided_by, row.reason = now(), viewer.account_id, reason.strip()
    row.evidence_id = evidence_id
    session.flush()
    outcome = "accepted" if accept else "declined"
    events.record(
        session,
        f"evidence.proposal_{outcome}",
        actor=viewer.account_id,
        on=("evidence_proposal", str(number)),
        after={"evidence": evidence_id or "", "reason": row.reason},
    )
    notify(
        session,
        [row.account_id],
        f"evidence.{outcome}",
        about=("evidence_proposal", str(number)),
        path=f"/evidence/{evidence_id}" if evidence_id else f"/evidence/proposals/{number}",
        texts={"title": str(row.body["title"]), "reason": row.reason or "–"},
    )
    return evidence_id


def _waiting(session: Session, number: int) -> EvidenceProposal:
    row = session.get(EvidenceProposal, number)
    if row is None:
        raise NotFound(f"No proposal {number}.", id=number)
    if row.state is not ProposalState.WAITING:
        raise Conflict("The proposal does not wait any more.", id=number)
    return row
