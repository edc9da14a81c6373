"""Reads of ownership. A claim is seen by those who may claim for its organisation, and by those who decide."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.accounts.permissions import Permission
from registry.accounts.viewer import Viewer
from registry.db.base import now
from registry.errors import NotFound
from registry.organisations import queries as organisations
from registry.ownership.models import OwnershipClaim, OwnershipState, ProofMethod, SolutionControl
from registry.ownership.schemas import ClaimView, Controller
from registry.solutions import queries as solutions


def controllers(session: Session, solution_id: str) -> list[Controller]:
    """The organisations that control a product now, since the longest first."""
    rows = session.exec(
        select(SolutionControl, OwnershipClaim.method)
        .join(OwnershipClaim, col(OwnershipClaim.id) == col(SolutionControl.claim_id))
        .where(SolutionControl.solution_id == solution_id, col(SolutionControl.until).is_(None))
        .order_by(col(SolutionControl.since))
    ).all()
    refs = organisations.refs(session, [row.organisation_id for row, _ in rows])
    return [Controller(row.id or 0, refs[row.organisation_id], method, row.since) for row, method in rows]


def controls(session: Session, organisation_id: str | None, solution_id: str) -> bool:
    """Whether an organisation controls a product."""
    return bool(organisation_id) and _present(session, organisation_id or "", solution_id) is not None


def _present(session: Session, organisation_id: str, solution_id: str) -> SolutionControl | None:
    return session.exec(
        select(SolutionControl).where(
            SolutionControl.organisation_id == organisation_id,
            SolutionControl.solution_id == solution_id,
            col(SolutionControl.until).is_(None),
        )
    ).first()


def controlled_by(session: Session, organisation_ids: Iterable[str]) -> set[str]:
    """Ids of the products that any of these organisations controls."""
    return set(
        session.exec(
            select(SolutionControl.solution_id).where(
                col(SolutionControl.organisation_id).in_(list(organisation_ids)),
                col(SolutionControl.until).is_(None),
            )
        )
    )


def control(session: Session, control_id: int) -> SolutionControl:
    """A present control by its number; `NotFound` if there is none."""
    found = session.get(SolutionControl, control_id)
    if found is None or found.until is not None:
        raise NotFound(f"No control {control_id}.", id=control_id)
    return found


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    if viewer.may(Permission.OWNERSHIP_DECIDE):
        return sa.true()
    return col(OwnershipClaim.organisation_id).in_(viewer.organisations(Permission.PRODUCT_CLAIM))


def claim(session: Session, viewer: Viewer, claim_id: int) -> OwnershipClaim:
    """A claim that the viewer may see; for all others there is none of that number."""
    return _one(session, select(OwnershipClaim).where(OwnershipClaim.id == claim_id, _visible(viewer)))


def claim_to_change(session: Session, claim_id: int) -> OwnershipClaim:
    """A claim that nobody else changes meanwhile; who may change it is the caller's to check."""
    asked = select(OwnershipClaim).where(OwnershipClaim.id == claim_id)
    return _one(session, asked.with_for_update().execution_options(populate_existing=True))


def _one(session: Session, asked: SelectOfScalar[OwnershipClaim]) -> OwnershipClaim:
    found = session.exec(asked).first()
    if found is None:
        raise NotFound("No claim has that number.")
    return found


def claims_on(session: Session, viewer: Viewer, solution_id: str) -> list[ClaimView]:
    """The open claims on a product that the viewer may see."""
    rows = session.exec(
        select(OwnershipClaim)
        .where(
            OwnershipClaim.solution_id == solution_id,
            OwnershipClaim.state == OwnershipState.OPEN,
            _visible(viewer),
        )
        .order_by(col(OwnershipClaim.id))
    ).all()
    return views(session, rows)


def to_decide(session: Session) -> list[ClaimView]:
    """The open claims, those that ask for a decision first, the oldest first."""
    rows = session.exec(
        select(OwnershipClaim)
        .where(OwnershipClaim.state == OwnershipState.OPEN)
        .order_by(col(OwnershipClaim.method) != ProofMethod.DECISION, col(OwnershipClaim.id))
        .limit(200)
    ).all()
    return views(session, rows)


def open_claims(session: Session, solution_id: str, organisation_id: str) -> list[OwnershipClaim]:
    """The open claims of an organisation on a product."""
    return list(
        session.exec(
            select(OwnershipClaim).where(
                OwnershipClaim.solution_id == solution_id,
                OwnershipClaim.organisation_id == organisation_id,
                OwnershipClaim.state == OwnershipState.OPEN,
            )
        )
    )


def expired(session: Session) -> list[OwnershipClaim]:
    """Open claims whose time is up."""
    return list(
        session.exec(
            select(OwnershipClaim).where(
                OwnershipClaim.state == OwnershipState.OPEN, OwnershipClaim.expires_at < now()
            )
        )
    )


def to_check(session: Session) -> list[int]:
    """Numbers of the open claims whose token may have been published meanwhile."""
    rows = session.exec(
        select(OwnershipClaim.id).where(
            OwnershipClaim.state == OwnershipState.OPEN,
            col(OwnershipClaim.method).in_([ProofMethod.REPOSITORY, ProofMethod.WEBSITE]),
        )
    )
    return [each for each in rows if each is not None]


def view(session: Session, row: OwnershipClaim) -> ClaimView:
    """A claim as it is shown."""
    return views(session, [row])[0]


def views(session: Session, rows: Iterable[OwnershipClaim]) -> list[ClaimView]:
    """Claims as they are shown."""
    listed = list(rows)
    products = solutions.refs(session, [row.solution_id for row in listed])
    bodies = organisations.refs(session, [row.organisation_id for row in listed])
    return [
        ClaimView(
            row.id or 0,
            products[row.solution_id],
            bodies[row.organisation_id],
            row.method,
            row.state,
            row.token,
            row.address,
            row.statement,
            bool(row.code_digest) and row.code_until is not None and row.code_until > now(),
            row.created_at,
            row.expires_at,
            row.checked_at,
            row.failure,
            row.closed_at,
            row.reason,
        )
        for row in listed
    ]
