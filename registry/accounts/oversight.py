"""What administrators do with accounts and the roles of the Secretariat: each with a reason, which is kept on record."""

from typing import Final

from sqlmodel import Session

from registry.accounts import leaving, queries, second_factor, service, sessions
from registry.accounts.models import Account
from registry.accounts.notice import Notice, tell
from registry.accounts.permissions import SCOPE_OF, Permission, Role, ScopeKind
from registry.accounts.viewer import Viewer
from registry.audit import events
from registry.db.base import now
from registry.errors import Conflict, Fault, Invalid, NotFound, mark

LONGEST_REASON: Final = 500
SECRETARIAT: Final = tuple(role for role in Role if SCOPE_OF[role] is ScopeKind.SECRETARIAT)
"""The roles that administrators give; those in organisations and countries are given there."""


def give_role(session: Session, viewer: Viewer, account_id: str, role: Role, reason: str) -> None:
    """Give a role of the Secretariat."""
    account = _account(session, viewer, account_id, reason)
    if role not in SECRETARIAT:
        raise Invalid({"act": mark("This role cannot be held there.")})
    service.grant_role(session, viewer, account.id, role, reason=reason)
    tell(session, account, Notice.ROLES_CHANGED)


def take_role(session: Session, viewer: Viewer, account_id: str, grant_id: int, reason: str) -> None:
    """Take a role away, wherever it is held."""
    account = _account(session, viewer, account_id, reason)
    held = queries.held_by(session, [account.id]).get(account.id, [])
    if grant_id not in [each.grant_id for each in held]:
        raise NotFound(f"This person has no role {grant_id}.")
    service.end_role(session, viewer, grant_id, reason=reason)
    tell(session, account, Notice.ROLES_CHANGED)


def end_sessions(session: Session, viewer: Viewer, account_id: str, reason: str) -> None:
    """Sign somebody out in every browser."""
    account = _account(session, viewer, account_id, reason)
    sessions.end(session, account_id=account.id)
    _record(session, "account.sessions_ended", viewer, account, reason)
    tell(session, account, Notice.SIGNED_OUT)


def remove_second_factor(session: Session, viewer: Viewer, account_id: str, reason: str) -> None:
    """Let somebody who lost phone and codes sign in by password; roles that need a second factor sleep.

    One's own is removed in one's own account, with password and code.
    """
    account = _another(session, viewer, account_id, reason)
    if not account.totp_secret:
        raise Conflict("The account has no second factor.")
    second_factor.remove(session, account, viewer.account_id)
    sessions.end(session, account_id=account.id)
    _record(session, "account.second_factor_lost", viewer, account, reason)
    tell(session, account, Notice.SECOND_FACTOR_REMOVED)


def suspend(session: Session, viewer: Viewer, account_id: str, reason: str) -> None:
    """Keep somebody out until further notice; sessions end, tokens and roles rest."""
    account = _another(session, viewer, account_id, reason)
    if account.suspended_at:
        raise Conflict("The account is suspended already.")
    account.suspended_at = now()
    session.add(account)
    sessions.end(session, account_id=account.id)
    _record(session, "account.suspended", viewer, account, reason)
    tell(session, account, Notice.SUSPENDED)


def reinstate(session: Session, viewer: Viewer, account_id: str, reason: str) -> None:
    """Let somebody in again, with the roles and tokens that were there."""
    account = _account(session, viewer, account_id, reason)
    if account.suspended_at is None:
        raise Conflict("The account is not suspended.")
    account.suspended_at = None
    session.add(account)
    _record(session, "account.reinstated", viewer, account, reason)
    tell(session, account, Notice.REINSTATED)


def close(session: Session, viewer: Viewer, account_id: str, reason: str, *, confirmed: bool) -> None:
    """Close an account for good: the person is erased as when they leave, what they contributed stays."""
    account = _another(session, viewer, account_id, reason)
    if not confirmed:
        raise Invalid({"confirm": mark("Confirm that the account shall be deleted.")})
    tell(session, account, Notice.CLOSED)
    leaving.delete_account(session, account, by=viewer.account_id)
    _record(session, "account.closed", viewer, account, reason)


def _another(session: Session, viewer: Viewer, account_id: str, reason: str) -> Account:
    """Somebody else than who asks, without whom there is still an administrator."""
    account = _account(session, viewer, account_id, reason)
    if account.id == viewer.account_id:
        raise Invalid({"act": mark("Nobody does this to their own account.")})
    if service.is_last(session, account.id, Role.ADMINISTRATOR, ""):
        raise Invalid({"act": service.NEVER_WITHOUT[Role.ADMINISTRATOR]})
    return account


def _account(session: Session, viewer: Viewer, account_id: str, reason: str) -> Account:
    """The account, for somebody who may look after people and says why."""
    viewer.demand(Permission.PEOPLE_MANAGE)
    if not reason:
        raise Invalid({"reason": mark("Say why; it is kept on record.")})
    if len(reason) > LONGEST_REASON:
        fault = Fault(mark("Use at most %(number)s characters."), {"number": LONGEST_REASON})
        raise Invalid({"reason": fault})
    return queries.account(session, account_id)


def _record(session: Session, action: str, viewer: Viewer, account: Account, reason: str) -> None:
    events.record(
        session,
        action,
        actor=viewer.account_id,
        on=("account", account.id),
        personal={"reason": reason},
        person=account.id,
    )
