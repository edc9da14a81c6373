"""Requests to belong to an organisation or a country, decided by whoever manages its members."""

from typing import Final

from sqlmodel import Session, select

from registry.accounts import queries
from registry.accounts.models import JoinRequest
from registry.accounts.permissions import ROLES, SCOPE_OF, Permission, Role, ScopeKind
from registry.accounts.service import demand_giving, demand_managing, give_role
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import Names, now
from registry.errors import Conflict, Fault, Invalid, NotFound, mark
from registry.mail.service import send

LONGEST_NOTE: Final = 1000


def ask(
    session: Session, viewer: Viewer, scope: ScopeKind, scope_id: str, note: str, called: Names
) -> JoinRequest:
    """Ask to belong; those who can decide are told by mail. Without any, the administrators are."""
    viewer.demand(Permission.MEMBERSHIP_REQUEST)
    if len(note) > LONGEST_NOTE:
        raise Invalid({"note": Fault(mark("Use at most %(number)s characters."), {"number": LONGEST_NOTE})})
    if any(grant.scope is scope and grant.scope_id == scope_id for grant in viewer.grants):
        raise Conflict("You belong to it already.")
    if any(
        each.scope is scope and each.scope_id == scope_id
        for each in queries.open_requests(session, account_id=viewer.account_id)
    ):
        raise Conflict("Your request waits for a decision already.")
    row = JoinRequest(account_id=viewer.account_id, scope=scope, scope_id=scope_id, note=note)
    session.add(row)
    session.flush()
    events.record(session, "membership.requested", actor=viewer.account_id, on=(scope.value, scope_id))
    for account in queries.recipients(session, deciders(session, scope, scope_id)):
        send(
            session,
            "join-request",
            to=account.email or "",
            language=account.language,
            scope=scope.value,
            scope_id=scope_id,
            called=dict(called),
            by=viewer.name,
            note=note,
        )
    return row


def deciders(session: Session, scope: ScopeKind, scope_id: str) -> list[str]:
    """Who may decide: those who manage members there; without any, the administrators."""
    managing = [role for role, allowed in ROLES.items() if Permission.MEMBERS_MANAGE in allowed]
    there = [role for role in managing if SCOPE_OF[role] is scope]
    return queries.holders(session, there, scope_id=scope_id) or queries.holders(
        session, [role for role in managing if SCOPE_OF[role] is ScopeKind.SECRETARIAT]
    )


def accept(session: Session, viewer: Viewer, request_id: int, role: Role, called: Names) -> JoinRequest:
    """Let somebody in, with a role."""
    row = _open(session, viewer, request_id)
    if SCOPE_OF[role] is not row.scope:
        raise Invalid({"role": mark("This role cannot be held there.")})
    demand_giving(viewer, role, row.scope_id)
    give_role(session, row.account_id, role, row.scope_id, by=viewer.account_id)
    _decide(session, viewer, row, called, accepted=True, role=role.value)
    return row


def decline(session: Session, viewer: Viewer, request_id: int, called: Names) -> JoinRequest:
    """Say no."""
    row = _open(session, viewer, request_id)
    _decide(session, viewer, row, called, accepted=False)
    return row


def _open(session: Session, viewer: Viewer, request_id: int) -> JoinRequest:
    row = session.exec(select(JoinRequest).where(JoinRequest.id == request_id).with_for_update()).first()
    if row is None:
        raise NotFound(f"There is no request {request_id}.")
    demand_managing(viewer, row.scope, row.scope_id)
    if row.decided_at:
        raise Conflict("This request has been decided.")
    return row


def _decide(
    session: Session, viewer: Viewer, row: JoinRequest, called: Names, *, accepted: bool, role: str = ""
) -> None:
    row.decided_at, row.decided_by, row.accepted, row.note = now(), viewer.account_id, accepted, ""
    session.add(row)
    action = "membership.accepted" if accepted else "membership.declined"
    events.record(
        session, action, actor=viewer.account_id, on=(row.scope.value, row.scope_id), after={"role": role}
    )
    for account in queries.recipients(session, [row.account_id]):
        send(
            session,
            "join-decision",
            to=account.email or "",
            language=account.language,
            scope=row.scope.value,
            scope_id=row.scope_id,
            called=dict(called),
            accepted=accepted,
            role=role,
        )
