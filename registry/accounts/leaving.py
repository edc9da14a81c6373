"""Leaving: what a person contributed stays, the person goes.

Features above that keep something of a person erase it with the account: they add a function by `on_leaving`.
"""

from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.accounts import queries
from registry.accounts.models import (
    Account,
    AccountSession,
    ApiToken,
    Identity,
    Invitation,
    JoinRequest,
    MailedLink,
    RecoveryCode,
    RoleGrant,
)
from registry.accounts.permissions import Role
from registry.accounts.schemas import Held
from registry.accounts.service import NEVER_WITHOUT, is_last
from registry.audit import events
from registry.db.base import now
from registry.errors import Invalid

Eraser = Callable[[Session, str], None]

_ERASERS: list[Eraser] = []

OWNED = (AccountSession, ApiToken, Identity, JoinRequest, MailedLink, RecoveryCode, RoleGrant)
"""Tables whose rows go with their account."""


def on_leaving(erase: Eraser) -> Eraser:
    """Have something of a person erased when the account, whose id it is given, is deleted."""
    _ERASERS.append(erase)
    return erase


def left_without_owner(session: Session, account_id: str) -> list[Held]:
    """The organisations that this person alone owns."""
    return [
        held
        for held in queries.held_by(session, [account_id]).get(account_id, [])
        if held.role is Role.ORGANISATION_OWNER
        and queries.holders(session, [held.role], scope_id=held.scope_id) == [account_id]
    ]


def delete_account(session: Session, account: Account, *, by: str = "") -> None:
    """Erase the person: name, address, secrets, sessions, tokens, roles, and what names them in the events.

    `by` is the administrator who does it in the owner's place. The last administrator cannot go. An organisation may be left without an owner: the Secretariat finds another.
    """
    if is_last(session, account.id, Role.ADMINISTRATOR, ""):
        raise Invalid({"confirm": NEVER_WITHOUT[Role.ADMINISTRATOR]})
    events.record(session, "account.deleted", actor=by or account.id, on=("account", account.id))
    for erase in _ERASERS:
        erase(session, account.id)
    session.execute(
        sa.update(Invitation)
        .where(col(Invitation.email) == account.email, col(Invitation.settled_at).is_(None))
        .values(settled_at=now(), email="")
    )
    for table in OWNED:
        session.execute(sa.delete(table).where(col(table.account_id) == account.id))
    events.erase_person(session, account.id)
    account.email, account.email_verified_at, account.name = None, None, ""
    account.password, account.password_changed_at = "", None
    account.totp_secret, account.totp_last_step = "", 0
    account.language, account.last_seen_at, account.deleted_at = "en", None, now()
    session.add(account)
    session.flush()
