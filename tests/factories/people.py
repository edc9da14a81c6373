"""Makers of people: accounts with their roles, and sessions and tokens to act as them."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from registry.accounts import links, queries, sessions
from registry.accounts.models import Account, ApiToken, Invitation, JoinRequest, LinkPurpose, RoleGrant
from registry.accounts.permissions import SCOPE_OF, Permission, Role
from registry.accounts.secrets import digest_of, new_token
from registry.accounts.viewer import Viewer
from registry.db.base import now

_numbers = count(1)

Held = Role | tuple[Role, str]
"""A role of the Secretariat, or a role with the organisation (id) or country (code) that it is held in."""


def make_account(session: Session, name: str = "", *roles: Held, **columns: Any) -> Account:
    """Somebody with a verified address, a second factor and these roles; each call makes a new one."""
    number = next(_numbers)
    row = {
        "id": f"T{number:07}",
        "name": name or f"Person {number}",
        "email": f"person{number}@example.org",
        "email_verified_at": now(),
        "totp_secret": "set",
    }
    made = Account.model_validate(row | columns)
    session.add(made)
    session.flush()
    grant(session, made.id, *roles)
    return made


def grant(session: Session, account_id: str, *roles: Held) -> None:
    """Give roles to an account."""
    for role, scope_id in (each if isinstance(each, tuple) else (each, "") for each in roles):
        session.add(RoleGrant(account_id=account_id, role=role, scope=SCOPE_OF[role], scope_id=scope_id))
    session.flush()


def make_viewer(session: Session, *roles: Held) -> Viewer:
    """Somebody with these roles, as one who asks."""
    return queries.viewer(session, make_account(session, "", *roles).id)


def sign_in(session: Session, account_id: str) -> str:
    """A session of this account; gives the token for the cookie `session`."""
    return sessions.begin(session, account_id)


def make_token(
    session: Session, account_id: str, permissions: Iterable[Permission] = tuple(Permission)
) -> str:
    """An API token of this account; gives the token to send as a bearer."""
    token = new_token()
    session.add(
        ApiToken(
            digest=digest_of(token),
            account_id=account_id,
            name="test",
            permissions=[each.value for each in permissions],
            expires_at=now() + timedelta(days=1),
        )
    )
    session.flush()
    return token


def make_invitation(
    session: Session, email: str, role: Role, scope_id: str = "", **columns: Any
) -> tuple[Invitation, str]:
    """An invitation that waits, and the token of its link."""
    row = Invitation(
        email=email,
        role=role,
        scope=SCOPE_OF[role],
        scope_id=scope_id,
        expires_at=now() + timedelta(days=14),
        **columns,
    )
    session.add(row)
    session.flush()
    return row, links.make(session, LinkPurpose.JOIN, payload={"invitation": row.id})


def make_join_request(
    session: Session, account_id: str, role: Role, scope_id: str, note: str = ""
) -> JoinRequest:
    """A request to belong to the organisation or country in which such a role is held."""
    row = JoinRequest(account_id=account_id, scope=SCOPE_OF[role], scope_id=scope_id, note=note)
    session.add(row)
    session.flush()
    return row
