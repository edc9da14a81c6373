"""Reads of accounts and what they hold."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import Account, ApiToken, RoleGrant
from registry.accounts.permissions import SECOND_FACTOR, Permission, Role, ScopeKind
from registry.accounts.secrets import digest_of
from registry.accounts.viewer import ANYBODY, Grant, Viewer
from registry.db.base import now


def viewer(session: Session, account_id: str, *, session_id: int = 0) -> Viewer:
    """An account as one who asks; anybody, if it is gone or suspended.

    Roles that need a second factor do not count while the account has none.
    """
    account = session.get(Account, account_id)
    if account is None or account.deleted_at or account.suspended_at or not account.email_verified_at:
        return ANYBODY
    held = session.exec(
        select(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id).where(
            RoleGrant.account_id == account_id,
            sa.or_(col(RoleGrant.expires_at).is_(None), col(RoleGrant.expires_at) > now()),
        )
    ).all()
    waiting = not account.totp_secret and any(role in SECOND_FACTOR for role, _, _ in held)
    return Viewer(
        account_id=account.id,
        name=account.name,
        language=account.language,
        grants=frozenset(
            Grant(Role(role), ScopeKind(scope), scope_id)
            for role, scope, scope_id in held
            if account.totp_secret or role not in SECOND_FACTOR
        ),
        lacks_second_factor=waiting,
        session_id=session_id,
    )


def viewer_of_token(session: Session, token: str) -> Viewer:
    """Whom an API token speaks for, and what it is limited to; anybody, if it is not good."""
    row = session.exec(
        select(ApiToken).where(
            ApiToken.digest == digest_of(token),
            ApiToken.expires_at > now(),
            col(ApiToken.revoked_at).is_(None),
        )
    ).first()
    if row is None:
        return ANYBODY
    found = viewer(session, row.account_id)
    known = {each.value for each in Permission}
    limited = frozenset(Permission(each) for each in row.permissions if each in known)
    return Viewer(
        account_id=found.account_id,
        name=found.name,
        language=found.language,
        grants=found.grants,
        limited_to=limited,
        lacks_second_factor=found.lacks_second_factor,
    )


def by_email(session: Session, email: str) -> Account | None:
    """The account of this address."""
    return session.exec(select(Account).where(Account.email == email.strip().lower())).first()


def names_of(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """What people are called, for those they work with; one who has gone has no name."""
    wanted = {each for each in account_ids if each}
    rows = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(wanted)))
    return {account_id: name for account_id, name in rows if name}


def holders(
    session: Session, roles: Iterable[Role], *, scope: ScopeKind | None = None, scope_id: str | None = None
) -> list[str]:
    """Ids of the accounts that hold any of these roles (in that scope), in the order of their ids."""
    asked = (
        select(RoleGrant.account_id)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(
            col(RoleGrant.role).in_(list(roles)),
            sa.or_(col(RoleGrant.expires_at).is_(None), col(RoleGrant.expires_at) > now()),
            col(Account.deleted_at).is_(None),
            col(Account.suspended_at).is_(None),
        )
        .distinct()
        .order_by(RoleGrant.account_id)
    )
    if scope is not None:
        asked = asked.where(RoleGrant.scope == scope)
    if scope_id is not None:
        asked = asked.where(RoleGrant.scope_id == scope_id)
    return list(session.exec(asked))
