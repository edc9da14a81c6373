"""Claiming a product: an organisation proves that it controls it, or the Secretariat decides with its reason."""

import re
import secrets
from datetime import timedelta
from typing import Final

from sqlmodel import Session

from registry.accounts.permissions import Permission, ScopeKind, roles_with
from registry.accounts.queries import holders
from registry.accounts.secrets import digest_of
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.db.records import raise_catalogue_version
from registry.errors import Conflict, Forbidden, Invalid, mark
from registry.jobs.queue import enqueue
from registry.mail.service import send
from registry.notifications.service import notify
from registry.notifications.texts import names
from registry.organisations import queries as organisations
from registry.ownership import proofs, queries
from registry.ownership.models import OwnershipClaim, OwnershipState, ProofMethod, SolutionControl
from registry.solutions import queries as solutions
from registry.solutions.schemas import SolutionView

CHECK: Final = "ownership.check"
"""Looks for a token; the job's key is the claim's number."""

VALID: Final = timedelta(days=30)
CODE_VALID: Final = timedelta(hours=1)
_LOCAL: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_CLOSED: Final = mark("This claim is closed.")


def begin(
    session: Session,
    viewer: Viewer,
    solution: SolutionView,
    organisation_id: str,
    method: ProofMethod,
    *,
    address: str = "",
    statement: str = "",
) -> OwnershipClaim:
    """Claim a product for an organisation; the claim before, if one is open, ends.

    `address`: one of those that the record names; `statement`: on what the Secretariat is to decide.
    """
    _demand(viewer, organisation_id)
    if queries.controls(session, organisation_id, solution.id):
        raise Invalid({"organisation": mark("This organisation controls the product already.")})
    statement = statement.strip()
    if method is ProofMethod.DECISION and not statement:
        raise Invalid({"statement": mark("Say how the Secretariat can tell that the product is yours.")})
    allowed = {
        ProofMethod.REPOSITORY: proofs.repositories,
        ProofMethod.WEBSITE: proofs.websites,
        ProofMethod.EMAIL: proofs.mail_domains,
    }
    if method in allowed and address not in allowed[method](solution.links):
        raise Invalid({"address": mark("Choose one of the addresses that the record names.")})
    for other in queries.open_claims(session, solution.id, organisation_id):
        _close(session, other, OwnershipState.ENDED, viewer.account_id, "")
    row = OwnershipClaim(
        solution_id=solution.id,
        organisation_id=organisation_id,
        account_id=viewer.account_id,
        method=method,
        token=secrets.token_hex(20),
        address="" if method is ProofMethod.DECISION else address,
        statement=statement,
        expires_at=now() + VALID,
    )
    session.add(row)
    session.flush()
    _record(session, "ownership.claimed", row, viewer.account_id)
    if method is ProofMethod.DECISION:
        _tell_deciders(session, row, solution)
    return row


def send_code(session: Session, viewer: Viewer, claim_id: int, local: str) -> None:
    """Mail a code to an address at the claim's domain; only the domain is kept."""
    row = _open(session, viewer, claim_id, ProofMethod.EMAIL)
    if not _LOCAL.fullmatch(local.strip()):
        raise Invalid({"local": mark("Write only what stands before the @.")})
    code = f"{secrets.randbelow(10**8):08}"
    row.code_digest, row.code_until = digest_of(f"{row.token}:{code}"), now() + CODE_VALID
    session.add(row)
    product = solutions.refs(session, [row.solution_id])[row.solution_id]
    send(
        session,
        "ownership-code",
        to=f"{local.strip()}@{row.address}",
        language=viewer.language or "en",
        code=code,
        product=dict(product.names),
    )


def enter_code(session: Session, viewer: Viewer, claim_id: int, code: str) -> None:
    """Prove control with the code that was mailed. Count the tries before the transaction."""
    row = _open(session, viewer, claim_id, ProofMethod.EMAIL)
    plain = re.sub(r"\D", "", code)
    is_due = row.code_until is not None and row.code_until > now()
    good = secrets.compare_digest(digest_of(f"{row.token}:{plain}"), row.code_digest)
    if not (is_due and row.code_digest and good):
        raise Invalid({"code": mark("This is not the code that was mailed last, or it is too old.")})
    _prove(session, row, viewer.account_id)


def ask_check(session: Session, viewer: Viewer, claim_id: int) -> None:
    """Have it looked whether the token is published."""
    row = _open(session, viewer, claim_id, ProofMethod.REPOSITORY, ProofMethod.WEBSITE)
    enqueue(session, CHECK, str(row.id))


def note_check(session: Session, claim_id: int, failure: str) -> None:
    """Take what a look at the published token found; empty: it is there."""
    row = session.get(OwnershipClaim, claim_id)
    if row is None or row.state is not OwnershipState.OPEN:
        return
    row.checked_at, row.failure = now(), failure
    session.add(row)
    if not failure:
        _prove(session, row, events.SYSTEM)


def decide(session: Session, viewer: Viewer, claim_id: int, *, grants: bool, reason: str) -> None:
    """Decide on a claim, however it was to be proven, and say why."""
    viewer.demand(Permission.OWNERSHIP_DECIDE)
    row = queries.claim_to_change(session, claim_id)
    _still_open(row)
    if row.organisation_id in viewer.organisations(Permission.MEMBERS_READ):
        raise Forbidden("Nobody decides on a claim of their own organisation.")
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": mark("Give the reason of the decision.")})
    if grants:
        _prove(session, row, viewer.account_id, reason)
        return
    _close(session, row, OwnershipState.REFUSED, viewer.account_id, reason)
    _record(session, "ownership.refused", row, viewer.account_id)
    _tell_claimants(session, row, "ownership.refused")


def give_up(session: Session, viewer: Viewer, claim_id: int) -> None:
    """Take a claim back."""
    row = queries.claim_to_change(session, claim_id)
    _demand(viewer, row.organisation_id)
    _still_open(row)
    _close(session, row, OwnershipState.ENDED, viewer.account_id, "")


def end_control(session: Session, viewer: Viewer, control_id: int, reason: str) -> str:
    """End an organisation's control of a product: it gives it up, or the Secretariat decides. Gives the product."""
    row = queries.control(session, control_id)
    gives_up = row.organisation_id in viewer.organisations(Permission.PRODUCT_CLAIM)
    if not gives_up:
        viewer.demand(Permission.OWNERSHIP_DECIDE)
        if not reason.strip():
            raise Invalid({"reason": mark("Give the reason of the decision.")})
    row.until, row.ended_reason = now(), reason.strip()
    session.add(row)
    events.record(
        session,
        "ownership.ended",
        actor=viewer.account_id,
        on=("solution", row.solution_id),
        after={
            "organisation": row.organisation_id,
            "by": f"organisation:{row.organisation_id}" if gives_up else "secretariat",
        },
        public=True,
    )
    raise_catalogue_version(session)
    return row.solution_id


def expire(session: Session) -> int:
    """End the claims whose time is up; gives how many."""
    rows = queries.expired(session)
    for row in rows:
        _close(session, row, OwnershipState.ENDED, events.SYSTEM, "")
    return len(rows)


def _demand(viewer: Viewer, organisation_id: str) -> None:
    viewer.demand_somewhere(Permission.PRODUCT_CLAIM)
    if organisation_id not in viewer.organisations(Permission.PRODUCT_CLAIM):
        raise Forbidden(permission=Permission.PRODUCT_CLAIM.value)


def _open(session: Session, viewer: Viewer, claim_id: int, *methods: ProofMethod) -> OwnershipClaim:
    row = queries.claim_to_change(session, claim_id)
    _demand(viewer, row.organisation_id)
    _still_open(row)
    if row.method not in methods:
        raise Conflict("This claim is proven in another way.")
    return row


def _still_open(row: OwnershipClaim) -> None:
    if row.state is not OwnershipState.OPEN or row.expires_at < now():
        raise Conflict(_CLOSED)


def _prove(session: Session, row: OwnershipClaim, actor: str, reason: str = "") -> None:
    _close(session, row, OwnershipState.PROVEN, actor, reason)
    if not queries.controls(session, row.organisation_id, row.solution_id):
        session.add(
            SolutionControl(
                solution_id=row.solution_id, organisation_id=row.organisation_id, claim_id=row.id or 0
            )
        )
    _record(session, "ownership.proven", row, actor, public=True)
    raise_catalogue_version(session)  # the page of the product names who controls it
    _tell_claimants(session, row, "ownership.proven")


def _close(session: Session, row: OwnershipClaim, state: OwnershipState, actor: str, reason: str) -> None:
    row.state, row.closed_at, row.closed_by, row.reason = state, now(), actor, reason
    row.code_digest = ""
    session.add(row)
    session.flush()


def _record(session: Session, action: str, row: OwnershipClaim, actor: str, *, public: bool = False) -> None:
    events.record(
        session,
        action,
        actor=actor,
        on=("solution", row.solution_id),
        after={
            "claim": row.id,
            "organisation": row.organisation_id,
            "method": row.method.value,
            "by": "secretariat" if row.reason else f"organisation:{row.organisation_id}",
        },
        public=public,
    )


def _tell_claimants(session: Session, row: OwnershipClaim, kind: str) -> None:
    roles = roles_with(Permission.PRODUCT_CLAIM, ScopeKind.ORGANISATION)
    people = holders(session, roles, scope=ScopeKind.ORGANISATION, scope_id=row.organisation_id)
    product = solutions.refs(session, [row.solution_id])[row.solution_id]
    body = organisations.refs(session, [row.organisation_id])[row.organisation_id]
    notify(
        session,
        people,
        kind,
        about=("solution", row.solution_id),
        path=f"/ownership/{row.id}",
        texts={"name": names(product.names), "place": names(body.names)},
    )


def _tell_deciders(session: Session, row: OwnershipClaim, solution: SolutionView) -> None:
    roles = roles_with(Permission.OWNERSHIP_DECIDE, ScopeKind.SECRETARIAT)
    notify(
        session,
        holders(session, roles, scope=ScopeKind.SECRETARIAT),
        "ownership.claimed",
        about=("solution", row.solution_id),
        path=f"/ownership/{row.id}",
        texts={"name": names(solution.names)},
    )
