"""Reads of accounts and what they hold: who asks, who holds a role."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Session, col, select

from registry.accounts.models import (
    Account,
    AccountSession,
    ApiToken,
    ClaimRule,
    Identity,
    Invitation,
    JoinRequest,
    RecoveryCode,
    RoleGrant,
)
from registry.accounts.permissions import SECOND_FACTOR, Permission, Role, ScopeKind
from registry.accounts.schemas import (
    Held,
    IdentityView,
    InvitationView,
    JoinRequestView,
    Me,
    Member,
    MyAccount,
    SessionView,
    TokenView,
)
from registry.accounts.secrets import digest_of
from registry.accounts.viewer import ANYBODY, Grant, Viewer
from registry.db.base import now
from registry.errors import NotFound

SESSION_IDLE: Final = timedelta(hours=12)
"""A session that is not used for so long is over."""

_ORDER: Final = {role: place for place, role in enumerate((*list(Role)[5:][::-1], *list(Role)[:5]))}
"""Roles of the Secretariat first, the highest of each kind before the others."""


def plain_email(email: str) -> str:
    """An address as it is kept and compared."""
    return email.strip().lower()


def is_live() -> sa.ColumnElement[bool]:
    """Condition: a grant has not lapsed."""
    return sa.or_(col(RoleGrant.expires_at).is_(None), col(RoleGrant.expires_at) > now())


def viewer(session: Session, account_id: str, *, session_id: int = 0) -> Viewer:
    """An account as one who asks; anybody, if it is gone or suspended.

    Roles that need a second factor do not count while the account has none.
    """
    account = session.get(Account, account_id)
    if account is None or account.deleted_at or account.suspended_at or not account.email_verified_at:
        return ANYBODY
    held = session.exec(
        select(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id).where(
            RoleGrant.account_id == account_id, is_live()
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


def token_of(session: Session, token: str) -> ApiToken | None:
    """The API token that this is, if it is good."""
    return session.exec(
        select(ApiToken).where(
            ApiToken.digest == digest_of(token),
            ApiToken.expires_at > now(),
            col(ApiToken.revoked_at).is_(None),
        )
    ).first()


def viewer_of_token(session: Session, token: str) -> Viewer:
    """Whom an API token speaks for, and what it is limited to; anybody, if it is not good."""
    row = token_of(session, token)
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
    return session.exec(select(Account).where(Account.email == plain_email(email))).first()


def account(session: Session, account_id: str) -> Account:
    """An account that is not gone; `NotFound` otherwise."""
    found = session.get(Account, account_id)
    if found is None or found.deleted_at:
        raise NotFound(f"There is no account {account_id}.")
    return found


def names_of(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """What people are called, for those they work with; one who has gone has no name."""
    wanted = {each for each in account_ids if each}
    rows = session.exec(select(Account.id, Account.name).where(col(Account.id).in_(wanted)))
    return {account_id: name for account_id, name in rows if name}


def ids_named(session: Session, text: str, limit: int = 200) -> list[str]:
    """Ids of the accounts that a text names: the one of that id, or those with it in their name."""
    like = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return list(
        session.exec(
            select(Account.id)
            .where(sa.or_(col(Account.id) == text, col(Account.name).ilike(f"%{like}%", escape="\\")))
            .order_by(Account.id)
            .limit(limit)
        )
    )


def holders(
    session: Session, roles: Iterable[Role], *, scope: ScopeKind | None = None, scope_id: str | None = None
) -> list[str]:
    """Ids of the accounts that hold any of these roles (in that scope), in the order of their ids."""
    asked = (
        select(RoleGrant.account_id)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(
            col(RoleGrant.role).in_(list(roles)),
            is_live(),
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


def domains_of_members(session: Session, organisation_ids: Iterable[str]) -> set[str]:
    """The domains of the e-mail addresses of whoever holds a role in any of these organisations."""
    emails = session.exec(
        select(Account.email)
        .join(RoleGrant, col(RoleGrant.account_id) == col(Account.id))
        .where(RoleGrant.scope == ScopeKind.ORGANISATION, col(RoleGrant.scope_id).in_(set(organisation_ids)))
    )
    return {email.rpartition("@")[2] for email in emails if email}


def recipients(session: Session, account_ids: Iterable[str]) -> list[Account]:
    """Those of these accounts that can be written to."""
    rows = session.exec(
        select(Account).where(
            col(Account.id).in_(set(account_ids)),
            col(Account.deleted_at).is_(None),
            col(Account.suspended_at).is_(None),
        )
    )
    return [row for row in rows if row.email]


def held_by(session: Session, account_ids: Iterable[str]) -> dict[str, list[Held]]:
    """The roles of people, those of the Secretariat first."""
    rows = session.exec(
        select(RoleGrant, Account.totp_secret)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(col(RoleGrant.account_id).in_(set(account_ids)), is_live())
    ).all()
    found: dict[str, list[Held]] = {}
    for row, totp_secret in sorted(rows, key=lambda each: (_ORDER[each[0].role], each[0].scope_id)):
        found.setdefault(row.account_id, []).append(
            Held(
                row.role,
                row.scope,
                row.scope_id,
                row.expires_at,
                row.role in SECOND_FACTOR and not totp_secret,
                row.id or 0,
                row.rule_id is not None,
            )
        )
    return found


def me(session: Session, viewer: Viewer) -> Me:
    """Who asks, and what may be done in that name."""
    roles = held_by(session, [viewer.account_id]).get(viewer.account_id, [])
    return Me(
        viewer.account_id,
        viewer.name,
        viewer.language,
        roles,
        sorted(each.value for each in Permission if viewer.may_somewhere(each)),
    )


def my_account(session: Session, account_id: str) -> MyAccount:
    """What a person sees of their own account."""
    row = account(session, account_id)
    codes = session.scalar(
        sa.select(sa.func.count()).where(
            col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None)
        )
    )
    return MyAccount(
        row.id,
        row.name,
        row.email or "",
        row.language,
        bool(row.password),
        bool(row.totp_secret),
        row.created_at,
        row.password_changed_at,
        codes or 0,
    )


def sessions_of(session: Session, account_id: str) -> list[SessionView]:
    """The browsers that are signed in, the one used last first."""
    moment = now()
    rows = session.exec(
        select(AccountSession.id, AccountSession.device, AccountSession.created_at, AccountSession.seen_at)
        .where(
            AccountSession.account_id == account_id,
            col(AccountSession.second_factor_due).is_(False),
            AccountSession.expires_at > moment,
            AccountSession.seen_at > moment - SESSION_IDLE,
        )
        .order_by(col(AccountSession.seen_at).desc(), col(AccountSession.id).desc())
    )
    return [SessionView(row_id or 0, device, began, seen) for row_id, device, began, seen in rows]


def tokens_of(session: Session, account_id: str) -> list[TokenView]:
    """A person's API tokens, the newest first, good or not."""
    moment = now()
    rows = session.exec(
        select(ApiToken).where(ApiToken.account_id == account_id).order_by(col(ApiToken.id).desc())
    )
    return [
        TokenView(
            row.id or 0,
            row.name,
            row.permissions,
            row.created_at,
            row.expires_at,
            row.used_at,
            row.revoked_at,
            row.expires_at <= moment,
        )
        for row in rows
    ]


def identities_of(session: Session, account_id: str) -> list[IdentityView]:
    """The providers of single sign-on that an account is linked to."""
    rows = session.exec(
        select(Identity).where(Identity.account_id == account_id).order_by(col(Identity.linked_at))
    )
    return [IdentityView(row.id or 0, row.issuer, row.linked_at, row.used_at) for row in rows]


def identity_of(session: Session, issuer: str, subject: str) -> Identity | None:
    """What somebody is called by a provider, if that is linked to an account."""
    return session.exec(
        select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    ).first()


def rules_of(session: Session, provider: str) -> list[ClaimRule]:
    """The rules on what a provider states, the oldest first."""
    return list(
        session.exec(select(ClaimRule).where(ClaimRule.provider == provider).order_by(col(ClaimRule.id)))
    )


def members(session: Session, scope: ScopeKind, scope_id: str) -> list[Member]:
    """Who belongs to an organisation or a country, by role, then by name."""
    rows = session.exec(
        select(RoleGrant, Account.name)
        .join(Account, col(Account.id) == col(RoleGrant.account_id))
        .where(RoleGrant.scope == scope, RoleGrant.scope_id == scope_id, is_live())
    ).all()
    return [
        Member(
            row.id or 0,
            row.account_id,
            name,
            row.role,
            row.granted_at,
            row.expires_at,
            row.rule_id is not None,
        )
        for row, name in sorted(rows, key=lambda each: (_ORDER[each[0].role], each[1].casefold()))
    ]


def open_invitations(
    session: Session,
    *,
    scope: ScopeKind | None = None,
    scope_id: str | None = None,
    email: str | None = None,
) -> list[InvitationView]:
    """Invitations that still wait: to one thing, or to one address; the newest first."""
    asked = (
        select(Invitation)
        .where(col(Invitation.settled_at).is_(None), Invitation.expires_at > now())
        .order_by(col(Invitation.id).desc())
    )
    if scope is not None:
        asked = asked.where(Invitation.scope == scope)
    if scope_id is not None:
        asked = asked.where(Invitation.scope_id == scope_id)
    if email is not None:
        asked = asked.where(Invitation.email == plain_email(email))
    return [
        InvitationView(
            row.id or 0,
            row.email,
            row.role,
            row.scope,
            row.scope_id,
            row.invited_by,
            row.created_at,
            row.expires_at,
        )
        for row in session.exec(asked)
    ]


def open_requests(
    session: Session,
    *,
    scope: ScopeKind | None = None,
    scope_id: str | None = None,
    account_id: str | None = None,
) -> list[JoinRequestView]:
    """Requests to belong that nobody has decided, the oldest first."""
    asked = (
        select(JoinRequest, Account.name, Account.email)
        .join(Account, col(Account.id) == col(JoinRequest.account_id))
        .where(col(JoinRequest.decided_at).is_(None))
        .order_by(col(JoinRequest.id))
    )
    if scope is not None:
        asked = asked.where(JoinRequest.scope == scope)
    if scope_id is not None:
        asked = asked.where(JoinRequest.scope_id == scope_id)
    if account_id is not None:
        asked = asked.where(JoinRequest.account_id == account_id)
    return [
        JoinRequestView(
            row.id or 0,
            row.account_id,
            name,
            email or "",
            row.scope,
            row.scope_id,
            row.note,
            row.created_at,
        )
        for row, name, email in session.exec(asked)
    ]
